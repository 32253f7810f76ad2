// SPDX-License-Identifier: Apache-2.0
// The frames of one guest on their way to the desktop, and the answers on their way back. Each window has one frame in flight. A
// frame that no desktop can show (none looks on, or it has not been told of the window yet) is answered from here, once a second,
// so that apps live on slowly and do not notice.
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Bridge;

internal sealed class FrameRelay : IDisposable
{
    private readonly GuestSession _guest;
    private readonly EventLoop _loop;
    private readonly FrameCopier _copier;
    private readonly LoopTimer _answers;

    public FrameRelay(EventLoop loop, GuestSession guest)
    {
        (_loop, _guest) = (loop, guest);
        _copier = new FrameCopier(RelayLimits.FirstBridgeMemory, Retired);
        _answers = loop.CreateTimer(AnswerOwed);
    }

    public FrameMemoryTable Memories { get; } = new();

    private WindowTable Windows => _guest.Windows;

    public void Memory(in MessageView message)
    {
        var announced = message.Read<FrameMemory>();
        if (!_guest.MayUse(announced.Kind))
            throw new ProtocolException($"frame memory {announced.Memory} is of kind {announced.Kind}, which was not agreed on");
        if (announced.Kind != FrameMemoryKind.SharedFd)
        {
            Memories.Accept(announced, _guest.PixelsOf(announced));
            return;
        }
        using var handle = message.TakeHandle();
        var memory = Memories.Accept(announced, handle);
        if (_guest.Desktop is not { } desktop || memory.IsAtDesktop)
            return;
        if (_guest.InlineFrames != null)
        {
            memory.Mapped ??= SharedFdMemory.TryMap(handle, memory.Size);
            return;
        }
        memory.IsAtDesktop = true;
        desktop.Send(announced, handle);
    }

    public void MemoryReleased(in MessageView message)
    {
        var released = message.Read<FrameMemoryReleased>();
        var memory = Memories.Release(released.Memory);
        memory.Mapped?.Dispose();
        ReleaseAtDesktop(released.Memory, memory.IsAtDesktop);
    }

    public void Frame(in MessageView message)
    {
        var frame = message.Read<Frame>();
        var window = Windows.Require(frame.Window);
        var memory = Memories.Require(frame.Memory);
        FrameMemoryTable.CheckInside(frame, memory);
        Begin(window, frame.Serial, (long)frame.Width * frame.Height);
        if ((memory.Pixels ?? memory.Mapped) is { } pixels)
        {
            CopyFrame(window, frame, memory, pixels);
            return;
        }
        Forget(window);
        window.Copies = null;
        window.Hold(frame.Serial);
        if (_guest.Desktop is { } desktop && window.IsAtDesktop && memory.IsAtDesktop)
            Show(desktop, window, frame);
        else
            Owe(window);
    }

    public void InlineFrame(in MessageView message)
    {
        var frame = message.Read<InlineFrame>();
        if (Windows.Find(frame.Window) is not { } window)
        {
            // Bulk does not hold up control: the window may have closed while its last frame was still on the way.
            if (Windows.WasClosed(frame.Window))
                return;
            throw new ProtocolException($"window {frame.Window} is not known");
        }
        var content = window.Copies ??= new CopiedContent();
        if (frame.Serial != window.LastSerial)
        {
            Begin(window, frame.Serial, (long)frame.Width * frame.Height);
            content.Arriving = null;
            if (window.IsAtDesktop)
                _copier.BeginParts(content, frame.Width, frame.Height);
        }
        else if (window.FrameInFlight != frame.Serial || content.Newest?.HeldFor == frame.Serial)
        {
            throw new ProtocolException($"frame {frame.Serial} of window {frame.Window} is complete already");
        }
        if (content.Arriving != null)
            FrameCopier.Draw(content, frame);
        if (frame.IsLast)
            Deliver(window, content, frame);
    }

