// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol.Control;

/// <summary>Connect to this guest's bridge and show its windows; again and again until <see cref="DesktopVerbs.Detach"/>.</summary>
public sealed record AttachArguments(string Guest, string Socket);

public sealed record DetachArguments(string Guest);

/// <summary>One window as the desktop shows it. Id is the desktop's own number for it, never reused in its life.</summary>
public sealed record WindowInfo
{
    public required long Id { get; init; }
    public required string Guest { get; init; }
    /// <summary>The app instance (of that guest) that owns it; 0 when the guest does not know.</summary>
    public long Instance { get; set; }
    public string AppId { get; set; } = "";
    public string Title { get; set; } = "";
    /// <summary>toplevel or popup.</summary>
    public string Role { get; set; } = "toplevel";
    /// <summary>Id of the window it belongs to, 0 for none.</summary>
    public long Parent { get; set; }
    /// <summary>Where its geometry (without shadows) lies on the desktop, in logical pixels.</summary>
    public int X { get; set; }
    public int Y { get; set; }
    public int Width { get; set; }
    public int Height { get; set; }
    /// <summary>It shows something: a frame whose pixels are not all of one colour.</summary>
    public bool HasContent { get; set; }
    /// <summary>Frames that it has shown so far.</summary>
    public long Frames { get; set; }
    /// <summary>Its guest is not connected; what is seen is what it showed last.</summary>
    public bool Away { get; set; }
    public bool Focused { get; set; }
    /// <summary>Of maximized, fullscreen, minimized, tiled.</summary>
    public ImmutableArray<string> States { get; set; } = [];
}

/// <summary>Bottom to top.</summary>
public sealed record WindowList(ImmutableArray<WindowInfo> Windows);

/// <summary>Answered when a window of this app instance has shown content; fails after that many milliseconds.</summary>
public sealed record AwaitWindowArguments(string Guest, long Instance, int Milliseconds);

public sealed record WindowArguments(long Window);

/// <summary>File is absolute; the desktop writes it. Window: that one alone, else the whole desktop.</summary>
public sealed record ScreenshotArguments(string File, long? Window = null);

public sealed record ScreenshotTaken(string File, int Width, int Height);

/// <summary>Keys pressed in order and released in reverse, names as xkb has them: "ctrl+shift+t", "Return", "alt+F4".</summary>
public sealed record KeyArguments(string Chord);

public sealed record TextArguments(string Text);

/// <summary>X and Y in logical pixels: of that window's geometry, without one of the desktop.</summary>
public sealed record ClickArguments(double X, double Y, long? Window = null, string Button = "left", int Count = 1);

public sealed record MoveArguments(double X, double Y, long? Window = null);

/// <summary>At the pointer; one unit is one notch of a wheel, positive is down and right. Source: wheel or finger.</summary>
public sealed record ScrollArguments(double Horizontal, double Vertical, string Source = "wheel");

public sealed record DesktopStatus
{
    public required string Name { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }
    public ImmutableArray<AttachedGuest> Guests { get; set; } = [];
}

public sealed record AttachedGuest(string Guest, bool Connected, int Windows);
