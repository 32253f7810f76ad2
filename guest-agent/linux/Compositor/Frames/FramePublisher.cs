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
    private readonly Window window;
    private readonly FramePool pool;
    private readonly FrameAnswers answers;
    private readonly LoopTimer housekeeping;
    private readonly Damage damage = new();
    private FrameLayout layout;
    private FrameBuffer? newest;
    private bool isUnknown = true;
    private uint serial;
    private uint serialOnItsWay;
    private long sentAt;
    private (Rect Geometry, uint ConfigureSerial) sentWith;

    public FramePublisher(Window window)
    {
        this.window = window;
        pool = new FramePool(Compositor.FrameBudget, Compositor.Bridge);
        answers = new FrameAnswers(window);
        housekeeping = Compositor.Loop.CreateTimer(KeepHouse);
    }

    /// <summary>The desktop said of the last frame that nobody saw it.</summary>
    public bool WasNotVisible { get; private set; }

    private Compositor Compositor => window.Compositor;

    /// <param name="logical">Relative to the surface at (x, y) of the tree.</param>
    public void AddDamage(Damage logical, int x, int y)
    {
        foreach (var box in logical.Boxes)
            damage.Add(box.Offset(x, y));
    }

    /// <summary>Draws and sends what is due, if it may.</summary>
    public void Publish()
    {
        if (!window.IsMapped || serialOnItsWay != 0)
            return;
        if (!Compositor.Bridge.IsLive)
        {
            answers.AnswerLater(CompositorLimits.HiddenFrameInterval);
            return;
        }
        Prepare();
        var describes = (GeometryInFrame(), window.ConfigureSerial);
        if (!damage.IsEmpty)
        {
            if (TryDraw(out var changed))
                Send(describes, changed);
        }
        else if (newest is not null && (isUnknown || describes != sentWith))
            Send(describes, default);
        else
            answers.AnswerLater(window.IsHidden ? CompositorLimits.HiddenFrameInterval : answers.RefreshInterval);
    }

    /// <summary>The desktop has shown a frame, or says that it shows none of this window for now.</summary>
    public void Shown(in FrameShown shown)
    {
        if (shown.Serial != serialOnItsWay)
            return;
        serialOnItsWay = 0;
        WasNotVisible = (shown.Flags & FrameShownFlags.NotVisible) != 0;
        answers.Shown(shown);
        window.Changed();
    }

    /// <summary>The desktop no longer reads that frame's buffer.</summary>
    public void Released(uint released)
    {
        if (pool.FindShown(released) is not { } buffer)
            return;
        buffer.ShownSerial = 0;
        // A frame may be waiting for a buffer to draw into.
        if (!damage.IsEmpty)
            window.Changed();
    }

    /// <summary>The other side knows nothing that was sent; everything is due again.</summary>
    public void Forget()
    {
        (serialOnItsWay, WasNotVisible, isUnknown) = (0, false, true);
        pool.Forget();
        answers.Lost();
    }

    public void Unmapped()
    {
        (newest, serialOnItsWay) = (null, 0);
        damage.Clear();
        answers.Lost();
        pool.Trim(keep: null);
    }

    public void Dispose()
    {
        housekeeping.Dispose();
        answers.Dispose();
        pool.Dispose();
    }

    private void Prepare()
    {
        window.Tree.CollectDamage(damage);
        var now = FrameLayout.Of(window.Tree, window.Scale120);
        if (now == layout && newest is not null)
            return;
        layout = now;
        damage.Add(now.Logical);
    }

    /// <summary>Where the window geometry lies in the frame.</summary>
    private Rect GeometryInFrame()
    {
        var geometry = window.Geometry;
        return new Rect(geometry.Left - layout.Logical.Left, geometry.Top - layout.Logical.Top, geometry.Width, geometry.Height);
    }

    /// <returns>False when no buffer is free, or a client's pixels cannot be read.</returns>
    private bool TryDraw(out RectList changed)
    {
        changed = default;
        foreach (var box in damage.Boxes)
        {
            var pixels = layout.DamagedPixels(box);
            pool.AddStale(pixels);
            changed.Add(new Rect(pixels.Left, pixels.Top, pixels.Width, pixels.Height));
        }
        if (TakeBuffer() is not { } buffer)
            return false;
        buffer.Stale.Clip(layout.Whole);
        var layers = Compositor.Layers;
        layers.Build(window.Tree, layout);
        if (!Compositor.Painter.Paint(layers, buffer, buffer.Stale))
        {
            layers.Clear();
            (Compositor.Painter.Unreadable?.Content.Pixels as ClientBuffer)?.PostUnreadable();
            return false;
        }
        buffer.Stale.Clear();
        damage.Clear();
        newest = buffer;
        GiveBack(layers, buffer);
        layers.Clear();
        return true;
    }

    private FrameBuffer? TakeBuffer()
    {
        try
        {
            return pool.Take(layout.Width, layout.Height, layout.IsOpaque);
        }
        catch (LinuxException refusal)
        {
            AgentLog.OutOfFrameMemory(window.Id, refusal.Message);
            window.Root.Client.PostNoMemory($"no memory for a frame of {layout.Width}×{layout.Height} pixels");
            return null;
        }
    }

    /// <summary>When the frame buffer holds the same pixels as the client's only buffer, the client gets its own back.</summary>
    private void GiveBack(LayerStack layers, FrameBuffer buffer)
    {
        if (layers.Count != 1)
            return;
        var (layer, root) = (layers[0], window.Root);
        var isSame = layer.IsPlain && layer.Target == layout.Whole && root.Current.Source is null
            && (layer.Source.Width, layer.Source.Height) == (buffer.Width, buffer.Height);
        if (!isSame || layer.Surface != root)
            return;
        root.Content.MoveTo(buffer);
        root.Current.ReleaseBuffer();
    }

    private void Send((Rect Geometry, uint ConfigureSerial) describes, RectList changed)
    {
        var buffer = newest!;
        buffer.Announce(Compositor.Bridge);
        if (isUnknown)
            changed = RectList.Of(new Rect(0, 0, buffer.Width, buffer.Height));
        buffer.ShownSerial = serialOnItsWay = ++serial;
        (sentWith, isUnknown, sentAt) = (describes, false, Compositor.Loop.NowNanoseconds);
        answers.Sent();
        Compositor.Bridge.Send(new Frame
        {
            Window = window.Id,
            Serial = serial,
            Memory = buffer.Id,
            Width = buffer.Width,
            Height = buffer.Height,
            StrideBytes = buffer.StrideBytes,
            Format = buffer.IsOpaque ? PixelFormat.Xrgb8888 : PixelFormat.Argb8888Premultiplied,
            Scale120 = layout.Scale120,
            Geometry = describes.Geometry,
            ConfigureSerial = describes.ConfigureSerial,
            Damage = changed,
        });
        if (!housekeeping.IsArmed)
            housekeeping.Start(CompositorLimits.HiddenFrameInterval);
    }

    /// <summary>
    /// Once a second while frames are sent, and until the window is idle: programs whose desktop is silent get their callbacks, and an
    /// idle window gives up what it does not need.
    /// </summary>
    private void KeepHouse()
    {
        var age = TimeSpan.FromTicks((Compositor.Loop.NowNanoseconds - sentAt) / TimeSpan.NanosecondsPerTick);
        if (serialOnItsWay != 0 && age >= CompositorLimits.HiddenFrameInterval)
            answers.AnswerOverdue();
        if (age >= CompositorLimits.IdleWindow && !answers.AreWaiting)
            pool.Trim(newest);
        else
            housekeeping.Start(CompositorLimits.HiddenFrameInterval);
    }
}
