// SPDX-License-Identifier: Apache-2.0
// When pixels move. A commit only adds damage. At the end of the turn, unless a frame of this window is on its way, the damaged
// pixels are drawn into a frame buffer that nobody reads and the frame is sent; FrameShown lets the next one go. While one is on its
// way the client's newest buffer is simply kept: whatever it supersedes goes back at once, for a buffer always holds the whole
// picture. A window of one surface whose pixels were copied unchanged gives the client its buffer back right after the copy, and the
// frame buffer becomes the surface's content; so a client with a single buffer can draw on.
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>Sends one window's frames: one on its way at a time, the newest content always, nothing when nothing changed.</summary>
internal sealed class FramePublisher : IDisposable
{
    private readonly Window _window;
    private readonly FramePool _pool;
    private readonly FrameAnswers _answers;
    private readonly LoopTimer _housekeeping;
    private readonly Damage _damage = new();
    private FrameLayout _layout;
    private FrameBuffer? _newest;
    private bool _isUnknown = true;
    private uint _serial;
    private uint _serialOnItsWay;
    private long _sentAt;
    private (Rect Geometry, uint ConfigureSerial) _sentWith;
    private FrameMemoryKind _sentKind;

    public FramePublisher(Window window)
    {
        _window = window;
        _pool = new FramePool(Compositor.FrameBudget, Compositor.Bridge);
        _answers = new FrameAnswers(window);
        _housekeeping = Compositor.Loop.CreateTimer(KeepHouse);
    }

    /// <summary>The desktop said of the last frame that nobody saw it.</summary>
    public bool WasNotVisible { get; private set; }

    private Compositor Compositor => _window.Compositor;

    /// <param name="logical">Relative to the surface at (x, y) of the tree.</param>
    public void AddDamage(Damage logical, int x, int y)
    {
        foreach (var box in logical.Boxes)
            _damage.Add(box.Offset(x, y));
    }

    /// <summary>Draws and sends what is due, if it may.</summary>
    public void Publish()
    {
        if (!_window.IsMapped || _serialOnItsWay != 0)
            return;
        if (!Compositor.Bridge.IsLive)
        {
            _answers.AnswerLater(CompositorLimits.HiddenFrameInterval);
            return;
        }
        Prepare();
        var describes = (GeometryInFrame(), _window.ConfigureSerial);
        if (!_damage.IsEmpty)
        {
            if (TryDraw(out var changed))
                Send(describes, changed);
        }
        else if (_newest is not null && (_isUnknown || describes != _sentWith))
            Send(describes, default);
        else
            _answers.AnswerLater(_window.IsHidden ? CompositorLimits.HiddenFrameInterval : _answers.RefreshInterval);
    }

    /// <summary>The desktop has shown a frame, or says that it shows none of this window for now.</summary>
    public void Shown(in FrameShown shown)
    {
        if (shown.Serial != _serialOnItsWay)
            return;
        _serialOnItsWay = 0;
        WasNotVisible = (shown.Flags & FrameShownFlags.NotVisible) != 0;
        _answers.Shown(shown);
        _window.Changed();
    }

    /// <summary>The desktop no longer reads that frame's buffer.</summary>
    public void Released(uint released)
    {
        if (_pool.FindShown(released) is not { } buffer)
            return;
        buffer.ShownSerial = 0;
        // A frame may be waiting for a buffer to draw into.
        if (!_damage.IsEmpty)
            _window.Changed();
    }

    /// <summary>The other side knows nothing that was sent; everything is due again.</summary>
    public void Forget()
    {
        (_serialOnItsWay, WasNotVisible, _isUnknown) = (0, false, true);
        Compositor.InlineFrames.Cancel(_window.Id);
        _pool.Forget();
        // The next bridge cannot read where the last picture lies: it is drawn once more, somewhere else.
        if (_newest is { } newest && !Compositor.Bridge.Memories.Accepts(newest))
            _newest = null;
        _answers.Lost();
    }

    public void Unmapped()
    {
        (_newest, _serialOnItsWay) = (null, 0);
        _damage.Clear();
        _answers.Lost();
        Compositor.InlineFrames.Cancel(_window.Id);
        _pool.Trim(keep: null);
    }

    public void Dispose()
    {
        _housekeeping.Dispose();
        _answers.Dispose();
        Compositor.InlineFrames.Cancel(_window.Id);
        _pool.Dispose();
    }

    private void Prepare()
    {
        _window.Tree.CollectDamage(_damage);
        var now = FrameLayout.Of(_window.Root, _window.Bounds, _window.Scale120);
        if (now == _layout && _newest is not null)
            return;
        _layout = now;
        _damage.Add(now.Logical);
    }

