// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol;

public enum WindowRole
{
    Toplevel = 1,
    Popup = 2,
    DragIcon = 3,
}

[Flags]
public enum WindowFlags : uint
{
    None = 0,

    /// <summary>Has content to show; without it the window exists but is hidden.</summary>
    Mapped = 1,

    /// <summary>The app's newest wish; see <see cref="WindowState.WishSerial"/>.</summary>
    Maximized = 2,

    /// <summary>The app's newest wish; see <see cref="WindowState.WishSerial"/>.</summary>
    Fullscreen = 4,

    /// <summary>The app wants the desktop to draw the title bar; it draws none itself when the configure agrees.</summary>
    ServerDecoration = 8,

    /// <summary>Blocks its parent.</summary>
    Modal = 16,

    /// <summary>While shown, the screen must not go to sleep.</summary>
    InhibitIdle = 32,

    /// <summary>Takes input everywhere; the input region is not looked at and is empty.</summary>
    InputEverywhere = 64,

    /// <summary>Popup with a grab: a press outside of it and its parents dismisses it.</summary>
    Grab = 128,
}

/// <summary>
/// G→D: the whole truth about one window; a window comes to be with its first WindowState, and sending it again is always
/// safe. Layout: PROTOCOL.md, "WindowState". Positions are logical units relative to the top left of the window geometry.
/// </summary>
public readonly record struct WindowState : IMessage<WindowState>
{
    private const uint KnownFlags = 0xff;

    public static MessageType Type => MessageType.WindowState;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public uint Window { get; init; }

    /// <summary>Window that this one belongs to; 0 for none. A popup always has one.</summary>
    public uint Parent { get; init; }

    public WindowRole Role { get; init; }

    public WindowFlags Flags { get; init; }

    /// <summary>Size of the window geometry; 0 before the first content.</summary>
    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>0 for no minimum.</summary>
    public int MinimumWidth { get; init; }

    public int MinimumHeight { get; init; }

    /// <summary>0 for no maximum.</summary>
    public int MaximumWidth { get; init; }

    public int MaximumHeight { get; init; }

    /// <summary>The newest Configure that the app acknowledged and committed; 0 before the first.</summary>
    public uint ConfigureSerial { get; init; }

    /// <summary>
    /// Counts the app's own calls for maximized and fullscreen, and their undoing. The desktop follows the flags when
    /// this number is new, so that a state sent again does not undo what the user did meanwhile.
    /// </summary>
    public uint WishSerial { get; init; }

    /// <summary>Output the app wants to be fullscreen on; 0 for any.</summary>
    public uint FullscreenOutput { get; init; }

    /// <summary>Which started app it belongs to (AppStarted); 0 when not known.</summary>
    public uint AppInstance { get; init; }

    /// <summary>The newest reposition call of a popup; returned in the Configure that carries it out.</summary>
    public uint RepositionToken { get; init; }

    /// <summary>Popups only, and always.</summary>
    public Positioner? Positioner { get; init; }

    public string Title { get => field ?? ""; init; }

    public string AppId { get => field ?? ""; init; }

    /// <summary>Where the window takes input; empty without <see cref="WindowFlags.InputEverywhere"/> means nowhere.</summary>
    public ImmutableArray<Rect> InputRegion { get => field.IsDefault ? [] : field; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.UInt32(Parent);
        writer.Byte((int)Role);
        writer.UInt32((uint)Flags);
        writer.Int32(Width);
        writer.Int32(Height);
        writer.Int32(MinimumWidth);
        writer.Int32(MinimumHeight);
        writer.Int32(MaximumWidth);
        writer.Int32(MaximumHeight);
        writer.UInt32(ConfigureSerial);
        writer.UInt32(WishSerial);
        writer.UInt32(FullscreenOutput);
        writer.UInt32(AppInstance);
        writer.UInt32(RepositionToken);
        writer.Bool(Positioner is not null);
        if (Positioner is { } positioner) positioner.Write(ref writer);
        writer.Text(Title, ProtocolLimits.TitleBytes);
        writer.Text(AppId, ProtocolLimits.AppIdBytes);
        writer.Region(InputRegion);
    }

    public static bool TryRead(ref MessageReader reader, out WindowState message)
    {
        message = new WindowState
        {
            Window = reader.Id(),
            Parent = reader.UInt32(),
            Role = (WindowRole)reader.Choice(1, 3),
            Flags = (WindowFlags)reader.Flags(KnownFlags),
            Width = reader.Side(),
            Height = reader.Side(),
            MinimumWidth = reader.Side(),
            MinimumHeight = reader.Side(),
            MaximumWidth = reader.Side(),
            MaximumHeight = reader.Side(),
            ConfigureSerial = reader.UInt32(),
            WishSerial = reader.UInt32(),
            FullscreenOutput = reader.UInt32(),
            AppInstance = reader.UInt32(),
            RepositionToken = reader.UInt32(),
            Positioner = reader.Bool() ? Protocol.Positioner.Read(ref reader) : null,
            Title = reader.Text(ProtocolLimits.TitleBytes),
            AppId = reader.Text(ProtocolLimits.AppIdBytes),
            InputRegion = reader.Region(),
        };
        reader.Require(message.Role == WindowRole.Popup == message.Positioner.HasValue);
        reader.Require(message.Role != WindowRole.Popup || message.Parent != 0);
        reader.Require(message.Parent != message.Window);
        reader.Require(!message.Flags.HasFlag(WindowFlags.InputEverywhere) || message.InputRegion.IsEmpty);
        return reader.Finish();
    }

    public override string ToString()
    {
        string role = Role switch { WindowRole.Popup => "popup", WindowRole.DragIcon => "drag icon", _ => "toplevel" };
        string parent = Parent == 0 ? "" : $" of {Parent}";
        string title = Title.Length == 0 ? "" : $" '{Title}'";
        string flags = Flags == WindowFlags.None ? "" : $" {Flags}";
        return $"window {Window} {role}{parent} {Width}×{Height}{title}{flags}";
    }
}
