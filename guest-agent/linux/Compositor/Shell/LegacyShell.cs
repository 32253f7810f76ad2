// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>wl_shell: the deprecated shell, for the old programs that know no other. Windows appear with their first content, unasked.</summary>
internal sealed class LegacyShell(Compositor compositor, Client client, uint id, int version) : WlShell(client, id, version)
{
    protected override void OnGetShellSurface(uint id, WlSurface surfaceObject)
    {
        var surface = (Surface)surfaceObject;
        if (surface.RoleObject is not null || surface.Role is not (SurfaceRole.None or SurfaceRole.ShellSurface))
        {
            PostError(Error.Role, $"the surface already has a role ({surface.Role})");
            return;
        }
        surface.TryGiveRole(SurfaceRole.ShellSurface, new LegacyShellSurface(compositor, Client, id, surface));
    }
}

/// <summary>wl_shell_surface. Transient windows are children of their parent; popups are children that vanish with it.</summary>
internal sealed class LegacyShellSurface(Compositor compositor, Client client, uint id, Surface surface) : WlShellSurface(client, id, 1), IWindowRole
{
    private bool _isToplevel;
    private Surface? _parent;
    private Positioner? _placeOnParent;
    private WindowFlags _wishes;
    private uint _wishSerial;
    private string _title = "";
    private string _className = "";

    public Window? Window { get; private set; }

    public Window? ParentWindow => _parent is { IsAlive: true } ? _parent.Window : null;

    public Box GeometryWithin(Box bounds) => Window?.GeometryNeverSet(bounds) ?? bounds;

    public bool Committing(Surface committed) => true;

    public void Committed(Surface committed, int offsetX, int offsetY)
    {
        if (committed.HasContent && Window is null && (_isToplevel || ParentWindow is not null))
            Appear();
    }

    public void SurfaceDestroyed(Surface destroyed)
    {
        Disappear();
        // There is no destructor request: the object goes with its surface.
        Destroy();
    }

    public WindowState Describe(in WindowState common) => common with
    {
        Parent = ParentWindow?.Id ?? 0,
        Flags = common.Flags | _wishes,
        WishSerial = _wishSerial,
        Title = _title,
        AppId = _className,
        Positioner = _placeOnParent is { } rules ? rules with { Width = Side(surface.Width), Height = Side(surface.Height) } : null,
    };

    public void Configure(in Configure configure)
    {
        if (Window is not null)
            Window.ConfigureSerial = configure.Serial;
        if (configure is { Width: > 0, Height: > 0 } && _placeOnParent is null)
            SendConfigure(Resize.None, configure.Width, configure.Height);
    }

    public void CloseRequested()
    {
        // The protocol has no close; a popup is done, and a window stays.
        if (_placeOnParent is null)
            return;
        SendPopupDone();
        Disappear();
    }

    protected override void OnPong(uint serial)
    {
    }

    protected override void OnMove(WlSeat seat, uint serial)
    {
        if (Window is { } window && compositor.Bridge.IsLive && compositor.InputSerialOf(Client, serial) is { } input)
            compositor.Bridge.Send(new MoveRequested(window.Id, input));
    }

    protected override void OnResize(WlSeat seat, uint serial, Resize edges)
    {
        var isEdge = edges is Resize.Top or Resize.Bottom or Resize.Left or Resize.TopLeft
            or Resize.BottomLeft or Resize.Right or Resize.TopRight or Resize.BottomRight;
        if (isEdge && Window is { } window && compositor.Bridge.IsLive && compositor.InputSerialOf(Client, serial) is { } input)
            compositor.Bridge.Send(new ResizeRequested(window.Id, (ResizeEdges)(uint)edges, input));
    }

    protected override void OnSetToplevel() => Become(WindowFlags.None);

    protected override void OnSetTransient(WlSurface parent, int x, int y, Transient flags)
    {
        _parent = (Surface)parent;
        Become(WindowFlags.None);
    }

    protected override void OnSetFullscreen(FullscreenMethod method, uint framerate, WlOutput? output) => Become(WindowFlags.Fullscreen);

    protected override void OnSetPopup(WlSeat seat, uint serial, WlSurface parent, int x, int y, Transient flags)
    {
        _parent = (Surface)parent;
        _isToplevel = false;
        if (Window is { Kind: not WindowRole.Popup })
            Disappear(); // Its next commit brings another window: the role of one never changes.
        var limit = ProtocolLimits.Coordinate;
        _placeOnParent = new Positioner
        {
            AnchorRect = new Rect(Math.Clamp(x, -limit, limit), Math.Clamp(y, -limit, limit), 1, 1),
            Width = 1,
            Height = 1,
            Anchor = PositionerEdge.TopLeft,
            Gravity = PositionerEdge.BottomRight,
        };
    }

    protected override void OnSetMaximized(WlOutput? output) => Become(WindowFlags.Maximized);

    protected override void OnSetTitle(string title)
    {
        _title = Utf8.Shorten(title, ProtocolLimits.TitleBytes);
        Window?.Changed();
    }

    protected override void OnSetClass(string class_)
    {
        _className = Utf8.Shorten(class_, ProtocolLimits.AppIdBytes);
        Window?.Changed();
    }

    protected override void OnDestroyed()
    {
        Disappear();
        surface.LeaveRoleObject(this);
    }

    private static int Side(int logical) => Math.Clamp(logical, 1, ProtocolLimits.WindowSide);

    private void Become(WindowFlags wanted)
    {
        (_isToplevel, _wishes, _placeOnParent) = (true, wanted, null);
        _wishSerial++;
        if (Window is { Kind: not WindowRole.Toplevel })
            Disappear();
        Window?.Changed();
    }

    private void Appear()
    {
        if (compositor.Windows.IsFull)
        {
            AgentLog.WindowRefused(Client);
            Client.PostNoMemory($"at most {ProtocolLimits.Windows} windows may be open");
            return;
        }
        Window = new Window(surface, this, _isToplevel ? WindowRole.Toplevel : WindowRole.Popup);
        if (_isToplevel)
            compositor.Popups.DismissAll();
    }

    private void Disappear()
    {
        Window?.Close();
        Window = null;
    }
}
