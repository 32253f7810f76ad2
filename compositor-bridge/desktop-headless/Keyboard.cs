// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>Which keys are down, and which window hears of them. Repeat is the guest's affair.</summary>
internal sealed class Keyboard(Seat seat)
{
    public static readonly KeyboardLayout Layout = new() { Layout = "us", RepeatRate = 25, RepeatDelayMilliseconds = 600 };

    private readonly List<uint> pressed = [];

    /// <summary>The window that was told that it has the keyboard.</summary>
    public DesktopWindow? Focus { get; private set; }

    public IReadOnlyList<uint> Pressed => pressed;

    /// <summary>A key that is down already, or up already, changes nothing.</summary>
    public void Key(uint code, bool isPressed)
    {
        Refresh();
        if (isPressed)
        {
            if (pressed.Contains(code) || pressed.Count == ProtocolLimits.PressedKeys) return;
            pressed.Add(code);
        }
        else if (!pressed.Remove(code))
        {
            return;
        }
        Focus?.Session?.Send(new Key(Focus.State.Window, seat.NextSerial(), seat.TimeMicroseconds, code, isPressed));
    }

    /// <summary>Text without keys. False when no window has the keyboard.</summary>
    public bool Text(string text)
    {
        Refresh();
        if (Focus?.Session is not { } session) return false;
        session.Send(new TextInput(Focus.State.Window, text));
        return true;
    }

    /// <summary>A grabbing popup has the keyboard before the focused window, and no window of a guest that is away.</summary>
    public void Refresh()
    {
        var wanted = seat.TopGrab ?? seat.Shell.Stack.Focused;
        if (wanted?.Session is null) wanted = null;
        if (wanted == Focus) return;
        var before = Focus;
        Focus = wanted;
        if (before?.Session is { } left && left != wanted?.Session) left.Send(new KeyboardFocus(0, []));
        wanted?.Session?.Send(new KeyboardFocus(wanted.State.Window, [.. pressed]));
    }

    public void Forget(DesktopWindow window)
    {
        if (Focus != window) return;
        Focus = null;
        window.Session?.Send(new KeyboardFocus(0, []));
    }
}
