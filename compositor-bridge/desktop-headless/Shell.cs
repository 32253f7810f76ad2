// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// Decides how windows are: size, place and state, and tells the guest by Configure. A place that belongs to a new size is
/// taken when the app has drawn for it, so that a window never jumps before it has changed.
/// </summary>
internal sealed class Shell(WindowStack stack, WindowLayout layout)
{
    /// <summary>One screen; ids of outputs start at 1.</summary>
    public const uint OutputId = 1;

    /// <summary>A window smaller than this cannot be grabbed any more.</summary>
    private const int LeastSide = 32;

    /// <summary>From the corner of the screen to a window that was never placed.</summary>
    private const int DefaultInset = 64;

    /// <summary>Something that the seat sees has changed: which window is where.</summary>
    public event Action? Moved;

    /// <summary>What waited because nobody could see it need not wait longer.</summary>
    public event Action<DesktopWindow>? BecameVisible;

    public WindowLayout Layout { get; } = layout;

    public WindowStack Stack { get; } = stack;

    /// <summary>The configures of a window go out through here, whoever asked for them.</summary>
    public static ConfigureQueue QueueFor(EventLoop loop, Func<DesktopWindow> window) => new(loop, wish =>
    {
        var target = window();
        if (wish.Place is { } place) target.NextPlace = (wish.Configure.Serial, place.X, place.Y);
        target.Session?.Send(wish.Configure);
    });

    /// <summary>Sends the window what holds now, if it does not know that yet.</summary>
    public void Configure(DesktopWindow window, bool always = false)
    {
        if (window.IsPopup)
        {
            PlacePopup(window, always);
            return;
        }
        if (!window.IsToplevel) return;
        var target = Layout.Target(window);
        var bounds = Layout.Bounds(window);
        var states = window.Shape.States;
        if (Stack.Focused == window) states |= ConfigureStates.Activated;
        if (window.Anchor is { LastSerial: 0 }) states |= ConfigureStates.Resizing;
        if (window.HasServerDecoration) states |= ConfigureStates.ServerDecoration;
        var configure = new Configure
        {
            Window = window.State.Window,
            Width = target.Width,
            Height = target.Height,
            States = states,
            BoundsWidth = bounds.Width,
            BoundsHeight = bounds.Height,
            Output = OutputId,
        };
        var stays = (target.X == window.X && target.Y == window.Y) || (window.Shape.IsFloating && (!window.IsPlaced || window.Anchor is not null));
        var isOwnSize = window.Anchor is null && window.Content.HasFrame && target.Width == window.Width && target.Height == window.Height;
        window.Configures.Request(new ConfigureWish(configure, stays ? null : (target.X, target.Y), isOwnSize), always);
    }

    public void SetShape(DesktopWindow window, WindowShape shape)
    {
        if (window.Shape == shape || !window.IsToplevel) return;
        if (window.Shape.IsFloating && window.IsPlaced) RememberFloating(window);
        window.Shape = shape;
        if (!shape.IsFloating) window.Anchor = null;
        Configure(window);
        VisibilityMayHaveChanged(window);
        Moved?.Invoke();
    }

    /// <summary>The app's own wish for maximized or fullscreen; the desktop follows it once.</summary>
    public void FollowWish(DesktopWindow window)
    {
        if (window.State.WishSerial == window.FollowedWish) return;
        window.FollowedWish = window.State.WishSerial;
        SetShape(window, window.Shape with
        {
            IsMaximized = window.State.Flags.HasFlag(WindowFlags.Maximized),
            IsFullscreen = window.State.Flags.HasFlag(WindowFlags.Fullscreen),
        });
    }

    /// <summary>At once; a window that fills something floats from then on.</summary>
    public void MoveTo(DesktopWindow window, int x, int y)
    {
        if (!window.IsToplevel) return;
        window.IsPlaced = true;
        window.Floating = window.Floating with { X = x, Y = y };
        if (!window.Shape.IsFloating)
        {
            SetShape(window, window.Shape with { IsMaximized = false, IsFullscreen = false, Tiled = ResizeEdges.None });
            return;
        }
        window.NextPlace = null;
        (window.X, window.Y) = (x, y);
        PlaceReactivePopups(window);
        Moved?.Invoke();
    }

    /// <summary>Asks the app for a size, within the limits that it gave.</summary>
    public void Resize(DesktopWindow window, long width, long height)
    {
        if (!window.IsToplevel) return;
        if (window.Shape.IsFloating) RememberFloating(window);
        window.Floating = window.Floating with
        {
            Width = Within(width, window.State.MinimumWidth, window.State.MaximumWidth),
            Height = Within(height, window.State.MinimumHeight, window.State.MaximumHeight),
        };
        if (window.Shape.IsFloating) Configure(window);
        else SetShape(window, window.Shape with { IsMaximized = false, IsFullscreen = false, Tiled = ResizeEdges.None });
    }

    /// <summary>A tiled window floats where it is: it is about to be resized by hand.</summary>
    public static void Float(DesktopWindow window)
    {
        if (window.Shape.IsFloating) return;
        RememberFloating(window);
        window.IsPlaced = true;
        window.Shape = window.Shape with { IsMaximized = false, IsFullscreen = false, Tiled = ResizeEdges.None };
    }

