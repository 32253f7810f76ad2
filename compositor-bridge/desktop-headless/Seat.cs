// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>One user's pointer, keyboard and fingers, and what they share: serials, time, popup grabs, and who was touched last.</summary>
internal sealed class Seat
{
    private readonly EventLoop loop;
    private readonly Action refresh;
    private uint lastSerial;
    private bool isRefreshDue;

    public Seat(EventLoop loop, Shell shell)
    {
        this.loop = loop;
        Shell = shell;
        Keyboard = new Keyboard(this);
        Pointer = new Pointer(this);
        Touch = new Touch(this);
        refresh = Refresh;
        shell.Moved += RefreshSoon;
        shell.Stack.FocusChanged += (from, to) =>
        {
            if (from is not null) shell.Configure(from);
            if (to is not null) shell.Configure(to);
            // A menu does not outlive the focus of its window.
            if (TopGrab is { } grab && grab.Root != to) DismissAll();
            RefreshSoon();
        };
    }

    public Shell Shell { get; }

    public Pointer Pointer { get; }

    public Keyboard Keyboard { get; }

    public Touch Touch { get; }

    /// <summary>The press after which the user last chose a window; what started before that may not take the focus.</summary>
    public uint FocusSerial { get; private set; }

    public ulong TimeMicroseconds => (ulong)(loop.NowNanoseconds / 1000);

    public uint NextSerial() => lastSerial = lastSerial == uint.MaxValue ? 1 : lastSerial + 1;

    /// <summary>Looks once at the end of the turn what is under the pointer and who has the keyboard, however much has changed.</summary>
    public void RefreshSoon()
    {
        if (isRefreshDue) return;
        isRefreshDue = true;
        loop.Defer(refresh);
    }

    public void Refresh()
    {
        isRefreshDue = false;
        Keyboard.Refresh();
        Pointer.Refresh();
    }

    /// <summary>The popup that has the keyboard and whose owner alone gets the pointer; null without a grab.</summary>
    public DesktopWindow? TopGrab
    {
        get
        {
            var stack = Shell.Stack.BottomToTop;
            for (var i = stack.Count - 1; i >= 0; i--)
            {
                if (stack[i].IsVisible && TopGrabOf(stack[i]) is { } popup) return popup;
            }
            return null;
        }
    }

    /// <summary>Whether a grab lets this window have pointer and touch. Null is the bare desktop.</summary>
    public bool GrabAdmits(DesktopWindow? window) =>
        TopGrab is not { } grab || (window is not null && IsSameApp(grab.Root, window.Root));

    /// <summary>
    /// A press on this window, or on the bare desktop. True when it went to dismissing popups: then nobody gets it. The popups
    /// go newest first, as xdg_popup asks for.
    /// </summary>
    public bool DismissPopups(DesktopWindow? pressed)
    {
        if (GrabAdmits(pressed)) return false;
        DismissAll();
        return true;
    }

    /// <summary>The user pressed on this window: it comes up and gets the focus.</summary>
    public void Choose(DesktopWindow window, uint serial)
    {
        FocusSerial = serial;
        var root = window.Root;
        if (root.IsToplevel)
        {
            Shell.Stack.Raise(root);
            Shell.Stack.Focus(root);
        }
        RefreshSoon();
    }

    /// <summary>Everything that was in flight on this window ends: it went away, or its guest did.</summary>
    public void Forget(DesktopWindow window)
    {
        Pointer.Forget(window);
        Keyboard.Forget(window);
        Touch.Forget(window);
        RefreshSoon();
    }

    private void DismissAll()
    {
        while (TopGrab is { } popup)
        {
            popup.IsDismissed = true;
            popup.Session?.Send(new CloseRequested(popup.State.Window));
        }
        RefreshSoon();
    }

    private static DesktopWindow? TopGrabOf(DesktopWindow window)
    {
        for (var i = window.Popups.Count - 1; i >= 0; i--)
        {
            var popup = window.Popups[i];
            if (!popup.IsMapped || popup.IsDismissed) continue;
            if (TopGrabOf(popup) is { } above) return above;
            if (popup.State.Flags.HasFlag(WindowFlags.Grab)) return popup;
        }
        return null;
    }

    /// <summary>The owner of a grab gets input for all its windows; the desktop knows an app by its instance.</summary>
    private static bool IsSameApp(DesktopWindow one, DesktopWindow other) =>
        one == other || (one.Session == other.Session && one.State.AppInstance != 0 && one.State.AppInstance == other.State.AppInstance);
}
