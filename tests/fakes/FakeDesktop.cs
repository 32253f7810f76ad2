// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>
/// A desktop without a screen. It announces one output, asks for a resync, configures new windows, and answers every frame as
/// shown; each of these can be switched off where a test wants to say it by hand.
/// </summary>
public sealed class FakeDesktop : FakePeer
{
    private readonly Dictionary<uint, MemoryFile> _memories = [];
    private readonly Dictionary<uint, FakeWindow> _windows = [];
    private uint _lastSerial;
    private ulong _lastSequence;

    private FakeDesktop(EventLoop loop, string name, bool takesHandles = true, bool sharesClipboard = true)
        : base(loop, new SessionIdentity(Role.Desktop, name)
        {
            Capabilities = Capabilities.ServerDecoration | Capabilities.Touch | Capabilities.Audio | (takesHandles ? Capabilities.Handles : 0) | (sharesClipboard ? Capabilities.Clipboard : 0),
            FrameMemories = takesHandles ? FrameMemoryKinds.SharedFd : FrameMemoryKinds.Inline,
        })
    {
    }

    public IReadOnlyDictionary<uint, FakeWindow> Windows => _windows;

    /// <summary>Set before the session opens to send outputs and Resync by hand.</summary>
    public bool AttachesByItself { get; set; } = true;

    /// <summary>Answers a window without content by the configure that lets it draw.</summary>
    public bool ConfiguresByItself { get; set; } = true;

    /// <summary>Answers every frame by FrameShown, and FrameReleased for the one before.</summary>
    public bool ShowsByItself { get; set; } = true;

    /// <summary>The form in which it plays sound, said when it attaches; by default it wants none.</summary>
    public AudioSink Sink { get; set; }

    /// <summary>What comes of a stream is played at once; otherwise a test gives the credits.</summary>
    public bool PlaysByItself { get; set; } = true;

    /// <summary>Sound at the moment that it comes.</summary>
    public Action<AudioData>? Hearing { get; set; }

    public ImmutableArray<Output> Screens { get; set; } =
    [
        new Output
        {
            Id = 1,
            Name = "FAKE-1",
            Make = "Seamless",
            Model = "Fake",
            Logical = new Rect(0, 0, 1920, 1080),
            WidthMillimetres = 480,
            HeightMillimetres = 270,
            ModeWidth = 1920,
            ModeHeight = 1080,
            RefreshMillihertz = 60_000,
            Scale120 = 120,
        },
    ];

    /// <summary>Connects to a bridge's desktop socket.</summary>
    public static FakeDesktop Connect(EventLoop loop, string path, string name = "fake desktop") => Connect(loop, () => UnixSocket.Connect(path), name);

    public static FakeDesktop Connect(EventLoop loop, Func<UnixSocket> connect, string name = "fake desktop") =>
        new FakeDesktop(loop, name).ConnectTo<FakeDesktop>(connect);

    /// <summary>A desktop that is elsewhere: its frames come as bytes.</summary>
    public static FakeDesktop ConnectWithoutHandles(EventLoop loop, Func<ByteStream> connect, string name = "fake desktop elsewhere") =>
        new FakeDesktop(loop, name, takesHandles: false).ConnectTo<FakeDesktop>(connect);

    /// <summary>Stands for a bridge with a desktop behind it: guests connect to the path (or by Dial, without one).</summary>
    public static FakeDesktop Listen(EventLoop loop, string? path = null, string name = "fake desktop", bool sharesClipboard = true) =>
        new FakeDesktop(loop, name, sharesClipboard: sharesClipboard).ListenAt<FakeDesktop>(path);

    public void Attach()
    {
        Send(new Outputs(Screens));
        Send(new KeyboardLayout { Layout = "us", RepeatRate = 25, RepeatDelayMilliseconds = 600 });
        Send(default(LockState));
        if (Sink.IsWanted) Send(Sink);
        Send(default(Resync));
    }

    public Configure Configure(uint window, int width, int height, ConfigureStates states = ConfigureStates.Activated)
    {
        var known = Window(window);
        var configure = new Configure
        {
            Window = window,
            Serial = ++known.ConfigureSerial,
            Width = width,
            Height = height,
            States = states,
            BoundsWidth = 1920,
            BoundsHeight = 1080,
            Output = 1,
        };
        Send(configure);
        return configure;
    }

    public void ShowFrame(uint window)
    {
        var known = Window(window);
        Send(new FrameShown
        {
            Window = window,
            Serial = known.Inline?.Serial ?? known.Frame?.Serial ?? throw new InvalidOperationException($"window {window} has no frame"),
            PresentedNanoseconds = (ulong)Loop.NowNanoseconds,
            RefreshNanoseconds = 16_666_667,
            Sequence = ++_lastSequence,
            Flags = FrameShownFlags.Vsync,
        });
    }

