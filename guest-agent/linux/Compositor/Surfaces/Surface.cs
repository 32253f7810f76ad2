// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>
/// A wl_surface. Requests write the pending state; commit checks it and passes it on: to the current state, or, while the surface is a
/// synchronized sub-surface, to the cached state, where it waits for its parent. What is current is drawn by the window whose tree the
/// surface is in. The children and their order are in <see cref="Children"/>.
/// </summary>
public sealed partial class Surface : WlSurface
{
    private readonly SurfaceState _pending = new();

    internal Surface(Compositor compositor, Client client, uint id, int version)
        : base(client, id, version)
    {
        Compositor = compositor;
        Children = new SurfaceChildren(this);
        compositor.Surfaces.Add(this);
    }

    public Compositor Compositor { get; }

    public SurfaceState Current { get; } = new();

    public SurfaceRole Role { get; private set; }

    /// <summary>The live object behind the role, or null when it has none (yet, or any more).</summary>
    public ISurfaceRole? RoleObject { get; private set; }

    public SurfaceChildren Children { get; }

    /// <summary>The wl_subsurface when this is one that has a living parent.</summary>
    public Subsurface? Subsurface => RoleObject as Subsurface;

    public Surface? Parent => Subsurface?.Parent;

    /// <summary>The window that draws this surface, or null: a cursor, a surface without a role, a sub-surface of one of those.</summary>
    public Window? Window => Root.RoleObject is IWindowRole { Window: { } window } ? window : null;

    public Surface Root
    {
        get
        {
            var surface = this;
            while (surface.Parent is { } parent)
                surface = parent;
            return surface;
        }
    }

    /// <summary>What is shown, and how large; survives the release of the client's buffer.</summary>
    public SurfaceContent Content { get; } = new();

    /// <summary>Whether it has content. It can be seen when all its parents have, and a window.</summary>
    public bool HasContent => Content.Exists;

    /// <summary>Size in logical units.</summary>
    public int Width => Content.Width;

    public int Height => Content.Height;

    /// <summary>Runs once, while the surface can still be asked for everything.</summary>
    public event Action<Surface>? Destroyed;

    /// <summary>Runs after each change of the current state.</summary>
    public event Action<Surface>? StateChanged;

    internal SurfaceState Pending => _pending;

    /// <summary>zwp_idle_inhibitor_v1 objects of this surface.</summary>
    internal int IdleInhibitors { get; set; }

    internal Viewport? Viewport { get; set; }

    internal FractionalScale? FractionalScale { get; set; }

    /// <summary>An extension that will give the surface one of its roles follows its commits already (xdg_surface).</summary>
    internal bool TryFollow(ISurfaceRole roleObject)
    {
        if (RoleObject is not null)
            return false;
        RoleObject = roleObject;
        return true;
    }

    /// <summary>
    /// Gives the surface a role, or puts a new object behind the one it has. The caller posts its own protocol's error when it cannot be.
    /// </summary>
    public bool TryGiveRole(SurfaceRole role, ISurfaceRole roleObject)
    {
        if ((RoleObject is not null && RoleObject != roleObject) || (Role != SurfaceRole.None && Role != role))
            return false;
        Role = role;
        RoleObject = roleObject;
        return true;
    }

    /// <summary>The role object was destroyed; the role itself stays.</summary>
    public void LeaveRoleObject(ISurfaceRole roleObject)
    {
        if (RoleObject == roleObject)
            RoleObject = null;
    }

    /// <summary>The role object is gone and with it what was shown; the surface starts anew.</summary>
    internal void Unmap()
    {
        _pending.Attach(null);
        Current.ReleaseBuffer();
        Content.Clear();
        ShowOn(null);
    }

    /// <summary>Whether a point in surface coordinates receives input.</summary>
    public bool AcceptsInput(double x, double y)
    {
        if (!HasContent || x < 0 || y < 0 || x >= Width || y >= Height)
            return false;
        return Current.InputEverywhere || Current.InputRegion.Contains((int)Math.Floor(x), (int)Math.Floor(y));
    }

    protected override void OnAttach(WlBuffer? buffer, int x, int y)
    {
        if (Version >= OffsetSince && (x != 0 || y != 0))
        {
            PostError(Error.InvalidOffset, $"attach with offset ({x}, {y}): since version {OffsetSince} that is for wl_surface.offset to say");
            return;
        }
        if (buffer is not null && RoleObject?.Attaching() == false)
            return;
        _pending.Attach((ClientBuffer?)buffer);
        if (Version < OffsetSince)
            SetOffset(x, y);
    }

    protected override void OnOffset(int x, int y) => SetOffset(x, y);

    protected override void OnDamage(int x, int y, int width, int height) =>
        _pending.SurfaceDamage.Add(Box.FromSize(x, y, width, height));

    protected override void OnDamageBuffer(int x, int y, int width, int height) =>
        _pending.BufferDamage.Add(Box.FromSize(x, y, width, height));

    protected override void OnFrame(uint callback)
    {
        if (_pending.Callbacks.Count >= CompositorLimits.CallbacksPerSurface)
            Client.PostNoMemory($"more than {CompositorLimits.CallbacksPerSurface} frame callbacks are waiting for one commit");
        else
            _pending.Callbacks.Add(new FrameCallback(Client, callback));
    }

    protected override void OnSetOpaqueRegion(WlRegion? region) => _pending.SetOpaqueRegion(((RegionObject?)region)?.Region);

    protected override void OnSetInputRegion(WlRegion? region) => _pending.SetInputRegion(((RegionObject?)region)?.Region);

    protected override void OnSetBufferScale(int scale)
    {
        if (scale < 1)
        {
            PostError(Error.InvalidScale, $"buffer scale {scale} is not positive");
            return;
        }
        _pending.Scale = scale;
        _pending.Parts |= SurfaceParts.Scale;
    }

    protected override void OnSetBufferTransform(WlOutput.Transform transform)
    {
        if (!BufferTransform.TryCreate((int)transform, out var valid))
        {
            PostError(Error.InvalidTransform, $"{(int)transform} is not a buffer transform");
            return;
        }
        _pending.Transform = valid;
        _pending.Parts |= SurfaceParts.Transform;
    }

    protected override void OnCommit()
    {
        if (RoleObject?.Committing(this) == false || !CheckPending())
            return;
        Children.Commit();
        if (Subsurface is { IsSynchronized: true })
        {
            CachePending();
            return;
        }

        ApplyPending();
        // Now and not at the end of the turn: a client that asks for a sync after its commit has heard of the pointer's new place by then.
        Window?.TellTreeChanged();
    }

    protected override void OnDestroyed()
    {
        Destroyed?.Invoke(this);
        RoleObject?.SurfaceDestroyed(this);
        RoleObject = null;
        Children.LeaveAll();
        _pending.ReleaseBuffer();
        _cached?.ReleaseBuffer();
        Current.ReleaseBuffer();
        Content.Clear();
        _pending.Presentations.Discard();
        _cached?.Presentations.Discard();
        Current.Presentations.Discard();
        Compositor.Surfaces.Remove(this);
    }

    private void SetOffset(int x, int y)
    {
        (_pending.OffsetX, _pending.OffsetY) = (x, y);
        _pending.Parts |= SurfaceParts.Offset;
    }
}
