// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>D→G: u32 window · u32 serial · i32 id · i32 x, y (24.8) · u64 time (µs). Serial as in PointerButton; the id names the finger until its up.</summary>
public readonly record struct TouchDown(uint Window, uint Serial, int Id, Fixed X, Fixed Y, ulong TimeMicroseconds) : IMessage<TouchDown>
{
    public static MessageType Type => MessageType.TouchDown;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.UInt32(Serial);
        writer.Int32(Id);
        writer.Fixed(X);
        writer.Fixed(Y);
        writer.UInt64(TimeMicroseconds);
    }

    public static bool TryRead(ref MessageReader reader, out TouchDown message)
    {
        message = new TouchDown(reader.Id(), reader.Id(), reader.Int32(), reader.Fixed(), reader.Fixed(), reader.UInt64());
        return reader.Finish();
    }

    public override string ToString() => $"touch {Id} down in {Window} at {X},{Y}, input {Serial}";
}

/// <summary>D→G: u32 window · i32 id · i32 x, y (24.8) · u64 time (µs).</summary>
public readonly record struct TouchMotion(uint Window, int Id, Fixed X, Fixed Y, ulong TimeMicroseconds) : IMessage<TouchMotion>
{
    public static MessageType Type => MessageType.TouchMotion;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.Int32(Id);
        writer.Fixed(X);
        writer.Fixed(Y);
        writer.UInt64(TimeMicroseconds);
    }

    public static bool TryRead(ref MessageReader reader, out TouchMotion message)
    {
        message = new TouchMotion(reader.Id(), reader.Int32(), reader.Fixed(), reader.Fixed(), reader.UInt64());
        return reader.Finish();
    }

    public override string ToString() => $"touch {Id} in {Window} at {X},{Y}";
}

/// <summary>D→G: u32 window · i32 id · u64 time (µs).</summary>
public readonly record struct TouchUp(uint Window, int Id, ulong TimeMicroseconds) : IMessage<TouchUp>
{
    public static MessageType Type => MessageType.TouchUp;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.Int32(Id);
        writer.UInt64(TimeMicroseconds);
    }

    public static bool TryRead(ref MessageReader reader, out TouchUp message)
    {
        message = new TouchUp(reader.Id(), reader.Int32(), reader.UInt64());
        return reader.Finish();
    }

    public override string ToString() => $"touch {Id} up in {Window}";
}

/// <summary>D→G: u32 window. The touch was a gesture of the desktop: all fingers on the window are undone.</summary>
public readonly record struct TouchCancel(uint Window) : IMessage<TouchCancel>
{
    public static MessageType Type => MessageType.TouchCancel;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer) => writer.UInt32(Window);

    public static bool TryRead(ref MessageReader reader, out TouchCancel message)
    {
        message = new TouchCancel(reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"touch cancelled in {Window}";
}

/// <summary>D→G, empty: the touch messages since the last TouchFrame belong together.</summary>
public readonly record struct TouchFrame() : IMessage<TouchFrame>
{
    public static MessageType Type => MessageType.TouchFrame;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
    }

    public static bool TryRead(ref MessageReader reader, out TouchFrame message)
    {
        message = default;
        return reader.Finish();
    }

    public override string ToString() => "touch frame";
}