    public void Focus(uint window, params ImmutableArray<uint> pressedKeys) => Send(new KeyboardFocus(window, pressedKeys));

    /// <summary>Press and release of an evdev key.</summary>
    public void Tap(uint window, uint key)
    {
        Send(new Key(window, ++_lastSerial, Microseconds, key, true));
        Send(new Key(window, ++_lastSerial, Microseconds, key, false));
    }

    public void PointTo(uint window, double x, double y)
    {
        Send(new PointerEnter(window, Fixed.FromDouble(x), Fixed.FromDouble(y)));
        MovePointer(window, x, y);
    }

    public void MovePointer(uint window, double x, double y) => Send(new PointerMotion
    {
        Window = window,
        X = Fixed.FromDouble(x),
        Y = Fixed.FromDouble(y),
        TimeMicroseconds = Microseconds,
    });

    /// <summary>Returns the serial that the app's own requests will name.</summary>
    public uint Button(uint window, bool isPressed, uint code = 0x110)
    {
        Send(new PointerButton(window, ++_lastSerial, Microseconds, code, isPressed));
        return _lastSerial;
    }

    public void Click(uint window, double x, double y)
    {
        PointTo(window, x, y);
        Button(window, isPressed: true);
        Button(window, isPressed: false);
    }

    public void AwaitFrame(uint window, int count = 1) =>
        Loop.Until(() => _windows.TryGetValue(window, out var known) && known.FrameCount >= count, Describe);

    protected override void Opened()
    {
        _windows.Clear();
        DisposeMemories();
        if (AttachesByItself) Attach();
    }

    protected override void Received(object record, in MessageView message)
    {
        switch (record)
        {
            case FrameMemory memory:
                Replace(memory.Memory, MemoryFile.Adopt(message.TakeHandle()));
                break;
            case FrameMemoryReleased released:
                Replace(released.Memory, null);
                break;
            case AudioData data:
                Hearing?.Invoke(data);
                if (PlaysByItself && Sink.IsWanted) Send(new AudioCredit(data.Stream, data.Frames.Length / Sink.FrameBytes));
                break;
            case WindowState state:
                Changed(state);
                break;
            case WindowClosed closed:
                _windows.Remove(closed.Window);
                break;
            case Frame frame:
                Painted(frame);
                break;
            case InlineFrame frame:
                Painted(frame);
                break;
        }
    }

    protected override void Disposing() => DisposeMemories();

    private ulong Microseconds => (ulong)Loop.NowNanoseconds / 1000;

    private FakeWindow Window(uint id) => _windows.GetValueOrDefault(id) ?? throw new InvalidOperationException($"no window {id}. {Describe()}");

    private void Changed(in WindowState state)
    {
        if (!_windows.TryGetValue(state.Window, out var window))
            _windows.Add(state.Window, window = new FakeWindow(state.Window, _memories.GetValueOrDefault));
        window.State = state;
        if (!ConfiguresByItself || state.ConfigureSerial != 0 || window.ConfigureSerial != 0 || state.Flags.HasFlag(WindowFlags.Mapped)) return;
        var placed = state.Positioner is { } rules ? (rules.Width, rules.Height) : (0, 0);
        Configure(state.Window, placed.Item1, placed.Item2);
    }

    private void Painted(in Frame frame)
    {
        var window = Window(frame.Window);
        var before = window.Frame;
        window.Frame = frame;
        window.FrameCount++;
        if (!ShowsByItself) return;
        ShowFrame(frame.Window);
        if (before is { } old) Send(new FrameReleased(old.Window, old.Serial));
    }

    /// <summary>Bulk does not hold up control: the last frame of a window that closed may still come.</summary>
    private void Painted(in InlineFrame frame)
    {
        if (_windows.GetValueOrDefault(frame.Window) is not { } window) return;
        window.Inline ??= new FakeInlinePixels();
        window.Inline.Draw(frame);
        if (!frame.IsLast) return;
        window.FrameCount++;
        if (ShowsByItself) ShowFrame(frame.Window);
    }

    private void Replace(uint memory, MemoryFile? file)
    {
        if (_memories.Remove(memory, out var before)) before.Dispose();
        if (file is not null) _memories.Add(memory, file);
    }

    private void DisposeMemories()
    {
        foreach (var memory in _memories.Values) memory.Dispose();
        _memories.Clear();
    }
}
