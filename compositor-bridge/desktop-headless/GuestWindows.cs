// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// The windows of one guest, by the guest's own numbers. What a guest says is checked here; what it means for the desktop is
/// the shell's and the seat's to decide. Windows survive the connection for a while, so that a bridge or an agent that comes
/// back finds them where they were.
/// </summary>
internal sealed class GuestWindows(HeadlessDesktop desktop, DesktopSession session)
{
    private readonly Dictionary<uint, DesktopWindow> windows = [];
    private readonly FrameBufferTable buffers = new();

    public int Count => windows.Count;

    public void Apply(in WindowState state)
    {
        windows.TryGetValue(state.Window, out var window);
        if (window is { Session: null } && (window.State.Role != state.Role || window.State.AppId != state.AppId))
        {
            // The agent was started anew and counts from the beginning: this is another window by the same number.
            Remove(window);
            window = null;
        }
        if (window is null)
        {
            Create(state);
            return;
        }
        if (state.Role != window.State.Role) throw new ProtocolException($"window {state.Window} turned from {window.State.Role} into {state.Role}");
        var before = window.State;
        var isBack = window.Session is null;
        window.State = state;
        if (isBack) Return(window);
        if (window.IsToplevel) AdoptParent(window);
        desktop.Shell.Answered(window, state.ConfigureSerial);
        Follow(window, before, isBack);
        if (before.Flags.HasFlag(WindowFlags.Mapped) && !state.Flags.HasFlag(WindowFlags.Mapped)) Hide(window);
        desktop.Shell.VisibilityMayHaveChanged(window);
        desktop.Seat.RefreshSoon();
        desktop.Changed(window);
    }

    /// <summary>Closing again is as safe as any state sent again.</summary>
    public void Close(uint id)
    {
        if (windows.TryGetValue(id, out var window)) Remove(window);
    }

    public void Add(in FrameMemory memory, FileDescriptor? handle) => buffers.Add(memory, handle);

    public void Release(uint memory) => buffers.Remove(memory);

    /// <summary>The hot path: a few comparisons and numbers, no pixels, nothing allocated.</summary>
    public void Show(in Frame frame)
    {
        if (!windows.TryGetValue(frame.Window, out var window)) throw new ProtocolException($"frame for window {frame.Window}, which is not open");
        var buffer = buffers.Find(frame);
        var content = window.Content;
        var isFirst = !content.HasFrame;
        var (width, height) = (window.Width, window.Height);
        if (!isFirst) session.Send(new FrameReleased(frame.Window, content.Serial));
        content.Show(frame, buffer);
        if (isFirst || width != content.Geometry.Width || height != content.Geometry.Height) desktop.Shell.SizeChanged(window);
        desktop.Shell.Answered(window, frame.ConfigureSerial);
        if (isFirst) desktop.Shell.VisibilityMayHaveChanged(window);
        desktop.Display.Show(window);
        desktop.Changed(window);
    }

    public DesktopWindow? Find(uint id) => windows.GetValueOrDefault(id);

    /// <summary>The connection is gone; the windows stay on the screen as they are.</summary>
    public void Leave()
    {
        foreach (var window in windows.Values)
        {
            window.Session = null;
            desktop.Display.Forget(window);
            desktop.Seat.Forget(window);
            desktop.Changed(window);
        }
        buffers.Clear();
    }

    /// <summary>The grace is over: what did not come back goes. How many did not.</summary>
    public int RemoveAbsent()
    {
        var absent = windows.Values.Where(window => window.Session is null).ToArray();
        foreach (var window in absent) Remove(window);
        return absent.Length;
    }

    public void RemoveAll()
    {
        foreach (var window in windows.Values.ToArray()) Remove(window);
        buffers.Clear();
    }

