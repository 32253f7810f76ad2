// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// What the desktop shows as one window: a root surface with a window role and its sub-surfaces. It tells the desktop the whole truth
/// about itself whenever that changed, at the end of the turn, and has its <see cref="FramePublisher"/> send the pixels.
/// </summary>
public sealed class Window
{
    private static readonly Box Limits = Box.FromSize(
        -CompositorLimits.Overhang, -CompositorLimits.Overhang, ProtocolLimits.WindowSide, ProtocolLimits.WindowSide);

    private readonly IWindowRole _role;
    private readonly InputShape _input = new();
    private readonly uint _appInstance;
    private WindowState _sent;
    private bool _wasSent;
    private bool _hasTreeChanged;
    private (int X, int Y)? _corner;
    private bool _areOutputsCurrent;

    internal Window(Surface root, IWindowRole role, WindowRole kind)
    {
        (Root, _role, Kind) = (root, role, kind);
        Compositor = root.Compositor;
        Tree = new SurfaceTree(root);
        Id = Compositor.Windows.Add(this);
        Publisher = new FramePublisher(this);
        // Once: it looks through /proc, and an app does not change hands.
        _appInstance = Compositor.AppInstanceOf(root.Client);
        Compositor.WindowAdded(this);
        Changed();
    }

    public uint Id { get; }

    public Compositor Compositor { get; }

    public Surface Root { get; }

    public WindowRole Kind { get; }

    public IWindowRole Role => _role;

    public SurfaceTree Tree { get; }

