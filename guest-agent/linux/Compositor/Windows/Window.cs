// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// What the desktop shows as one window: a root surface with a window role and its sub-surfaces. It tells the desktop the whole truth
/// about itself whenever that changed, at the end of the turn, and has its <see cref="FramePublisher"/> send the pixels.
/// </summary>
public sealed class Window
{
    private readonly IWindowRole role;
    private readonly InputShape input = new();
    private WindowState sent;
    private bool wasSent;
    private bool hasTreeChanged;
    private bool areOutputsCurrent;

    internal Window(Surface root, IWindowRole role, WindowRole kind)
    {
        (Root, this.role, Kind) = (root, role, kind);
        Compositor = root.Compositor;
        Tree = new SurfaceTree(root);
        Id = Compositor.Windows.Add(this);
        Publisher = new FramePublisher(this);
        Compositor.WindowAdded(this);
        Changed();
    }

    public uint Id { get; }

    public Compositor Compositor { get; }

    public Surface Root { get; }

    public WindowRole Kind { get; }

    public IWindowRole Role => role;

    public SurfaceTree Tree { get; }

    /// <summary>Whether it has content to show.</summary>
    public bool IsMapped { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>The window geometry relative to the root surface: the window without the shadows the app draws.</summary>
    public Box Geometry => role.GeometryWithin(Tree.Bounds);

    /// <summary>What the desktop said last about how the window shall be.</summary>
    public Configure LastConfigure { get; private set; }

    /// <summary>The newest Configure that the app's committed content answers.</summary>
    public uint ConfigureSerial { get; internal set; }

    /// <summary>The scale of the screen it is on, in 120ths.</summary>
    public uint Scale120 => Compositor.Outputs.ScaleOf(LastConfigure.Output);

    /// <summary>Nobody sees it: frames come about once a second.</summary>
    public bool IsHidden => Publisher.WasNotVisible || (LastConfigure.States & ConfigureStates.Suspended) != 0;

    /// <summary>The app said that the screen must not sleep while it is shown.</summary>
    public int IdleInhibitors { get; internal set; }

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

    internal void TreeChanged()
    {
        Tree.Changed();
        input.Changed();
        (hasTreeChanged, areOutputsCurrent) = (true, false);
        Changed();
    }

    /// <summary>A surface of the tree has new current state.</summary>
    internal void SurfaceChanged(Surface surface, SurfaceParts parts, Damage damage, bool sizeChanged)
    {
        if (sizeChanged)
            TreeChanged();
        if ((parts & (SurfaceParts.InputRegion | SurfaceParts.WindowGeometry)) != 0)
        {
            input.Changed();
            hasTreeChanged = true;
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
        if (wasSent && Compositor.Bridge.IsLive)
            Compositor.Bridge.Send(new WindowClosed(Id));
        wasSent = false;
    }

    internal void Configure(in Configure configure)
    {
        var outputBefore = LastConfigure.Output;
        LastConfigure = configure;
        role.Configure(configure);
        if (configure.Output != outputBefore)
            OutputsChanged();
    }

    /// <summary>The window is on another screen, or its screen has changed.</summary>
    internal void OutputsChanged()
    {
        areOutputsCurrent = false;
        Changed();
    }

    internal void CloseRequested() => role.CloseRequested();

    /// <summary>The desktop knows nothing any more (or nobody listens): state and frame are due again.</summary>
    internal void Forget()
    {
        wasSent = false;
        Publisher.Forget();
        Changed();
    }

    /// <summary>Sends what changed: first the state, then the frame that goes with it.</summary>
    internal void FinishTurn()
    {
        if (IsClosed)
            return;
        if (!areOutputsCurrent)
            TellOutputs();
        if (hasTreeChanged)
            Compositor.TreeChanged(this);
        hasTreeChanged = false;
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
        if (!mapped)
            Publisher.Unmapped();
        Compositor.WindowMapped(this);
    }

    private void TellOutputs()
    {
        areOutputsCurrent = true;
        var output = Compositor.Outputs.Find(LastConfigure.Output) ?? Compositor.Outputs.First;
        foreach (var placed in Tree.Placed)
        {
            placed.Surface.ShowOn(output);
            placed.Surface.SendPreferredScale(Scale120);
        }
    }

    private void SendStateIfChanged()
    {
        var state = Describe();
        if (wasSent && state == sent)
            return;
        (sent, wasSent) = (state, true);
        Compositor.Bridge.Send(state);
    }

    private WindowState Describe()
    {
        var geometry = IsMapped ? Geometry : default;
        input.Update(Tree, geometry);
        return role.Describe(new WindowState
        {
            Window = Id,
            Role = Kind,
            Flags = (IsMapped ? WindowFlags.Mapped : 0)
                | (input.IsEverywhere ? WindowFlags.InputEverywhere : 0)
                | (IdleInhibitors > 0 ? WindowFlags.InhibitIdle : 0),
            Width = Math.Clamp(geometry.Width, 0, ProtocolLimits.WindowSide),
            Height = Math.Clamp(geometry.Height, 0, ProtocolLimits.WindowSide),
            ConfigureSerial = ConfigureSerial,
            AppInstance = Compositor.AppInstanceOf(Root.Client),
            InputRegion = input.Rects,
        });
    }
}