    private void Create(in WindowState state)
    {
        if (windows.Count == ProtocolLimits.Windows) throw new ProtocolException($"more than {ProtocolLimits.Windows} windows");
        var parent = state.Parent == 0 ? null : windows.GetValueOrDefault(state.Parent);
        if (state.Role == WindowRole.Popup && (parent is null || DepthOf(parent) >= DesktopLimits.PopupDepth))
            throw new ProtocolException($"popup {state.Window} of window {state.Parent}, which is not open or too deep in popups itself");
        DesktopWindow window = null!;
        window = new DesktopWindow(desktop.NextWindowId(), session.Guest, state)
        {
            Configures = Shell.QueueFor(desktop.Loop, () => window),
            Session = session,
            RepositionToken = state.RepositionToken,
        };
        window.Configures.Restart(state.ConfigureSerial);
        windows.Add(state.Window, window);
        desktop.Add(window);
        if (window.IsPopup) window.SetParent(parent);
        if (window.IsToplevel)
        {
            desktop.Shell.Stack.Add(window);
            AdoptParent(window);
            // Before FollowWish, whose configure would be a second one.
            window.FollowedWish = state.WishSerial;
            // Shown before this desktop was there: it keeps its size.
            if (state.ConfigureSerial != 0) window.Floating = new Rect(0, 0, state.Width, state.Height);
            window.Shape = new WindowShape
            {
                IsMaximized = state.Flags.HasFlag(WindowFlags.Maximized),
                IsFullscreen = state.Flags.HasFlag(WindowFlags.Fullscreen),
            };
        }
        desktop.Shell.Configure(window, always: true);
        desktop.Changed(window);
    }

    private void Return(DesktopWindow window)
    {
        window.Session = session;
        window.IsDismissed = false;
        window.NextPlace = null;
        window.Configures.Restart(window.State.ConfigureSerial);
        // Counted anew by an agent that was started anew.
        window.FollowedWish = window.State.WishSerial;
    }

    /// <summary>What in a later state asks for another Configure.</summary>
    private void Follow(DesktopWindow window, in WindowState before, bool isBack)
    {
        desktop.Shell.FollowWish(window);
        var isRepositioned = window.IsPopup && window.State.RepositionToken != window.RepositionToken;
        window.RepositionToken = window.State.RepositionToken;
        const WindowFlags shown = WindowFlags.ServerDecoration;
        if (isBack || isRepositioned) desktop.Shell.Configure(window, always: true);
        else if ((before.Flags & shown) != (window.State.Flags & shown)) desktop.Shell.Configure(window);
    }

    /// <summary>A parent that is not open, or that would make a circle, is no parent.</summary>
    private void AdoptParent(DesktopWindow window)
    {
        var parent = window.State.Parent == 0 ? null : windows.GetValueOrDefault(window.State.Parent)?.Root;
        if (parent is { IsToplevel: false }) parent = null;
        if (!desktop.Shell.Stack.TrySetParent(window, parent))
        {
            var wish = $"parent {window.State.Parent} of window {window.State.Window}";
            DesktopLog.MessageIgnored(session.Guest.Name, wish, "it would be its own parent");
        }
    }

    /// <summary>It has no content any more; when it comes back it brings new content, and for a popup a new place.</summary>
    private void Hide(DesktopWindow window)
    {
        if (!window.Content.HasFrame) return;
        session.Send(new FrameReleased(window.State.Window, window.Content.Serial));
        window.Content.Clear();
    }

    private void Remove(DesktopWindow window)
    {
        windows.Remove(window.State.Window);
        foreach (var popup in window.Popups.ToArray()) popup.SetParent(null);
        if (window.IsPopup) window.SetParent(null);
        desktop.Remove(window);
        window.Content.Clear();
        window.Configures.Dispose();
        window.Session = null;
    }

    private static int DepthOf(DesktopWindow window)
    {
        var depth = 0;
        for (var parent = window; parent is { IsPopup: true }; parent = parent.Parent) depth++;
        return depth;
    }
}
