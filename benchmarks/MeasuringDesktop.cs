// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Diagnostics;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Benchmarks;

/// <summary>A desktop endpoint inside the measuring process: answers each frame at once, reads its first pixel, can press a key.</summary>
internal sealed class MeasuringDesktop : ISessionReceiver, IDisposable
{
    private static readonly Output Screen = new()
    {
        Id = 1,
        Name = "bench",
        Logical = new Rect(0, 0, 1920, 1080),
        ModeWidth = 1920,
        ModeHeight = 1080,
        RefreshMillihertz = 60_000,
        Scale120 = 120,
    };

    private readonly SessionConnector connector;
    private readonly Dictionary<uint, MemoryFile> memories = [];
    private uint window;
    private uint shown;
    private uint serial;
    private uint instance;
    private StartApp? toStart;
    private byte[] copied = [];

    public MeasuringDesktop(EventLoop loop, string bridge)
    {
        connector = new SessionConnector(loop, bridge, new SessionIdentity(Role.Desktop, "bench"), this);
        connector.Start();
    }

    public Action<uint>? Shown { get; set; }

    public bool HasWindow => window != 0;

    public bool HasApp => instance != 0;

    public void Opened(Session session)
    {
        session.Send(new Outputs([Screen]));
        session.Send(new KeyboardLayout { RepeatRate = 0, RepeatDelayMilliseconds = 600 });
        session.Send(new Resync());
    }

    public void Received(Session session, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.WindowState when window == 0:
                window = message.Read<WindowState>().Window;
                session.Send(new Configure { Window = window, Serial = 1, States = ConfigureStates.Activated });
                break;
            case MessageType.WindowClosed when message.Read<WindowClosed>().Window == window:
                (window, shown) = (0, 0);
                break;
            case MessageType.AppStarted:
                instance = message.Read<AppStarted>().Instance;
                break;
            case MessageType.AppFailed:
                throw new InvalidOperationException(message.Read<AppFailed>().Reason);
            case MessageType.AppExited when instance != 0 && message.Read<AppExited>() is var exited && exited.Instance == instance:
                throw new InvalidOperationException($"the client in the guest ended: {exited}");
            case MessageType.AppCatalogue when toStart is { } start:
                // Now the guest is there.
                toStart = null;
                session.Send(start);
                break;
            case MessageType.FrameMemory:
                memories[message.Read<FrameMemory>().Memory] = MemoryFile.Adopt(message.TakeHandle());
                break;
            case MessageType.FrameMemoryReleased:
                if (memories.Remove(message.Read<FrameMemoryReleased>().Memory, out var memory))
                    memory.Dispose();
                break;
            case MessageType.Frame:
                Show(session, message.Read<Frame>());
                break;
        }
    }

    public void Closed(Session session, string reason) => window = 0;

    public void PressAndRelease(uint key)
    {
        var now = (ulong)(Clock.MonotonicNanoseconds / 1000);
        connector.Session!.Send(new Key(window, ++serial, now, key, true));
        connector.Session.Send(new Key(window, ++serial, now, key, false));
    }

    /// <summary>Starts a program in the guest, as soon as the guest is there.</summary>
    public void StartApp(params ReadOnlySpan<string> arguments)
    {
        toStart = new StartApp { Request = 1, AppId = "", Arguments = [.. arguments] };
        connector.Session?.Send(default(CatalogueRequest));
    }

    public void StopApp()
    {
        connector.Session!.Send(new StopApp(instance));
        instance = 0;
    }

    public void Dispose()
    {
        connector.Dispose();
        foreach (var memory in memories.Values)
            memory.Dispose();
    }

    /// <summary>
    /// Milliseconds that a copy of each frame takes here from now on, until null: memory that another processor wrote a moment ago, while
    /// everything else runs.
    /// </summary>
    public List<double>? Copies { get; set; }

    private void Copy(in Frame frame, List<double> copies)
    {
        using var pixels = memories[frame.Memory].Map(MapAccess.Read);
        var bytes = frame.StrideBytes * frame.Height;
        if (copied.Length < bytes)
            copied = new byte[bytes];
        // Once to have the pages of a fresh mapping, and not the pixels.
        for (var page = 0; page < bytes; page += 4096)
            copied[page] = pixels.Bytes[page];
        var start = Stopwatch.GetTimestamp();
        pixels.Bytes[..bytes].CopyTo(copied);
        copies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private void Show(Session session, Frame frame)
    {
        if (Copies is { } copies)
            Copy(frame, copies);
        Span<byte> pixel = stackalloc byte[4];
        memories[frame.Memory].ReadAt((long)frame.Offset, pixel);
        session.Send(new FrameShown { Window = frame.Window, Serial = frame.Serial, PresentedNanoseconds = (ulong)Clock.MonotonicNanoseconds });
        if (shown == 0)
            // The keyboard goes to a window that is there to be seen, as on every desktop.
            session.Send(new KeyboardFocus(frame.Window, []));
        else
            session.Send(new FrameReleased(frame.Window, shown));
        shown = frame.Serial;
        Shown?.Invoke(BinaryPrimitives.ReadUInt32LittleEndian(pixel));
    }
}
