// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol.Control;

/// <summary>Moves the window's geometry to this place of the desktop, in logical pixels.</summary>
public sealed record PlaceArguments(long Window, int X, int Y);

/// <summary>Asks the app for this size of its geometry.</summary>
public sealed record ResizeArguments(long Window, int Width, int Height);

/// <summary>What is left out stays as it is. Tiled: none, left, right, top, bottom or two of them with a plus between.</summary>
public sealed record ShapeArguments(long Window)
{
    public bool? Maximized { get; set; }
    public bool? Fullscreen { get; set; }
    public bool? Minimized { get; set; }
    public string? Tiled { get; set; }
}

/// <summary>One event: a key (a name of <see cref="KeyArguments"/>, or # and an evdev code) goes down or up. What is still down when the connection closes is let go.</summary>
public sealed record KeyEventArguments(string Key, bool Pressed);

/// <summary>One event: left, middle, right, back, forward, or # and an evdev code.</summary>
public sealed record ButtonArguments(string Button, bool Pressed);

/// <summary>The mouse moved by so much, as far as the desktop lets it.</summary>
public sealed record MoveByArguments(double X, double Y);

/// <summary>
/// Presses at one place, moves in steps spread over so many milliseconds, lets go at the other; answered then. Apps decide after the press
/// whether it drags a window or what is in it, so it takes a hand's time. Window as for a click.
/// </summary>
public sealed record DragArguments(double FromX, double FromY, double ToX, double ToY, long? Window = null)
{
    public string Button { get; set; } = "left";
    public int Steps { get; set; } = 10;
    public int Milliseconds { get; set; } = 200;
}

/// <summary>Phase: down, move, up.</summary>
public sealed record TouchArguments(string Phase, int Finger, double X = 0, double Y = 0, long? Window = null);

/// <summary>
/// Answered when all that is named holds, with the newest window that it holds for; fails after that many milliseconds.
/// </summary>
public sealed record WaitArguments(int Milliseconds)
{
    /// <summary>This window, else any that the other words fit. Texts fit when they are contained, in any case of letters.</summary>
    public long? Window { get; set; }
    public string? Guest { get; set; }
    public string? Title { get; set; }
    public string? AppId { get; set; }
    public long? Instance { get; set; }
    /// <summary>toplevel or popup; both without it.</summary>
    public string? Role { get; set; }
    /// <summary>Only windows whose pixels are not all of one colour.</summary>
    public bool HasContent { get; set; }
    /// <summary>Only windows that have shown more frames than this (WindowInfo.Frames).</summary>
    public long? FramesAbove { get; set; }
    /// <summary>Only windows that have not changed for so long.</summary>
    public int? QuietMilliseconds { get; set; }
    /// <summary>So many windows fit, neither more nor fewer; 0 waits for the last to go.</summary>
    public int? Count { get; set; }
}

/// <summary>Null when waited for windows to go.</summary>
public sealed record WaitOver(WindowInfo? Window = null);
