// SPDX-License-Identifier: Apache-2.0
// An xdg_surface goes: made → constructed (toplevel or popup) → first commit without a buffer, when the window comes to be and the
// desktop is asked how it shall be → configure → acknowledged → first content, mapped. Taking the content away leads back to
// "constructed"; a popup that comes after is another window, a toplevel the same one at its old place.
// Two things are taken more kindly than the specification asks, as other compositors do and the conformance suite relies on: a toplevel
// hears its first configure at the end of the turn that made it, though its first commit has not come; and the first commit may bring
// content that answers no configure, which then is what the app chose by itself.
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>xdg_surface: what toplevels and popups have in common, above all the dance of configures and acknowledgements.</summary>
internal sealed class ShellSurface : XdgSurface, IWindowRole
{
    private readonly WmBase _wmBase;
    private readonly ConfigureQueue _configures;
    private readonly LoopTimer _patience;
    private readonly List<PopupObject> _popups = [];
    private IShellRole? _role;
    private Configure _newest;
    private bool _isMapped;
    private bool _isDismissed;
    private bool _isAfresh;

    public ShellSurface(WmBase wmBase, Compositor compositor, Surface surface, uint id)
        : base(wmBase.Client, id, wmBase.Version)
    {
        (_wmBase, Compositor, Surface) = (wmBase, compositor, surface);
        _configures = new ConfigureQueue(compositor.Loop, SendConfigure);
        _patience = compositor.Loop.CreateTimer(ConfigureByOurselves);
        surface.TryFollow(this);
        wmBase.ShellSurfaces++;
    }

    public Compositor Compositor { get; }

    public Surface Surface { get; }

    public WmBase WmBase => _wmBase;

    public Window? Window { get; private set; }

    public bool IsMapped => _isMapped;

    public IShellRole? ShellRole => _role;

    /// <summary>The popups on this window, the newest last.</summary>
    public IReadOnlyList<PopupObject> Popups => _popups;

    public Box GeometryWithin(Box bounds)
    {
        var set = Surface.Current.WindowGeometry.Intersect(bounds);
        return !set.IsEmpty ? set : Window?.GeometryNeverSet(bounds) ?? bounds;
    }

    public Window? ParentWindow => _role?.ParentWindow;

    public WindowState Describe(in WindowState common) => _role!.Describe(common);

    public void Configure(in Configure configure)
    {
        _patience.Stop();
        _newest = configure;
        if (!_isAfresh)
            _configures.Add(configure);
    }

    public void CloseRequested()
    {
        _role?.CloseRequested();
        _wmBase.Ping();
    }

    public bool Attaching()
    {
        if (_role is not null)
            return true;
        PostError(Error.UnconfiguredBuffer, "a buffer was attached before the xdg_surface was made a toplevel or a popup");
        return false;
    }

    public bool Committing(Surface surface)
    {
        if (_role is not null || Surface.Role != SurfaceRole.None)
            return _role?.Committing(surface.Pending) != false;
        PostError(Error.NotConstructed, "the xdg_surface was committed before it was made a toplevel or a popup");
        return false;
    }

    public void Committed(Surface surface, int offsetX, int offsetY)
    {
        if (_role is null || _isDismissed)
            return;
        if (Window is null && (!_isMapped || surface.HasContent))
            Appear();
        if (Window is null)
            return;
        if (_configures.Committed() is { } answered)
            Window.ConfigureSerial = answered.Serial;
        if (_isAfresh && !surface.HasContent)
        {
            _isAfresh = false;
            ConfigureByOurselves();
        }
        if (surface.HasContent == _isMapped)
            return;
        if (_isMapped)
        {
            Unmapped();
            return;
        }
        _isAfresh = false;
        _isMapped = true;
        // What the window was promised before it was shown is now so; there are apps that wait for a configure which says it.
        if (_configures.WasSent && _role is ToplevelObject)
            _configures.Add(_newest);
        _role.Mapped();
    }

    public void SurfaceDestroyed(Surface surface) => Disappear();

    /// <summary>The app asked for something that the desktop answers with a configure; some answer must come.</summary>
    public void ExpectConfigure()
    {
        if (Window is null)
            return; // The first commit asks.
        Window.Changed();
        if (!Compositor.Bridge.IsLive)
            ConfigureByOurselves();
        else if (!_patience.IsArmed)
            _patience.Start(CompositorLimits.ConfigurePatience);
    }

    /// <summary>Takes the window away for good though the app still has its objects.</summary>
    public void Dismissed()
    {
        _isDismissed = true;
        Disappear();
    }

    public void Add(PopupObject popup) => _popups.Add(popup);

    public void Remove(PopupObject popup) => _popups.Remove(popup);

    /// <summary>The desktop's serial of a configure that the client knows by another; 0 when unknown.</summary>
    public uint DesktopSerialOf(uint serial) => _configures.DesktopSerialOf(serial);

