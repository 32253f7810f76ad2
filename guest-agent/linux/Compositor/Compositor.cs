// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>
/// A Wayland compositor without a screen: its tables of surfaces, windows and outputs, and the turn's end, when every window that
/// changed tells the desktop. One event loop's thread owns all of it.
/// </summary>
public sealed class Compositor : IDisposable
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly List<Window> _changed = [];
    private readonly Action _finishTurn;
    private long _allocatedWhenCollected;

    public Compositor(EventLoop loop, WaylandServer server, BridgeSession bridge)
    {
        (Loop, Server, Bridge) = (loop, server, bridge);
        _finishTurn = FinishTurn;
        Outputs = new OutputTable(this);
        Pacer = new FramePacer(this);
        PoolRest = new PoolRest(loop);
        InlineFrames = new InlineFrames(loop, bridge);
        CompositorGlobals.Add(this);
        _ = new DesktopLink(this);
    }

    public EventLoop Loop { get; }

    public WaylandServer Server { get; }

    public BridgeSession Bridge { get; }

    public SurfaceTable Surfaces { get; } = new();

    public WindowTable Windows { get; } = new();

    public OutputTable Outputs { get; }

    /// <summary>Which started app a client belongs to (AppStarted.Instance), 0 when not known. Set by whoever starts apps.</summary>
    public Func<Client, uint> AppInstanceOf { get; set; } = _ => 0;

    /// <summary>
    /// The desktop's serial of an input event that this client got lately, found by the client's own serial: what a popup grab, a move
    /// or a resize must name. Null when there is no such event. Set by the seat.
    /// </summary>
    public Func<Client, uint, uint?> InputSerialOf { get; set; } = (_, _) => 0;

    /// <summary>A window came into the table; it has no content yet.</summary>
    public event Action<Window>? WindowCreated;

    /// <summary>A window got its first content, or lost it (<see cref="Window.IsMapped"/> says which).</summary>
    public event Action<Window>? WindowMapChanged;

    /// <summary>A window left the table; its surface may live on.</summary>
    public event Action<Window>? WindowClosed;

    /// <summary>The visible surfaces of a window changed places, sizes or input regions: what is under the pointer may be another one now.</summary>
    public event Action<Window>? WindowTreeChanged;

    internal FramePacer Pacer { get; }

    internal PoolRest PoolRest { get; }

    internal InlineFrames InlineFrames { get; }

    /// <summary>The grabbing popups, over all windows.</summary>
    internal PopupStack Popups { get; } = new();

    internal FrameBudget FrameBudget { get; } = new();

    // One set for all windows: only one is drawn at a time.
    internal Painter Painter { get; } = new();

    internal LayerStack Layers { get; } = new();

    /// <summary>The time of Wayland events: of no meaning but that it grows.</summary>
    internal uint Milliseconds => (uint)(Loop.NowNanoseconds / NanosecondsPerMillisecond);

    public void Dispose()
    {
        Pacer.Dispose();
        InlineFrames.Dispose();
    }

    internal void AtEndOfTurn(Window window)
    {
        if (window.IsQueued)
            return;
        window.IsQueued = true;
        if (_changed.Count == 0)
            Loop.Defer(_finishTurn);
        _changed.Add(window);
    }

    internal void WindowAdded(Window window) => WindowCreated?.Invoke(window);

    internal void WindowMapped(Window window) => WindowMapChanged?.Invoke(window);

    internal void WindowRemoved(Window window) => WindowClosed?.Invoke(window);

    internal void TreeChanged(Window window) => WindowTreeChanged?.Invoke(window);

    /// <summary>
    /// A window has stopped drawing. What frames left behind is collected now, when nobody waits for anything: the runtime by itself would
    /// let it lie until it is as large as the processor's cache.
    /// </summary>
    internal void BecameIdle()
    {
        Painter.Trim();
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _allocatedWhenCollected < CompositorLimits.IdleGarbageBytes)
            return;
        _allocatedWhenCollected = allocated;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    internal void OutputBound(OutputGlobal output, OutputView view)
    {
        foreach (var surface in Surfaces.All)
        {
            if (surface.Client == view.Client)
                surface.OutputBound(output, view);
        }
    }

    /// <summary>When a frame came onto the screen, in this machine's clock: another machine's time is worth nothing here.</summary>
    internal PresentationTime PresentationOf(in FrameShown shown)
    {
        var now = Loop.NowNanoseconds;
        var presented = (long)Math.Min(shown.PresentedNanoseconds, long.MaxValue);
        var isOurClock = presented <= now && now - presented < NanosecondsPerSecond;
        return new PresentationTime(isOurClock ? presented : now, shown.RefreshNanoseconds, shown.Sequence, KindOf(shown.Flags, isOurClock));
    }

    /// <summary>The presentation of a commit that changed nothing to be seen.</summary>
    internal PresentationTime PresentationNow(TimeSpan refresh) =>
        new(Loop.NowNanoseconds, (uint)(refresh.Ticks * TimeSpan.NanosecondsPerTick), 0, default);

    private static WpPresentationFeedback.Kind KindOf(FrameShownFlags flags, bool isOurClock)
    {
        WpPresentationFeedback.Kind kind = default;
        if ((flags & FrameShownFlags.Vsync) != 0)
            kind |= WpPresentationFeedback.Kind.Vsync;
        if (isOurClock && (flags & FrameShownFlags.HardwareClock) != 0)
            kind |= WpPresentationFeedback.Kind.HwClock;
        return (flags & FrameShownFlags.ZeroCopy) != 0 ? kind | WpPresentationFeedback.Kind.ZeroCopy : kind;
    }

    // By index: finishing a window may change another (a popup follows its parent), which then joins the list.
    private void FinishTurn()
    {
        for (var i = 0; i < _changed.Count; i++)
        {
            _changed[i].IsQueued = false;
            _changed[i].FinishTurn();
        }
        _changed.Clear();
    }
}
