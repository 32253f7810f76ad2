// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>G→D: u32 window. It is gone and its id never comes back in the guest's life.</summary>
public readonly record struct WindowClosed(uint Window) : IMessage<WindowClosed>
{
    public static MessageType Type => MessageType.WindowClosed;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer) => writer.UInt32(Window);

    public static bool TryRead(ref MessageReader reader, out WindowClosed message)
    {
        message = new WindowClosed(reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} closed";
}

/// <summary>D→G: u32 window. The user wants it closed; the app may refuse. For a popup: it is dismissed, newest first.</summary>
public readonly record struct CloseRequested(uint Window) : IMessage<CloseRequested>
{
    public static MessageType Type => MessageType.CloseRequested;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer) => writer.UInt32(Window);

    public static bool TryRead(ref MessageReader reader, out CloseRequested message)
    {
        message = new CloseRequested(reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} shall close";
}

/// <summary>
/// G→D: u32 window · u32 input serial. The app asks for the focus; the serial is of the newest input that led to it, 0 for none.
/// The desktop decides.
/// </summary>
public readonly record struct Activate(uint Window, uint InputSerial) : IMessage<Activate>
{
    public static MessageType Type => MessageType.Activate;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.UInt32(InputSerial);
    }

    public static bool TryRead(ref MessageReader reader, out Activate message)
    {
        message = new Activate(reader.Id(), reader.UInt32());
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} wants the focus, input {InputSerial}";
}

/// <summary>
/// G→D: u32 window · u32 input serial. The app's own title bar was dragged: the desktop moves the window while the press
/// with that serial lasts, and ignores this when it is over.
/// </summary>
public readonly record struct MoveRequested(uint Window, uint InputSerial) : IMessage<MoveRequested>
{
    public static MessageType Type => MessageType.MoveRequested;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.UInt32(InputSerial);
    }

    public static bool TryRead(ref MessageReader reader, out MoveRequested message)
    {
        message = new MoveRequested(reader.Id(), reader.UInt32());
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} wants to be moved, input {InputSerial}";
}

[Flags]
public enum ResizeEdges
{
    None = 0,
    Top = 1,
    Bottom = 2,
    Left = 4,
    Right = 8,
}

/// <summary>G→D: u32 window · u8 edges · u32 input serial; as MoveRequested, for a dragged edge or corner.</summary>
public readonly record struct ResizeRequested(uint Window, ResizeEdges Edges, uint InputSerial) : IMessage<ResizeRequested>
{
    private const ResizeEdges Vertical = ResizeEdges.Top | ResizeEdges.Bottom;
    private const ResizeEdges Horizontal = ResizeEdges.Left | ResizeEdges.Right;

    public static MessageType Type => MessageType.ResizeRequested;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.Byte((int)Edges);
        writer.UInt32(InputSerial);
    }

    public static bool TryRead(ref MessageReader reader, out ResizeRequested message)
    {
        message = new ResizeRequested(reader.Id(), (ResizeEdges)reader.Choice(1, 10), reader.UInt32());
        reader.Require((message.Edges & Vertical) != Vertical && (message.Edges & Horizontal) != Horizontal);
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} wants to be resized by {Edges}, input {InputSerial}";
}

/// <summary>G→D: u32 window. A wish of the moment, not a state: apps cannot ask to come back.</summary>
public readonly record struct MinimizeRequested(uint Window) : IMessage<MinimizeRequested>
{
    public static MessageType Type => MessageType.MinimizeRequested;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer) => writer.UInt32(Window);

    public static bool TryRead(ref MessageReader reader, out MinimizeRequested message)
    {
        message = new MinimizeRequested(reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} wants to be minimized";
}

/// <summary>G→D: u32 window · i32 x · i32 y · u32 input serial. The desktop's own window menu, at that place of the window.</summary>
public readonly record struct ShowWindowMenu(uint Window, int X, int Y, uint InputSerial) : IMessage<ShowWindowMenu>
{
    public static MessageType Type => MessageType.ShowWindowMenu;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.Int32(X);
        writer.Int32(Y);
        writer.UInt32(InputSerial);
    }

    public static bool TryRead(ref MessageReader reader, out ShowWindowMenu message)
    {
        message = new ShowWindowMenu(reader.Id(), reader.Coordinate(), reader.Coordinate(), reader.UInt32());
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} wants its menu at {X},{Y}, input {InputSerial}";
}