    /// <summary>Where the window geometry lies in the frame.</summary>
    private Rect GeometryInFrame()
    {
        var geometry = _window.Geometry;
        return new Rect(
            Math.Clamp(geometry.Left - _layout.Logical.Left, -ProtocolLimits.Coordinate, ProtocolLimits.Coordinate),
            Math.Clamp(geometry.Top - _layout.Logical.Top, -ProtocolLimits.Coordinate, ProtocolLimits.Coordinate),
            Math.Clamp(geometry.Width, 1, ProtocolLimits.WindowSide),
            Math.Clamp(geometry.Height, 1, ProtocolLimits.WindowSide));
    }

    /// <returns>False when no buffer is free, or a client's pixels cannot be read.</returns>
    private bool TryDraw(out RectList changed)
    {
        changed = default;
        foreach (var box in _damage.Boxes)
        {
            var pixels = _layout.DamagedPixels(box);
            _pool.AddStale(pixels);
            changed.Add(new Rect(pixels.Left, pixels.Top, pixels.Width, pixels.Height));
        }
        if (TakeBuffer() is not { } buffer)
            return false;
        buffer.Stale.Clip(_layout.Whole);
        var layers = Compositor.Layers;
        layers.Build(_window.Tree, _layout);
        if (!Compositor.Painter.Paint(layers, buffer, buffer.Stale))
        {
            layers.Clear();
            (Compositor.Painter.Unreadable?.Content.Pixels as ClientBuffer)?.PostUnreadable();
            return false;
        }
        buffer.Stale.Clear();
        _damage.Clear();
        _newest = buffer;
        GiveBack(layers, buffer);
        layers.Clear();
        return true;
    }

    private FrameBuffer? TakeBuffer()
    {
        try
        {
            return _pool.Take(_layout.Width, _layout.Height, _layout.IsOpaque);
        }
        catch (LinuxException refusal)
        {
            AgentLog.OutOfFrameMemory(_window.Id, refusal.Message);
            _window.Root.Client.PostNoMemory($"no memory for a frame of {_layout.Width}×{_layout.Height} pixels");
            return null;
        }
    }

    /// <summary>When the frame buffer holds the same pixels as the client's only buffer, the client gets its own back.</summary>
    private void GiveBack(LayerStack layers, FrameBuffer buffer)
    {
        if (layers.Count != 1)
            return;
        var (layer, root) = (layers[0], _window.Root);
        var isSame = layer.IsPlain && layer.Target == _layout.Whole && root.Current.Source is null
            && (layer.Source.Width, layer.Source.Height) == (buffer.Width, buffer.Height);
        if (!isSame || layer.Surface != root)
            return;
        root.Content.MoveTo(buffer);
        root.Current.ReleaseBuffer();
    }

    private void Send((Rect Geometry, uint ConfigureSerial) describes, RectList changed)
    {
        var buffer = _newest!;
        // What travels in the stream and what lies in memory are two pictures to whoever keeps them.
        if (_isUnknown || buffer.Kind != _sentKind)
            changed = RectList.Of(new Rect(0, 0, buffer.Width, buffer.Height));
        buffer.ShownSerial = _serialOnItsWay = ++_serial;
        (_sentWith, _sentKind, _isUnknown, _sentAt) = (describes, buffer.Kind, false, Compositor.Loop.NowNanoseconds);
        _answers.Sent();
        var frame = new Frame
        {
            Window = _window.Id,
            Serial = _serial,
            Memory = buffer.Id,
            Width = buffer.Width,
            Height = buffer.Height,
            StrideBytes = buffer.StrideBytes,
            Format = buffer.IsOpaque ? PixelFormat.Xrgb8888 : PixelFormat.Argb8888Premultiplied,
            Scale120 = _layout.Scale120,
            Geometry = describes.Geometry,
            ConfigureSerial = describes.ConfigureSerial,
            Damage = changed,
        };
        if (buffer.Kind == FrameMemoryKind.Inline)
        {
            Compositor.InlineFrames.Send(frame, buffer);
        }
        else
        {
            buffer.Announce(Compositor.Bridge);
            Compositor.Bridge.Send(frame);
        }
        if (!_housekeeping.IsArmed)
            _housekeeping.Start(CompositorLimits.HiddenFrameInterval);
    }

    /// <summary>
    /// Once a second while frames are sent, and until the window is idle: programs whose desktop is silent get their callbacks, and an
    /// idle window gives up what it does not need.
    /// </summary>
    private void KeepHouse()
    {
        var age = TimeSpan.FromTicks((Compositor.Loop.NowNanoseconds - _sentAt) / TimeSpan.NanosecondsPerTick);
        if (_serialOnItsWay != 0 && age >= CompositorLimits.HiddenFrameInterval)
            _answers.AnswerOverdue();
        if (age < CompositorLimits.IdleWindow || _answers.AreWaiting)
        {
            _housekeeping.Start(CompositorLimits.HiddenFrameInterval);
            return;
        }
        _pool.Trim(_newest);
        Compositor.BecameIdle();
    }
}