    /// <summary>The resize by hand is over; the anchor stays until the app has drawn the last size.</summary>
    public void EndResize(DesktopWindow window)
    {
        if (window.Anchor is not { } anchor) return;
        anchor.LastSerial = uint.MaxValue;
        Configure(window);
        anchor.LastSerial = window.Configures.NewestSerial;
        // An app that answered nothing all the while may never do: the corner goes where the hand left it. Should the app draw later, the
        // anchor puts that right.
        if (window.State.ConfigureSerial == anchor.FirstSerial) PutCorner(window, anchor, window.Floating.Width, window.Floating.Height);
        if (window.State.ConfigureSerial >= anchor.LastSerial) Answered(window, window.State.ConfigureSerial);
    }

    /// <summary>The app has acknowledged and committed a configure.</summary>
    public void Answered(DesktopWindow window, uint serial)
    {
        if (window.NextPlace is { } place && serial >= place.Serial)
        {
            window.NextPlace = null;
            if (window.X != place.X || window.Y != place.Y)
            {
                (window.X, window.Y) = (place.X, place.Y);
                PlaceReactivePopups(window);
                Moved?.Invoke();
            }
        }
        // The state comes before the frame that it announces: the anchor must outlast it.
        var isDrawn = window.State.Width == window.Width && window.State.Height == window.Height;
        if (window.Anchor is { LastSerial: > 0 } anchor && serial >= anchor.LastSerial && isDrawn)
        {
            window.Anchor = null;
            RememberFloating(window);
        }
        window.Configures.Answered(serial);
    }

    /// <summary>A frame brought another size, or the first one.</summary>
    public void SizeChanged(DesktopWindow window)
    {
        if (window.Anchor is { } anchor)
        {
            PutCorner(window, anchor, window.Width, window.Height);
        }
        // A size that was asked for meanwhile counts more than the one drawn for an earlier wish.
        var isSettled = window.Anchor is null && window.Configures.IsSettledBy(window.Content.ConfigureSerial);
        if (isSettled && window.Shape.IsFloating && window.IsPlaced) RememberFloating(window);
        PlaceReactivePopups(window);
        Moved?.Invoke();
    }

    /// <summary>To be called whenever one of the things that visibility depends on may have changed.</summary>
    public void VisibilityMayHaveChanged(DesktopWindow window)
    {
        if (window.WasVisible == window.IsVisible) return;
        window.WasVisible = window.IsVisible;
        if (window.IsToplevel)
        {
            if (window.IsVisible && !window.IsPlaced) Place(window);
            Stack.VisibilityChanged(window);
        }
        if (window.IsVisible) BecameVisible?.Invoke(window);
        foreach (var popup in window.Popups.ToArray()) VisibilityMayHaveChanged(popup);
        Moved?.Invoke();
    }

    /// <summary>Shown for the first time. A window that fills something gets the place that it will float at.</summary>
    private void Place(DesktopWindow window)
    {
        window.IsPlaced = true;
        if (!window.Shape.IsFloating)
        {
            window.Floating = new Rect(Layout.WorkArea.X + DefaultInset, Layout.WorkArea.Y + DefaultInset, 0, 0);
            return;
        }
        var place = Layout.PlaceNew(window, Stack.BottomToTop);
        (window.X, window.Y) = (place.X, place.Y);
        RememberFloating(window);
    }

    private void PlacePopup(DesktopWindow popup, bool always)
    {
        if (popup.Parent is not { } parent || popup.State.Positioner is not { } rules) return;
        var place = PopupPlacement.Place(rules, Layout.PopupArea(parent));
        var configure = new Configure
        {
            Window = popup.State.Window,
            X = Bounded(place.X),
            Y = Bounded(place.Y),
            Width = place.Width,
            Height = place.Height,
            RepositionToken = popup.RepositionToken,
            Output = OutputId,
        };
        // Before the first frame there is nothing that could jump.
        if (!popup.IsMapped) (popup.X, popup.Y) = (configure.X, configure.Y);
        popup.Configures.Request(new ConfigureWish(configure, (configure.X, configure.Y)), always);
    }

    private void PlaceReactivePopups(DesktopWindow parent)
    {
        foreach (var popup in parent.Popups)
        {
            if (popup.State.Positioner is { IsReactive: true }) PlacePopup(popup, always: false);
            PlaceReactivePopups(popup);
        }
    }

    private static void PutCorner(DesktopWindow window, ResizeAnchor anchor, int width, int height)
    {
        if (anchor.Edges.HasFlag(ResizeEdges.Left)) window.X = (int)(anchor.Right - width);
        if (anchor.Edges.HasFlag(ResizeEdges.Top)) window.Y = (int)(anchor.Bottom - height);
        window.Floating = window.Floating with { X = window.X, Y = window.Y };
    }

    private static void RememberFloating(DesktopWindow window) => window.Floating = window.Geometry;

    private static int Within(long side, int least, int most)
    {
        side = Math.Max(side, Math.Max(LeastSide, least));
        return (int)Math.Min(side, most > 0 ? Math.Max(most, least) : ProtocolLimits.WindowSide);
    }

    private static int Bounded(int coordinate) => Math.Clamp(coordinate, -ProtocolLimits.Coordinate, ProtocolLimits.Coordinate);
}
