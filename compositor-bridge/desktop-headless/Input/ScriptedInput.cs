// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Seamless.Desktop.Headless.Control;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Desktop.Headless.Input;

/// <summary>A person's hands, as requests describe them: what comes out are the same events that a device would make.</summary>
internal sealed class ScriptedInput(HeadlessDesktop desktop)
{
    /// <summary>What a notch of a wheel is worth in pixels; libinput's wheels turn 15 degrees a notch.</summary>
    private const double NotchDistance = 15;

    private const int WheelUnitsPerNotch = 120;

    /// <summary>Clicks in one request; a person makes three.</summary>
    private const int MostClicks = 10;

    private const int MostSteps = 1000;

    private Pointer Pointer => desktop.Seat.Pointer;

    private Keyboard Keyboard => desktop.Seat.Keyboard;

    /// <summary>Pressed in order, let go in reverse.</summary>
    public void Chord(string chord)
    {
        var codes = new List<uint>();
        foreach (var name in SplitChord(chord))
        {
            var stroke = FindKey(name);
            if (stroke.IsShifted && !codes.Contains(UsLayout.LeftShift)) codes.Add(UsLayout.LeftShift);
            codes.Add(stroke.Code);
        }
        foreach (var code in codes) Keyboard.Key(code, true);
        for (var i = codes.Count - 1; i >= 0; i--) Keyboard.Key(codes[i], false);
    }