    /// <summary>From the desktop; what does not fit (any more) is left alone.</summary>
    public void Shown(in FrameShown shown)
    {
        if (Windows.Find(shown.Window) is not { } window || window.FrameAtDesktop != shown.Serial)
            return;
        window.FrameAtDesktop = 0;
        if (window.Copies is { } content)
            _guest.InlineFrames?.Shown(shown, content);
        if (window.FrameInFlight == shown.Serial)
        {
            window.FrameInFlight = 0;
            if (window.Copies != null && window.Release(shown.Serial))
                _guest.Send(new FrameReleased(shown.Window, shown.Serial));
            _guest.Send(shown);
        }
        if (window.WaitingFrame is { } waiting && _guest.Desktop is { } desktop)
            Show(desktop, window, waiting);
    }

    public void Released(in FrameReleased released)
    {
        if (Windows.Find(released.Window) is not { } window)
            return;
        if (window.Release(released.Serial))
            _guest.Send(released);
        window.Copies?.Release(released.Serial);
    }

    /// <summary>The window closes: its own memories go with it.</summary>
    public void Forget(GuestWindow window)
    {
        if (window.Copies is { } content)
            _copier.Retire(content);
    }

    /// <summary>No desktop looks on any more: nobody holds pixels, and what is in flight is answered from here.</summary>
    public void DesktopGone()
    {
        foreach (var window in Windows.All)
        {
            window.IsAtDesktop = false;
            window.FrameAtDesktop = 0;
            window.WaitingFrame = null;
            ForgetDesktop(window.Copies);
            ReleaseHeld(window, except: window.FrameInFlight);
            if (window.FrameInFlight != 0)
                Owe(window);
        }
        foreach (var memory in Memories.All)
            memory.IsAtDesktop = false;
        LetMappingsGo();
    }

    /// <summary>A desktop starts to look on: it knows nothing yet, and no answer to an old frame will come.</summary>
    public void BeginAnew()
    {
        DesktopGone();
        AnswerOwed();
        foreach (var window in Windows.All)
            window.MayOvertake = true;
    }

    public void Dispose()
    {
        _answers.Dispose();
        foreach (var window in Windows.All)
            Forget(window);
        LetMappingsGo();
    }

    private void Begin(GuestWindow window, uint serial, long pixels)
    {
        if (serial <= window.LastSerial)
            throw new ProtocolException($"frame {serial} of window {window.Id} came after frame {window.LastSerial}");
        if (window.FrameInFlight != 0)
        {
            if (!window.MayOvertake)
                throw new ProtocolException($"frame {serial} of window {window.Id} came before frame {window.FrameInFlight} was answered");
            window.MayOvertake = false;
            window.IsOwedAnAnswer = false;
        }
        Windows.SetPixels(window, pixels);
        window.LastSerial = serial;
        window.FrameInFlight = serial;
    }

    private void Deliver(GuestWindow window, CopiedContent content, in InlineFrame frame)
    {
        if (content.Arriving == null || _guest.Desktop is not { } desktop)
        {
            content.Arriving = null;
            Owe(window);
            return;
        }
        ShowCopy(desktop, window, content, new Frame
        {
            Window = frame.Window,
            Serial = frame.Serial,
            Width = frame.Width,
            Height = frame.Height,
            Format = frame.Format,
            Scale120 = frame.Scale120,
            Geometry = frame.Geometry,
            ConfigureSerial = frame.ConfigureSerial,
        });
    }

    /// <summary>
    /// Copies what is new out of the guest's memory. That it may write there again is said together with FrameShown: the guest sends nothing
    /// before it anyway, and what wakes a virtual machine costs. What cannot be read any more (the guest destroyed it after naming it) is
    /// not shown, and answered all the same.
    /// </summary>
    private void CopyFrame(GuestWindow window, in Frame frame, GuestMemory memory, IPixelMemory pixels)
    {
        var content = window.Copies ??= new CopiedContent();
        var desktop = window.IsAtDesktop ? _guest.Desktop : null;
        var isDrawn = false;
        if (desktop != null)
        {
            _copier.Begin(content, frame.Width, frame.Height);
            isDrawn = FrameCopier.TryDraw(content, pixels, (long)frame.Offset, frame.StrideBytes, frame.Damage);
            if (!isDrawn && ++memory.LostFrames == 2)
                _guest.FrameMemoryLost(memory.Id);
        }
        else
        {
            content.HasMissedFrames = true;
        }
        window.Hold(frame.Serial);
        if (isDrawn)
            ShowCopy(desktop!, window, content, frame);
        else
            Owe(window);
    }

