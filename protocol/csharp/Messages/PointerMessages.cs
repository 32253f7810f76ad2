// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>D→G: u32 window · i32 x, y (24.8). The pointer is over the window now; it left the one before.</summary>
public readonly record struct PointerEnter(uint Window, Fixed X, Fixed Y) : IMessage<PointerEnter>
{
    public static MessageType Type => MessageType.PointerEnter;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.Fixed(X);
        writer.Fixed(Y);
    }

    public static bool TryRead(ref MessageReader reader, out PointerEnter message)
    {
        message = new PointerEnter(reader.Id(), reader.Fixed(), reader.Fixed());
        return reader.Finish();
    }

    public override string ToString() => $"pointer enters {Window} at {X},{Y}";
}

/// <summary>D→G: u32 window. The pointer is over no window of the guest.</summary>
public readonly record struct PointerLeave(uint Window) : IMessage<PointerLeave>
{
    public static MessageType Type => MessageType.PointerLeave;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer) => writer.UInt32(Window);

    public static bool TryRead(ref MessageReader reader, out PointerLeave message)
    {
        message = new PointerLeave(reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"pointer leaves {Window}";
}

/// <summary>
/// D→G: u32 window · i32 x, y · u64 time (µs) · i32 dx, dy · i32 raw dx, dy; all distances 24.8.
/// The raw distances are before pointer acceleration. While a button is down the window is the one that got the press.
/// </summary>
public readonly record struct PointerMotion : IMessage<PointerMotion>
{
    public static MessageType Type => MessageType.PointerMotion;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public uint Window { get; init; }

    public Fixed X { get; init; }

    public Fixed Y { get; init; }

    public ulong TimeMicroseconds { get; init; }

    public Fixed DeltaX { get; init; }

    public Fixed DeltaY { get; init; }

    public Fixed RawDeltaX { get; init; }

    public Fixed RawDeltaY { get; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.Fixed(X);
        writer.Fixed(Y);
        writer.UInt64(TimeMicroseconds);
        writer.Fixed(DeltaX);
        writer.Fixed(DeltaY);
        writer.Fixed(RawDeltaX);
        writer.Fixed(RawDeltaY);
    }

    public static bool TryRead(ref MessageReader reader, out PointerMotion message)
    {
        message = new PointerMotion
        {
            Window = reader.Id(),
            X = reader.Fixed(),
            Y = reader.Fixed(),
            TimeMicroseconds = reader.UInt64(),
            DeltaX = reader.Fixed(),
            DeltaY = reader.Fixed(),
            RawDeltaX = reader.Fixed(),
            RawDeltaY = reader.Fixed(),
        };
        return reader.Finish();
    }

    public override string ToString() => $"pointer in {Window} at {X},{Y} by {DeltaX},{DeltaY}";
}

/// <summary>
/// D→G: u32 window · u32 serial · u64 time (µs) · u32 evdev code · u8 pressed. The serial (not zero, rising over all
/// input messages that have one) is what the guest names when the press starts something: MoveRequested, Activate.
/// </summary>
public readonly record struct PointerButton(uint Window, uint Serial, ulong TimeMicroseconds, uint Code, bool IsPressed) : IMessage<PointerButton>
{
    public static MessageType Type => MessageType.PointerButton;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.UInt32(Serial);
        writer.UInt64(TimeMicroseconds);
        writer.UInt32(Code);
        writer.Bool(IsPressed);
    }

    public static bool TryRead(ref MessageReader reader, out PointerButton message)
    {
        message = new PointerButton(reader.Id(), reader.Id(), reader.UInt64(), reader.UInt32(ProtocolLimits.EvdevCode), reader.Bool());
        return reader.Finish();
    }

    public override string ToString() => $"button 0x{Code:x} {(IsPressed ? "pressed" : "released")} in {Window}, input {Serial}";
}

public enum AxisSource
{
    Wheel = 0,
    Finger = 1,
    Continuous = 2,
    WheelTilt = 3,
}

/// <summary>
/// D→G: u32 window · u64 time (µs) · u8 source · i32 dx, dy (24.8) · i32 wheel dx, dy · u8 stop x · u8 stop y.
/// One scroll step with both axes; right and down are positive.
/// </summary>
public readonly record struct PointerAxis : IMessage<PointerAxis>
{
    public static MessageType Type => MessageType.PointerAxis;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public uint Window { get; init; }

    public ulong TimeMicroseconds { get; init; }

    public AxisSource Source { get; init; }

    public Fixed DeltaX { get; init; }

    public Fixed DeltaY { get; init; }

    /// <summary>120 for one notch; 0 when it is no wheel.</summary>
    public int WheelX { get; init; }

    public int WheelY { get; init; }

    /// <summary>The finger left the pad: kinetic scrolling may begin.</summary>
    public bool StopX { get; init; }

    public bool StopY { get; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.UInt64(TimeMicroseconds);
        writer.Byte((int)Source);
        writer.Fixed(DeltaX);
        writer.Fixed(DeltaY);
        writer.Int32(WheelX);
        writer.Int32(WheelY);
        writer.Bool(StopX);
        writer.Bool(StopY);
    }

    public static bool TryRead(ref MessageReader reader, out PointerAxis message)
    {
        message = new PointerAxis
        {
            Window = reader.Id(),
            TimeMicroseconds = reader.UInt64(),
            Source = (AxisSource)reader.Choice(0, 3),
            DeltaX = reader.Fixed(),
            DeltaY = reader.Fixed(),
            WheelX = reader.Int32(),
            WheelY = reader.Int32(),
            StopX = reader.Bool(),
            StopY = reader.Bool(),
        };
        return reader.Finish();
    }

    public override string ToString() =>
        $"scroll {DeltaX},{DeltaY} in {Window} {Source}{(WheelX == 0 && WheelY == 0 ? "" : $" wheel {WheelX},{WheelY}")}{(StopX || StopY ? " stop" : "")}";
}