    /// <summary>Keys for what a US keyboard has, and text for the rest, in the order of the text.</summary>
    public void Text(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > ControlLimits.TextBytes)
            throw new RequestException($"text of more than {ControlLimits.TextBytes} bytes");
        Keyboard.Refresh();
        if (Keyboard.Focus is null) throw new RequestException("no window has the keyboard");
        var others = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && UsLayout.TryFind((char)rune.Value, out var stroke))
            {
                SendText(others);
                Type(stroke);
            }
            else
            {
                others.Append(rune);
            }
        }
        SendText(others);
    }

    public void Key(string name, bool isPressed, HeldInput held)
    {
        var code = FindKey(name).Code;
        Keyboard.Key(code, isPressed);
        Hold(held.Keys, code, isPressed);
    }

    public void MoveTo(double x, double y, DesktopWindow? window)
    {
        var (placeX, placeY) = OnDesktop(x, y, window);
        Pointer.MoveTo(placeX, placeY);
    }

    public void MoveBy(double dx, double dy) => Pointer.MoveBy(Finite(dx), Finite(dy));

    public void Click(string button, int count)
    {
        if (count is < 1 or > MostClicks) throw new RequestException($"cannot click {count} times");
        var code = FindButton(button);
        for (var i = 0; i < count; i++)
        {
            Pointer.Button(code, true);
            Pointer.Button(code, false);
        }
    }

    public void Button(string button, bool isPressed, HeldInput held)
    {
        var code = FindButton(button);
        Pointer.Button(code, isPressed);
        Hold(held.Buttons, code, isPressed);
    }

    public void Scroll(double horizontal, double vertical, string source)
    {
        if (source is not ("wheel" or "finger")) throw new RequestException($"'{source}' is neither wheel nor finger");
        var (x, y) = (Notches(horizontal), Notches(vertical));
        var wheel = source == "wheel" ? WheelUnitsPerNotch : 0;
        Pointer.Scroll(wheel > 0 ? AxisSource.Wheel : AxisSource.Finger, x * NotchDistance, y * NotchDistance, (int)(x * wheel), (int)(y * wheel));
    }

    /// <summary>Answers when the button is up again; lets go at once when nobody waits for the answer any more.</summary>
    public void Drag(DragArguments drag, DesktopWindow? window, PendingReply reply)
    {
        if (drag.Steps is < 1 or > MostSteps || drag.Milliseconds is < 0 or > DesktopLimits.WaitMilliseconds)
            throw new RequestException($"cannot drag in {drag.Steps} steps and {drag.Milliseconds} ms");
        var hand = new DraggingHand(desktop, FindButton(drag.Button), OnDesktop(drag.FromX, drag.FromY, window), OnDesktop(drag.ToX, drag.ToY, window))
        {
            Steps = drag.Steps,
            Pause = TimeSpan.FromMilliseconds((double)drag.Milliseconds / drag.Steps),
            Done = () => reply.Give(DesktopVerbs.Drag.Reply(reply.Id, new Nothing())),
        };
        reply.Over = hand.Dispose;
        hand.Press();
    }

    public void Touch(TouchArguments touch, DesktopWindow? window, HeldInput held)
    {
        var (x, y) = OnDesktop(touch.X, touch.Y, window);
        switch (touch.Phase)
        {
            case "down":
                desktop.Seat.Touch.Down(touch.Finger, x, y);
                held.Fingers.Add(touch.Finger);
                break;
            case "move":
                desktop.Seat.Touch.Move(touch.Finger, x, y);
                break;
            case "up":
                desktop.Seat.Touch.Up(touch.Finger);
                held.Fingers.Remove(touch.Finger);
                break;
            default:
                throw new RequestException($"'{touch.Phase}' is not down, move or up");
        }
    }

    public void Release(HeldInput held)
    {
        foreach (var code in held.Keys) Keyboard.Key(code, false);
        foreach (var code in held.Buttons) Pointer.Button(code, false);
        foreach (var finger in held.Fingers) desktop.Seat.Touch.Up(finger);
    }

    private static void Hold(HashSet<uint> held, uint code, bool isPressed)
    {
        if (isPressed) held.Add(code);
        else held.Remove(code);
    }

    private void Type(UsLayout.Stroke stroke)
    {
        if (stroke.IsShifted) Keyboard.Key(UsLayout.LeftShift, true);
        Keyboard.Key(stroke.Code, true);
        Keyboard.Key(stroke.Code, false);
        if (stroke.IsShifted) Keyboard.Key(UsLayout.LeftShift, false);
    }

    /// <summary>In messages of what the protocol allows, cut between characters.</summary>
    private void SendText(StringBuilder text)
    {
        if (text.Length == 0) return;
        var part = new StringBuilder();
        var bytes = 0;
        foreach (var rune in text.ToString().EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > ProtocolLimits.TextInputBytes)
            {
                Keyboard.Text(part.ToString());
                part.Clear();
                bytes = 0;
            }
            part.Append(rune);
            bytes += rune.Utf8SequenceLength;
        }
        Keyboard.Text(part.ToString());
        text.Clear();
    }

    private static List<string> SplitChord(string chord)
    {
        if (chord.Length == 0) throw new RequestException("no key is named");
        // "+" alone, and at the end of a chord ("ctrl++"), is the key.
        var names = chord == "+" ? [] : (chord.EndsWith("++", StringComparison.Ordinal) ? chord[..^2] : chord).Split('+').ToList();
        if (chord.EndsWith("++", StringComparison.Ordinal) || chord == "+") names.Add("plus");
        if (names.Count > ProtocolLimits.PressedKeys) throw new RequestException("more keys than fingers");
        return names;
    }

    private static UsLayout.Stroke FindKey(string name)
    {
        if (TryCode(name, out var code)) return new UsLayout.Stroke(code, false);
        if (UsLayout.TryFind(name, out var stroke)) return stroke;
        throw new RequestException($"no key is called '{name}'; names are as in xkb (Return, F5, ctrl, a), or # and an evdev code");
    }

    private static uint FindButton(string name) => name switch
    {
        "left" => 0x110,
        "right" => 0x111,
        "middle" => 0x112,
        "back" => 0x113,
        "forward" => 0x114,
        _ when TryCode(name, out var code) => code,
        _ => throw new RequestException($"no button is called '{name}': left, middle, right, back, forward, or # and an evdev code"),
    };

    private static bool TryCode(string name, out uint code)
    {
        code = 0;
        return name.Length > 1 && name[0] == '#' && uint.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out code)
            && code is > 0 and <= ProtocolLimits.EvdevCode;
    }

    private static (double X, double Y) OnDesktop(double x, double y, DesktopWindow? window)
    {
        var origin = window?.Geometry ?? default;
        return (origin.X + Finite(x), origin.Y + Finite(y));
    }

    private static double Finite(double value) =>
        Math.Abs(value) <= ProtocolLimits.Coordinate ? value : throw new RequestException("a place far outside of any desktop");

    private static double Notches(double value) =>
        Math.Abs(value) <= 1000 ? value : throw new RequestException("a wheel that turns more than a thousand notches");
}