    /// <summary>The frame as it was announced, with its pixels in the copy that has arrived.</summary>
    private void ShowCopy(Session desktop, GuestWindow window, CopiedContent content, in Frame frame)
    {
        var buffer = FrameCopier.Finish(content, frame.Serial);
        if (!buffer.IsAtDesktop && _guest.InlineFrames == null)
        {
            buffer.IsAtDesktop = true;
            desktop.Send(new FrameMemory(buffer.Memory, FrameMemoryKind.SharedFd, (ulong)buffer.File.Size), buffer.File.Descriptor);
        }
        Show(desktop, window, frame with { Memory = buffer.Memory, Offset = 0, StrideBytes = buffer.StrideBytes, Damage = content.Damage });
    }

    /// <summary>One frame of a window at a time also towards the desktop: one that overtook waits, and the newest wins.</summary>
    private void Show(Session desktop, GuestWindow window, in Frame frame)
    {
        var inline = _guest.InlineFrames;
        if (inline != null && window.Copies!.Outgoing is { IsVoid: true })
            window.FrameAtDesktop = 0; // The desktop never had all of it, and will not answer.
        if (window.FrameAtDesktop != 0)
        {
            window.WaitingFrame = frame;
            return;
        }
        window.WaitingFrame = null;
        window.FrameAtDesktop = frame.Serial;
        if (inline != null)
            inline.Send(frame, window.Copies!);
        else
            desktop.Send(frame);
    }

    private void Owe(GuestWindow window)
    {
        window.IsOwedAnAnswer = true;
        if (!_answers.IsArmed)
            _answers.Start(RelayLimits.HiddenFrameInterval);
    }

    private void AnswerOwed()
    {
        _answers.Stop();
        foreach (var window in Windows.All)
        {
            if (!window.IsOwedAnAnswer)
                continue;
            var serial = window.FrameInFlight;
            window.FrameInFlight = 0;
            window.IsOwedAnAnswer = false;
            _guest.Send(new FrameShown
            {
                Window = window.Id,
                Serial = serial,
                PresentedNanoseconds = (ulong)_loop.NowNanoseconds,
                Flags = FrameShownFlags.NotVisible,
            });
            ReleaseHeld(window, except: 0);
        }
    }

    private void ReleaseHeld(GuestWindow window, uint except)
    {
        for (var i = window.HeldFrames.Length - 1; i >= 0; i--)
        {
            var serial = window.HeldFrames[i];
            if (serial == except)
                continue;
            window.Release(serial);
            _guest.Send(new FrameReleased(window.Id, serial));
        }
    }

    private static void ForgetDesktop(CopiedContent? content)
    {
        if (content == null)
            return;
        content.Arriving = null;
        foreach (var buffer in content.Buffers)
        {
            buffer.IsAtDesktop = false;
            buffer.HeldFor = 0;
        }
    }

    private void LetMappingsGo()
    {
        foreach (var memory in Memories.All)
        {
            memory.Mapped?.Dispose();
            memory.Mapped = null;
        }
    }

    private void Retired(CopyBuffer buffer) => ReleaseAtDesktop(buffer.Memory, buffer.IsAtDesktop);

    /// <summary>The desktop may lose the memory. A frame in it that had yet to go there is not shown any more.</summary>
    private void ReleaseAtDesktop(uint memory, bool isAtDesktop)
    {
        foreach (var window in Windows.All)
        {
            if (window.WaitingFrame is not { } waiting || waiting.Memory != memory)
                continue;
            window.WaitingFrame = null;
            if (window.FrameInFlight == waiting.Serial)
                Owe(window);
        }
        if (isAtDesktop)
            _guest.Desktop?.Send(new FrameMemoryReleased(memory));
    }
}
