// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// One window of a guest as the desktop has it. Two kinds of truth are kept apart: what the guest said last (State, Content)
/// and what the desktop decided (place, shape, focus). A window outlives its connection for a while: then Session is null
/// and its last content stays on the screen.
/// </summary>
internal sealed class DesktopWindow
{
    private readonly List<DesktopWindow> popups = [];

    public DesktopWindow(long id, GuestLabel guest, in WindowState state)
    {
        Id = id;
        Guest = guest;
        State = state;
    }

    /// <summary>The desktop's own number, never reused; the guest's is State.Window.</summary>
    public long Id { get; }

    public GuestLabel Guest { get; }

    /// <summary>Null while the guest is away.</summary>
    public DesktopSession? Session { get; set; }

    public WindowState State { get; set; }

    public WindowContent Content { get; } = new();

    /// <summary>Popups: what they hang on. Toplevels: the window they must stay above.</summary>
    public DesktopWindow? Parent { get; private set; }

    /// <summary>Oldest first; the newest is on top.</summary>
    public IReadOnlyList<DesktopWindow> Popups => popups;

    public bool IsPopup => State.Role == WindowRole.Popup;

    public bool IsToplevel => State.Role == WindowRole.Toplevel;

    public bool IsMapped => (State.Flags & WindowFlags.Mapped) != 0 && Content.HasFrame;

    /// <summary>On the screen: mapped, and neither it nor what it hangs on is minimized or hidden.</summary>
    public bool IsVisible => IsMapped && !Shape.IsMinimized && (!IsPopup || Parent is { IsVisible: true });

    /// <summary>Place of the geometry: on the desktop, or for popups relative to the parent's geometry.</summary>
    public int X { get; set; }

    public int Y { get; set; }

    public WindowShape Shape { get; set; }

    /// <summary>Where it stands when it is floating; sides of 0 leave the size to the app.</summary>
    public Rect Floating { get; set; }

    /// <summary>It was shown once, so its place is decided.</summary>
    public bool IsPlaced { get; set; }

    public required ConfigureQueue Configures { get; init; }

    /// <summary>The place that the window takes when it has answered the configure with that serial.</summary>
    public (uint Serial, int X, int Y)? NextPlace { get; set; }

    /// <summary>What the stack and the seat were last told; see <see cref="Shell.VisibilityMayHaveChanged"/>.</summary>
    public bool WasVisible { get; set; }

    /// <summary>Newest reposition call of a popup that was carried out.</summary>
    public uint RepositionToken { get; set; }

    /// <summary>The popup was told to go and has not yet; it takes no input any more.</summary>
    public bool IsDismissed { get; set; }

    /// <summary>While a resize lasts and until its last configure is answered: the edges that stay where they are.</summary>
    public ResizeAnchor? Anchor { get; set; }

    /// <summary>What the app asked for; the pointer decides whether it holds.</summary>
    public PointerConstraint Constraint { get; set; }

    /// <summary>The app's newest wish that was followed.</summary>
    public uint FollowedWish { get; set; }

    public int Width => Content.HasFrame ? Content.Geometry.Width : State.Width;

    public int Height => Content.HasFrame ? Content.Geometry.Height : State.Height;

    /// <summary>The geometry on the desktop.</summary>
    public Rect Geometry
    {
        get
        {
            var (x, y) = (X, Y);
            for (var parent = IsPopup ? Parent : null; parent is not null; parent = parent.IsPopup ? parent.Parent : null)
            {
                x += parent.X;
                y += parent.Y;
            }
            return new Rect(x, y, Width, Height);
        }
    }

    /// <summary>The toplevel at the root of a popup chain; itself for a toplevel.</summary>
    public DesktopWindow Root
    {
        get
        {
            var window = this;
            while (window is { IsPopup: true, Parent: not null }) window = window.Parent;
            return window;
        }
    }

    public bool HasServerDecoration => IsToplevel && State.Flags.HasFlag(WindowFlags.ServerDecoration);

    /// <summary>Whether the window takes input at this place, relative to its geometry.</summary>
    public bool TakesInputAt(int x, int y)
    {
        if (State.Flags.HasFlag(WindowFlags.InputEverywhere)) return Content.Bounds.Contains(x, y);
        foreach (var rect in State.InputRegion)
        {
            if (rect.Contains(x, y)) return true;
        }
        return false;
    }

    /// <summary>The caller has made sure that this makes no circle.</summary>
    public void SetParent(DesktopWindow? parent)
    {
        if (Parent == parent) return;
        if (IsPopup)
        {
            Parent?.popups.Remove(this);
            parent?.popups.Add(this);
        }
        Parent = parent;
    }

    public bool IsBelow(DesktopWindow ancestor)
    {
        for (var window = Parent; window is not null; window = window.Parent)
        {
            if (window == ancestor) return true;
        }
        return false;
    }

    public override string ToString()
    {
        var role = IsPopup ? "popup" : IsToplevel ? "toplevel" : "drag icon";
        return $"{role} {Width}×{Height}+{X}+{Y} '{State.Title}'";
    }
}

/// <summary>The corner that stays while the opposite edges are dragged.</summary>
internal sealed record ResizeAnchor(ResizeEdges Edges, long Right, long Bottom)
{
    /// <summary>What the app had answered when the resize began.</summary>
    public uint FirstSerial { get; init; }

    /// <summary>The configure that ends the resize; 0 while the button is down.</summary>
    public uint LastSerial { get; set; }
}
