// SPDX-License-Identifier: Apache-2.0
// The guest's screen as one window of the desktop: firmware, a text console, a whole desktop of another system. It is the bridge's own window,
// there when somebody asks for it, with or without an agent in the guest. Nothing is read from the guest while nobody looks. A guest that has not
// drawn anything yet has a dark screen: there is a keyboard before it all the same, for which firmware and boot loaders may wait.
using Seamless.Protocol;

namespace Seamless.Bridge;

internal sealed class ScanoutConsole : IDisposable
{
    private readonly GuestRelay _relay;
    private readonly GuestGpu _gpu;
    private readonly FrameCopier _copier;
    private readonly CopiedContent _content = new();
    private readonly string _title;
    private uint _window;
    private uint _lastWindow = RelayLimits.FirstBridgeWindow;
    private uint _lastSerial;
    private uint _frameAtDesktop;
    private uint _configureSerial;
    private bool _isAtDesktop;
    private (int Width, int Height) _size = (GpuLimits.SmallestWidth, GpuLimits.SmallestHeight);
    private Rect _new;

    public ScanoutConsole(GuestRelay relay, GuestGpu gpu, string guest)
    {
        (_relay, _gpu) = (relay, gpu);
        _title = ShownText.Clean($"{guest} console", ProtocolLimits.TitleBytes);
        _copier = new FrameCopier(RelayLimits.FirstConsoleMemory, Retired);
        Input = new ConsoleInput(relay, Scanout);
        Scanout.Changed = Changed;
        Scanout.Flushed = Flushed;
    }

    /// <summary>The window, and the app that it counts as; 0 while nobody wants it.</summary>
    public uint Window => _window;

    /// <summary>What is done in the window.</summary>
    public ConsoleInput Input { get; }

    private GpuScanout Scanout => _gpu.Device.Scanout;

    /// <summary>Shows the window, or leaves the one that is shown; the result is the app instance that it counts as.</summary>
    public uint Show()
    {
        if (_window == 0)
        {
            _window = ++_lastWindow;
            Introduce();
        }
        return _window;
    }

    /// <summary>Nobody wants to see it any more.</summary>
    public void Hide()
    {
        if (_window == 0)
            return;
        var window = _window;
        if (_isAtDesktop)
            _relay.Watching?.Send(new WindowClosed(window));
        _copier.Retire(_content);
        Forget();
        Input.LeaveAll();
        _relay.Cursors.IsOverConsole = false;
        _window = 0;
        _relay.TellEveryone(new AppExited(window, 0, 0));
    }

    /// <summary>A desktop looks on that knows nothing yet.</summary>
    public void Introduce()
    {
        Forget();
        if (_window == 0 || _relay.Watching == null)
            return;
        _isAtDesktop = true;
        Tell();
    }

    public void DesktopGone()
    {
        Forget();
        Input.LeaveAll();
    }

    public void Configure(in Configure configure)
    {
        _configureSerial = configure.Serial;
        Tell();
        Push();
    }

    public void Shown(in FrameShown shown)
    {
        if (shown.Serial != _frameAtDesktop)
            return;
        _frameAtDesktop = 0;
        Push();
    }

    public void Released(in FrameReleased released) => _content.Release(released.Serial);

    public void Dispose()
    {
        Scanout.Changed = null;
        Scanout.Flushed = null;
        _copier.Retire(_content);
    }

    private void Changed()
    {
        // A screen that goes dark stays as large as it was.
        if (Scanout.Resource != null)
            _size = (Scanout.Area.Width, Scanout.Area.Height);
        _new = Whole;
        _content.HasMissedFrames = true;
        Tell();
        Push();
    }

    private void Flushed(Rect area)
    {
        _new = _new.Union(area);
        Push();
    }

    /// <summary>The desktop knows nothing of it, and holds no pixels.</summary>
    private void Forget()
    {
        _isAtDesktop = false;
        _frameAtDesktop = _configureSerial = 0;
        _new = Whole;
        _content.HasMissedFrames = true;
        foreach (var buffer in _content.Buffers)
        {
            buffer.IsAtDesktop = false;
            buffer.HeldFor = 0;
        }
    }

    private void Tell()
    {
        if (!_isAtDesktop)
            return;
        var (width, height) = _size;
        _relay.Watching?.Send(new WindowState
        {
            Window = _window,
            Role = WindowRole.Toplevel,
            Flags = WindowFlags.InputEverywhere | WindowFlags.ServerDecoration | (_configureSerial != 0 ? WindowFlags.Mapped : 0),
            Width = width,
            Height = height,
            MinimumWidth = width,
            MinimumHeight = height,
            MaximumWidth = width,
            MaximumHeight = height,
            ConfigureSerial = _configureSerial,
            AppInstance = _window,
            Title = _title,
            AppId = RelayLimits.ConsoleApp,
        });
    }

    private Rect Whole => new(0, 0, _size.Width, _size.Height);

    private void Push()
    {
        // The desktop says first that the window may be shown.
        if (!_isAtDesktop || _configureSerial == 0 || _frameAtDesktop != 0 || _new.IsEmpty || _relay.Watching is not { } desktop)
            return;
        var format = Scanout.Resource?.Format ?? GpuFormat.B8G8R8X8;
        _copier.Begin(_content, _size.Width, _size.Height);
        // Pixels of another order are changed in place, each once: then all of them are taken.
        if (!TryDraw(GpuPixels.IsBgrx(format) ? _new : Whole))
            return; // Its pages are gone; the guest's next flush tries again.
        _new = default;
        var damage = _content.Damage;
        GpuPixels.ToBgrx(_content.Arriving!, format);
        var buffer = FrameCopier.Finish(_content, ++_lastSerial);
        if (!buffer.IsAtDesktop && _relay.InlineFrames == null)
        {
            buffer.IsAtDesktop = true;
            desktop.Send(new FrameMemory(buffer.Memory, FrameMemoryKind.SharedFd, (ulong)buffer.File.Size), buffer.File.Descriptor);
        }
        _frameAtDesktop = _lastSerial;
        var frame = new Frame
        {
            Window = _window,
            Serial = _lastSerial,
            Memory = buffer.Memory,
            Width = _size.Width,
            Height = _size.Height,
            StrideBytes = buffer.StrideBytes,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = Whole,
            ConfigureSerial = _configureSerial,
            Damage = damage,
        };
        if (_relay.InlineFrames is { } inline)
            inline.Send(frame, _content);
        else
            desktop.Send(frame);
    }

    private bool TryDraw(Rect wanted)
    {
        if (Scanout.Resource is not { } resource)
            return FrameCopier.TryDraw(_content, DarkScreen.Memory, 0, _size.Width * 4, RectList.Of(wanted));
        var stride = resource.Width * 4;
        var offset = ((long)Scanout.Area.Y * stride) + ((long)Scanout.Area.X * 4);
        return _gpu.Ram is { } ram && FrameCopier.TryDraw(_content, new GpuResourceMemory(resource, ram), offset, stride, RectList.Of(wanted));
    }

    private void Retired(CopyBuffer buffer)
    {
        if (buffer.IsAtDesktop)
            _relay.Watching?.Send(new FrameMemoryReleased(buffer.Memory));
    }
}