    /// <summary>The toplevel or popup object is gone; another of the same kind may be made.</summary>
    public void RoleDestroyed()
    {
        Disappear();
        _role = null;
        _isDismissed = false;
        if (Surface.IsAlive)
            Surface.Unmap();
    }

    protected override void OnGetToplevel(uint id)
    {
        if (!TryConstruct(SurfaceRole.Toplevel))
            return;
        var toplevel = new ToplevelObject(this, id);
        _role = toplevel;
        Compositor.Loop.Defer(() => AppearUnasked(toplevel));
    }

    protected override void OnGetPopup(uint id, XdgSurface? parentObject, XdgPositioner positionerObject)
    {
        var (parent, positioner) = ((ShellSurface?)parentObject, (PositionerObject)positionerObject);
        if (!positioner.IsComplete)
        {
            _wmBase.PostError(XdgWmBase.Error.InvalidPositioner, "the positioner has no size or no anchor rectangle");
            return;
        }
        if (parent == this || parent is { _role: null })
        {
            _wmBase.PostError(XdgWmBase.Error.InvalidPopupParent, "the parent of the popup is neither a toplevel nor a popup");
            return;
        }
        if (!TryConstruct(SurfaceRole.Popup))
            return;
        _role = new PopupObject(this, id, parent, positioner.Rules);
    }

    protected override void OnSetWindowGeometry(int x, int y, int width, int height)
    {
        if (!CheckConstructed())
            return;
        if (width <= 0 || height <= 0)
        {
            PostError(Error.InvalidSize, $"a window geometry of {width}×{height}");
            return;
        }
        Surface.Pending.WindowGeometry = Box.FromSize(x, y, width, height);
        Surface.Pending.Parts |= SurfaceParts.WindowGeometry;
    }

    protected override void OnAckConfigure(uint serial)
    {
        if (!CheckConstructed())
            return;
        if (!_configures.TryAcknowledge(serial))
            PostError(Error.InvalidSerial, $"no configure with serial {serial} waits to be acknowledged");
    }

    protected override void OnDestroy()
    {
        if (_role is not null)
            PostError(Error.DefunctRoleObject, "the toplevel or popup of the xdg_surface is still alive");
        else
            Destroy();
    }

    protected override void OnDestroyed()
    {
        Disappear();
        Surface.LeaveRoleObject(this);
        _wmBase.ShellSurfaces--;
    }

    private bool TryConstruct(SurfaceRole kind)
    {
        if (_role is not null)
        {
            PostError(Error.AlreadyConstructed, "the xdg_surface is a toplevel or a popup already");
            return false;
        }
        if (Surface.IsAlive && Surface.TryGiveRole(kind, this))
            return true;
        _wmBase.PostError(XdgWmBase.Error.Role, $"the surface has the role {Surface.Role}");
        return false;
    }

    private bool CheckConstructed()
    {
        if (_role is not null)
            return true;
        PostError(Error.NotConstructed, "the xdg_surface is neither a toplevel nor a popup yet");
        return false;
    }

    /// <summary>The first commit: the desktop learns of the window and says how it shall be.</summary>
    private void Appear()
    {
        if (!_role!.MayAppear())
            return;
        if (Compositor.Windows.IsFull)
        {
            AgentLog.WindowRefused(Client);
            Client.PostNoMemory($"at most {ProtocolLimits.Windows} windows may be open");
            return;
        }
        Window = new Window(Surface, this, _role.Kind);
        ExpectConfigure();
    }

    private void AppearUnasked(ToplevelObject toplevel)
    {
        if (_role == toplevel && Window is null && Surface.IsAlive && Client.IsOpen)
            Appear();
    }

    /// <summary>A toplevel that lost its content begins anew, with a first commit; the desktop keeps its place.</summary>
    private void Unmapped()
    {
        if (_role is not ToplevelObject)
        {
            Disappear();
            return;
        }
        DismissPopups();
        _patience.Stop();
        _configures.Reset();
        (_isMapped, _isAfresh, _newest) = (false, true, default);
    }

    private void DismissPopups()
    {
        for (var i = _popups.Count - 1; i >= 0; i--)
            _popups[i].Dismiss();
    }

    private void Disappear()
    {
        DismissPopups();
        _patience.Stop();
        _configures.Reset();
        (_isMapped, _isAfresh, _newest) = (false, false, default);
        Window?.Close();
        Window = null;
    }

    /// <summary>No desktop, or one that does not answer: the app must not wait for ever.</summary>
    private void ConfigureByOurselves()
    {
        if (_role is not null && Window is not null)
            _configures.Add(_newest == default ? _role.Default() : _newest);
    }

    private uint SendConfigure(Configure configure)
    {
        _role?.SendConfigure(configure);
        var serial = Compositor.Server.NextSerial();
        SendConfigure(serial);
        return serial;
    }
}
