// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// Which window is above which and which has the focus. Pure bookkeeping of toplevels; popups hang on their windows and are
/// reached through them. What must hold after every call: <see cref="CheckInvariants"/>.
/// </summary>
internal sealed class WindowStack
{
    /// <summary>All toplevels, shown or not, bottom to top.</summary>
    private readonly List<DesktopWindow> order = [];

    /// <summary>The same ones, least recently focused first: closing a window hands the focus back to the one used before.</summary>
    private readonly List<DesktopWindow> history = [];

    public DesktopWindow? Focused { get; private set; }

    public IReadOnlyList<DesktopWindow> BottomToTop => order;

    /// <summary>From, to.</summary>
    public event Action<DesktopWindow?, DesktopWindow?>? FocusChanged;

    public void Add(DesktopWindow window)
    {
        order.Add(window);
        history.Insert(0, window);
    }

    public void Remove(DesktopWindow window)
    {
        order.Remove(window);
        history.Remove(window);
        foreach (var child in order)
        {
            // A dialog whose window went moves up to the next one.
            if (child.Parent == window) child.SetParent(window.Parent);
        }
        if (Focused == window) FocusNext();
    }

    /// <summary>The window came on the screen or left it (mapped, minimized); the focus follows.</summary>
    public void VisibilityChanged(DesktopWindow window)
    {
        if (window.IsVisible)
        {
            Raise(window);
            Focus(window);
        }
        else if (Focused == window)
        {
            FocusNext();
        }
    }

    /// <summary>False, and nothing changes, when the parent would be below its own child.</summary>
    public bool TrySetParent(DesktopWindow window, DesktopWindow? parent)
    {
        if (window.Parent == parent) return true;
        if (parent is not null && (parent == window || parent.IsBelow(window) || DepthOf(parent) + HeightOf(window) > DesktopLimits.ParentDepth))
            return false;
        window.SetParent(parent);
        if (parent is not null) Raise(window);
        return true;
    }

    /// <summary>The window comes to the top and its whole family with it: parents stay below their dialogs.</summary>
    public void Raise(DesktopWindow window)
    {
        var root = window;
        while (root.Parent is not null) root = root.Parent;
        var branch = order.FindAll(member => member == window || member.IsBelow(window));
        var rest = order.FindAll(member => (member == root || member.IsBelow(root)) && !branch.Contains(member));
        order.RemoveAll(member => branch.Contains(member) || rest.Contains(member));
        order.AddRange(rest);
        order.AddRange(branch);
    }

    /// <summary>A window that is blocked by a dialog passes the focus on to the dialog. One that is not on the screen gets none.</summary>
    public void Focus(DesktopWindow window)
    {
        while (order.FindLast(child => child.Parent == window && child.IsVisible && child.State.Flags.HasFlag(WindowFlags.Modal)) is { } dialog)
            window = dialog;
        if (!window.IsVisible || window == Focused) return;
        history.Remove(window);
        history.Add(window);
        SetFocus(window);
    }

    /// <summary>Topmost first: the popups of a window lie above it and below the next window.</summary>
    public void ListTopToBottom(List<DesktopWindow> into)
    {
        ListBottomToTop(into);
        into.Reverse();
    }

    public void ListBottomToTop(List<DesktopWindow> into)
    {
        into.Clear();
        foreach (var window in order)
        {
            if (window.IsVisible) AddWithPopups(window, into);
        }
    }

    public void CheckInvariants()
    {
        Require(order.Count == order.Distinct().Count(), "a window is in the stack twice");
        Require(order.Count == history.Count && history.All(order.Contains), "the focus history names other windows than the stack");
        Require(order.All(window => window.IsToplevel), "something else than a toplevel is in the stack");
        Require(Focused is null || (order.Contains(Focused) && Focused.IsVisible), "the focus is on a window that is not on the screen");
        Require(Focused is not null || !order.Exists(window => window.IsVisible), "windows are on the screen and none has the focus");
        for (var i = 0; i < order.Count; i++)
        {
            if (order[i].Parent is not { } parent) continue;
            var below = order.IndexOf(parent);
            Require(below >= 0 && below < i, "a dialog lies below its parent");
        }
    }

    private static void Require(bool holds, string broken)
    {
        if (!holds) throw new InvalidOperationException(broken);
    }

    private static void AddWithPopups(DesktopWindow window, List<DesktopWindow> into)
    {
        into.Add(window);
        foreach (var popup in window.Popups)
        {
            if (popup.IsMapped) AddWithPopups(popup, into);
        }
    }

    private static int DepthOf(DesktopWindow window)
    {
        var depth = 0;
        for (var parent = window.Parent; parent is not null; parent = parent.Parent) depth++;
        return depth;
    }

    private int HeightOf(DesktopWindow window)
    {
        var height = 1;
        foreach (var member in order)
        {
            if (member.IsBelow(window)) height = Math.Max(height, DepthOf(member) - DepthOf(window) + 1);
        }
        return height;
    }

    private void FocusNext()
    {
        SetFocus(null);
        if (history.FindLast(window => window.IsVisible) is not { } next) return;
        Raise(next);
        Focus(next);
    }

    private void SetFocus(DesktopWindow? window)
    {
        var before = Focused;
        Focused = window;
        if (before != window) FocusChanged?.Invoke(before, window);
    }
}
