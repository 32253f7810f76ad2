// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

[Flags]
public enum ConfigureStates : uint
{
    None = 0,

    /// <summary>Looks focused; the keyboard goes by KeyboardFocus.</summary>
    Activated = 1,
    Maximized = 2,
    Fullscreen = 4,
    Resizing = 8,

    /// <summary>Not visible: need not draw.</summary>
    Suspended = 16,
    TiledLeft = 32,
    TiledRight = 64,
    TiledTop = 128,
    TiledBottom = 256,

    /// <summary>The desktop draws the title bar.</summary>
    ServerDecoration = 512,
}

/// <summary>
/// D→G: how the window shall be. At most one is without its answer (WindowState.ConfigureSerial); newer wishes replace
/// each other at the desktop until then. Layout: PROTOCOL.md, "Configure".
/// </summary>
public readonly record struct Configure : IMessage<Configure>
{
    public static MessageType Type => MessageType.Configure;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public uint Window { get; init; }

    /// <summary>Not zero; rises by one or more from one Configure of the window to the next.</summary>
    public uint Serial { get; init; }

    /// <summary>0 lets the app choose.</summary>
    public int Width { get; init; }

    public int Height { get; init; }

    public ConfigureStates States { get; init; }

    /// <summary>Space there is for the window, for apps that choose; 0×0 when not known.</summary>
    public int BoundsWidth { get; init; }

    public int BoundsHeight { get; init; }

    /// <summary>Popups: where the desktop put it, relative to the parent's window geometry.</summary>
    public int X { get; init; }

    public int Y { get; init; }

    /// <summary>Popups: the reposition call that this carries out; 0 for none.</summary>
    public uint RepositionToken { get; init; }

    /// <summary>The output that most of the window is on: its scale is the one to draw for. 0 when on none.</summary>
    public uint Output { get; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.UInt32(Serial);
        writer.Int32(Width);
        writer.Int32(Height);
        writer.UInt32((uint)States);
        writer.Int32(BoundsWidth);
        writer.Int32(BoundsHeight);
        writer.Int32(X);
        writer.Int32(Y);
        writer.UInt32(RepositionToken);
        writer.UInt32(Output);
    }

    public static bool TryRead(ref MessageReader reader, out Configure message)
    {
        message = new Configure
        {
            Window = reader.Id(),
            Serial = reader.Id(),
            Width = reader.Side(),
            Height = reader.Side(),
            States = (ConfigureStates)reader.Flags(0x3ff),
            BoundsWidth = reader.Side(),
            BoundsHeight = reader.Side(),
            X = reader.Coordinate(),
            Y = reader.Coordinate(),
            RepositionToken = reader.UInt32(),
            Output = reader.UInt32(),
        };
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} configure #{Serial} {Width}×{Height} at {X},{Y} {States}";
}
