// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>xdg_popup: a menu or tooltip of another window. Where it goes is the desktop's business, which gets the rules.</summary>
internal sealed class PopupObject : XdgPopup, IShellRole
{
    private readonly ShellSurface _shell;
    private readonly ShellSurface? _parent;
    private readonly Queue<(uint Ours, uint Clients)> repositions = new();
    private Positioner _rules;
    private uint _repositionToken;
    private bool _hasGrab;
    private bool _wasDismissed;

    public PopupObject(ShellSurface shell, uint id, ShellSurface? parent, Positioner rules)
        : base(shell.Client, id, shell.Version)
    {
        (_shell, _parent, _rules) = (shell, parent, Translated(rules, parent));
        parent?.Add(this);
    }

    public WindowRole Kind => WindowRole.Popup;

    public Window? ParentWindow => _parent?.Window;

    public bool Committing(SurfaceState pending)
    {
        if (_parent is not null || _wasDismissed)
            return true;
        _shell.WmBase.PostError(XdgWmBase.Error.InvalidPopupParent, "the popup was committed without a parent");
        return false;
    }

    public bool MayAppear()
    {
        if (_parent is { IsAlive: true, Window: not null })
            return true;
        Dismiss();
        return false;
    }

    public void Mapped()
    {
    }

    public WindowState Describe(in WindowState common) => common with
    {
        Parent = ParentWindow?.Id ?? 0,
        Flags = common.Flags | (_hasGrab ? WindowFlags.Grab : 0),
        Positioner = _rules,
        RepositionToken = _repositionToken,
    };

    public void SendConfigure(in Configure configure)
    {
        // Only the newest call that was carried out is answered; those before it were overtaken.
        uint? answered = null;
        while (configure.RepositionToken != 0 && repositions.TryPeek(out var call) && call.Ours <= configure.RepositionToken)
            answered = repositions.Dequeue().Clients;
        if (answered is { } token)
            SendRepositioned(token);
        var (width, height) = (configure.Width, configure.Height);
        SendConfigure(configure.X, configure.Y, width > 0 ? width : _rules.Width, height > 0 ? height : _rules.Height);
    }

    public Configure Default()
    {
        var (x, y) = PopupPlace.Of(_rules);
        return new Configure
        {
            Window = _shell.Window?.Id ?? 0,
            X = x,
            Y = y,
            Width = _rules.Width,
            Height = _rules.Height,
            RepositionToken = _repositionToken,
        };
    }

    public void CloseRequested() => Dismiss();

    /// <summary>Takes the popup away, those on top of it first. The app is told and destroys its objects when it likes.</summary>
    public void Dismiss()
    {
        if (_wasDismissed)
            return;
        _wasDismissed = true;
        LeaveGrab();
        _shell.Dismissed();
        SendPopupDone();
    }

    protected override void OnGrab(WlSeat seat, uint serial)
    {
        if (_wasDismissed)
            return;
        if (_shell.IsMapped)
        {
            PostError(Error.InvalidGrab, "a popup cannot grab after it was mapped");
            return;
        }
        var popups = _shell.Compositor.Popups;
        // Another program's menu does not stand in the way of this one's: opening this closes that.
        if (popups.Top is { } other && other.Client != Client)
            popups.DismissAll();
        if (popups.Top is { } top ? _parent?.ShellRole != top : _parent?.ShellRole is not ToplevelObject)
        {
            _shell.WmBase.PostError(XdgWmBase.Error.NotTheTopmostPopup, "the parent of a grabbing popup is neither a toplevel nor the topmost popup");
            return;
        }
        if (_shell.Compositor.InputSerialOf(Client, serial) is null || popups.IsFull)
        {
            Dismiss();
            return;
        }
        _hasGrab = true;
        popups.Push(this);
    }

    protected override void OnReposition(XdgPositioner positionerObject, uint token)
    {
        var positioner = (PositionerObject)positionerObject;
        if (!positioner.IsComplete)
        {
            _shell.WmBase.PostError(XdgWmBase.Error.InvalidPositioner, "the positioner has no size or no anchor rectangle");
            return;
        }
        _rules = Translated(positioner.Rules, _parent);
        if (repositions.Count >= CompositorLimits.ConfiguresPerWindow)
            repositions.Dequeue();
        repositions.Enqueue((++_repositionToken, token));
        _shell.ExpectConfigure();
    }

    protected override void OnDestroy()
    {
        if (_shell.Popups.Count > 0 || (_hasGrab && _shell.Compositor.Popups.Top != this))
            _shell.WmBase.PostError(XdgWmBase.Error.NotTheTopmostPopup, "the popup was destroyed before those on top of it");
        else
            Destroy();
    }

    protected override void OnDestroyed()
    {
        LeaveGrab();
        _parent?.Remove(this);
        _shell.RoleDestroyed();
    }

    /// <summary>The rules with the parent's configure named by the desktop's serial.</summary>
    private static Positioner Translated(Positioner rules, ShellSurface? parent) =>
        rules with { ParentConfigureSerial = parent is null ? 0 : parent.DesktopSerialOf(rules.ParentConfigureSerial) };

    private void LeaveGrab()
    {
        if (_hasGrab)
            _shell.Compositor.Popups.Remove(this);
        _hasGrab = false;
    }
}

/// <summary>Where the rules put a popup when nothing is in the way.</summary>
internal static class PopupPlace
{
    public static (int X, int Y) Of(in Positioner rules)
    {
        var anchor = rules.AnchorRect;
        var x = anchor.X + anchor.Width * (1 + Side(rules.Anchor, across: true)) / 2;
        var y = anchor.Y + anchor.Height * (1 + Side(rules.Anchor, across: false)) / 2;
        x += rules.Width * (Side(rules.Gravity, across: true) - 1) / 2;
        y += rules.Height * (Side(rules.Gravity, across: false) - 1) / 2;
        return (x + rules.OffsetX, y + rules.OffsetY);
    }

    /// <summary>−1 for left or top, 1 for right or bottom, 0 for the middle.</summary>
    private static int Side(PositionerEdge edge, bool across) => (edge, across) switch
    {
        (PositionerEdge.Left or PositionerEdge.TopLeft or PositionerEdge.BottomLeft, true) => -1,
        (PositionerEdge.Right or PositionerEdge.TopRight or PositionerEdge.BottomRight, true) => 1,
        (PositionerEdge.Top or PositionerEdge.TopLeft or PositionerEdge.TopRight, false) => -1,
        (PositionerEdge.Bottom or PositionerEdge.BottomLeft or PositionerEdge.BottomRight, false) => 1,
        _ => 0,
    };
}