    /// <summary>Whether it has content to show.</summary>
    public bool IsMapped { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>The window geometry relative to the root surface: the window without the shadows the app draws.</summary>
    public Box Geometry => _role.GeometryWithin(Bounds);

    /// <summary>
    /// All of the tree that can be shown, relative to the root surface: what lies far outside of it, or is larger than a window may be, is
    /// cut off.
    /// </summary>
    /// <summary>
    /// The window geometry of an app that never set one: all its surfaces. But the corner stays where it was when the window appeared: the
    /// desktop keeps that corner in place, and a sub-surface put out to the left or top would push everything else away.
    /// </summary>
    internal Box GeometryNeverSet(Box bounds) => _corner is not { } corner
        ? bounds
        : new Box(corner.X, corner.Y, Math.Max(bounds.Right, corner.X + 1), Math.Max(bounds.Bottom, corner.Y + 1));

    internal Box Bounds => Tree.Bounds.Intersect(Limits);

    /// <summary>What the desktop said last about how the window shall be.</summary>
    public Configure LastConfigure { get; private set; }

    /// <summary>The newest Configure that the app's committed content answers.</summary>
    public uint ConfigureSerial { get; internal set; }

    /// <summary>The scale of the screen it is on, in 120ths.</summary>
    public uint Scale120 => Compositor.Outputs.ScaleOf(LastConfigure.Output);

    /// <summary>Nobody sees it: frames come about once a second.</summary>
    public bool IsHidden => Publisher.WasNotVisible || (LastConfigure.States & ConfigureStates.Suspended) != 0;

    internal FramePublisher Publisher { get; }

    /// <summary>Waits for the end of the turn.</summary>
    internal bool IsQueued { get; set; }

    /// <summary>The surface that takes input at a point relative to the window geometry (the coordinates of the protocol).</summary>
    public SurfaceHit? HitTest(double x, double y)
    {
        var geometry = Geometry;
        return Tree.HitTest(x + geometry.Left, y + geometry.Top);
    }

    /// <summary>A point relative to the window geometry in the coordinates of a surface of the window, which it may lie outside of.</summary>
    public (double X, double Y)? ToSurface(Surface surface, double x, double y)
    {
        if (Tree.Find(surface) is not { } placed)
            return null;
        var geometry = Geometry;
        return (x + geometry.Left - placed.X, y + geometry.Top - placed.Y);
    }

    /// <summary>Something that the state describes may have changed; it is looked at when the turn ends.</summary>
    public void Changed() => Compositor.AtEndOfTurn(this);

    internal void TellTreeChanged()
    {
        if (!_hasTreeChanged)
            return;
        _hasTreeChanged = false;
        Compositor.TreeChanged(this);
    }

    internal void TreeChanged()
    {
        Tree.Changed();
        _input.Changed();
        (_hasTreeChanged, _areOutputsCurrent) = (true, false);
        Changed();
    }

    /// <summary>A surface of the tree has new current state.</summary>
    internal void SurfaceChanged(Surface surface, SurfaceParts parts, Damage damage, bool sizeChanged)
    {
        if (sizeChanged)
            TreeChanged();
        if ((parts & (SurfaceParts.InputRegion | SurfaceParts.WindowGeometry)) != 0)
        {
            _input.Changed();
            _hasTreeChanged = true;
        }
        if (Tree.Find(surface) is { } placed)
            Publisher.AddDamage(damage, placed.X, placed.Y);
        SetMapped(Root.HasContent);
        Changed();
    }

    /// <summary>The role object or the root surface is gone: the desktop forgets the window.</summary>
    internal void Close()
    {
        if (IsClosed)
            return;
        SetMapped(false);
        IsClosed = true;
        Publisher.Dispose();
        Compositor.Windows.Remove(this);
        Compositor.WindowRemoved(this);
        if (_wasSent && Compositor.Bridge.IsLive)
            Compositor.Bridge.Send(new WindowClosed(Id));
        _wasSent = false;
    }

    internal void Configure(in Configure configure)
    {
        var outputBefore = LastConfigure.Output;
        LastConfigure = configure;
        _role.Configure(configure);
        if (configure.Output != outputBefore)
            OutputsChanged();
    }

    /// <summary>The window is on another screen, or its screen has changed.</summary>
    internal void OutputsChanged()
    {
        _areOutputsCurrent = false;
        Changed();
    }

    internal void CloseRequested() => _role.CloseRequested();

    /// <summary>The desktop knows nothing any more (or nobody listens): state and frame are due again.</summary>
    internal void Forget()
    {
        _wasSent = false;
        Publisher.Forget();
        Changed();
    }

    /// <summary>Sends what changed: first the state, then the frame that goes with it.</summary>
    internal void FinishTurn()
    {
        if (IsClosed)
            return;
        if (!_areOutputsCurrent)
            TellOutputs();
        TellTreeChanged();
        if (Compositor.Bridge.IsLive)
            SendStateIfChanged();
        Publisher.Publish();
    }

    private void SetMapped(bool mapped)
    {
        if (mapped == IsMapped)
            return;
        IsMapped = mapped;
        TreeChanged();
        // A window that comes back is put where it was, so its corner is the one it had.
        if (mapped)
            _corner ??= (Tree.Bounds.Left, Tree.Bounds.Top);
        if (!mapped)
            Publisher.Unmapped();
        Compositor.WindowMapped(this);
    }

    /// <summary>A surface that can be seen says that the screen must not sleep.</summary>
    private bool InhibitsIdle()
    {
        foreach (var placed in Tree.Placed)
        {
            if (placed.Surface.IdleInhibitors > 0)
                return true;
        }
        return false;
    }

    private void TellOutputs()
    {
        _areOutputsCurrent = true;
        var output = Compositor.Outputs.Find(LastConfigure.Output) ?? Compositor.Outputs.First;
        foreach (var placed in Tree.Placed)
        {
            placed.Surface.ShowOn(output);
            placed.Surface.SendPreferredScale(Scale120);
        }
    }

    private void SendStateIfChanged()
    {
        // A popup without a parent is on its way out, and not for the desktop to know.
        if (Kind == WindowRole.Popup && _role.ParentWindow is null)
            return;
        // The desktop must know a window before it hears of one that belongs to it.
        if (_role.ParentWindow is { _wasSent: false } parent)
            parent.SendStateIfChanged();
        var state = Describe();
        if (_wasSent && state == _sent)
            return;
        (_sent, _wasSent) = (state, true);
        Compositor.Bridge.Send(state);
    }

    private WindowState Describe()
    {
        var geometry = IsMapped ? Geometry : default;
        _input.Update(Tree, Bounds, geometry);
        return _role.Describe(new WindowState
        {
            Window = Id,
            Role = Kind,
            Flags = (IsMapped ? WindowFlags.Mapped : 0)
                | (_input.IsEverywhere ? WindowFlags.InputEverywhere : 0)
                | (InhibitsIdle() ? WindowFlags.InhibitIdle : 0),
            Width = Math.Clamp(geometry.Width, 0, ProtocolLimits.WindowSide),
            Height = Math.Clamp(geometry.Height, 0, ProtocolLimits.WindowSide),
            ConfigureSerial = ConfigureSerial,
            AppInstance = _appInstance,
            InputRegion = _input.Rects,
        });
    }
}
