// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

public enum MachineInputKind
{
    /// <summary>A key or a button: evdev code, and 1 (down) or 0 (up).</summary>
    Key = 1,

    /// <summary>Where the pointer is: x and y, in parts of the screen.</summary>
    Position = 2,

    /// <summary>A wheel turns: notches to the right and down.</summary>
    Wheel = 3,
}

/// <summary>
/// Bridge to launcher: u8 kind · i32 first · i32 second. What a person does to the keyboard and the pointer of a virtual machine, by way of the
/// window that shows its screen. Nothing is down before the first message of a session.
/// </summary>
public readonly record struct MachineInput : IMessage<MachineInput>
{
    private MachineInput(MachineInputKind kind, int first, int second) => (Kind, First, Second) = (kind, first, second);

    public static MessageType Type => MessageType.MachineInput;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public MachineInputKind Kind { get; }

    public int First { get; }

    public int Second { get; }

    public static MachineInput Key(uint code, bool isPressed) => new(MachineInputKind.Key, (int)code, isPressed ? 1 : 0);

    public static MachineInput Position(int x, int y) => new(MachineInputKind.Position, x, y);

    public static MachineInput Wheel(int right, int down) => new(MachineInputKind.Wheel, right, down);

    public void Write(ref MessageWriter writer)
    {
        writer.Byte((int)Kind);
        writer.Int32(First);
        writer.Int32(Second);
    }

    public static bool TryRead(ref MessageReader reader, out MachineInput message)
    {
        var kind = (MachineInputKind)reader.Choice((int)MachineInputKind.Key, (int)MachineInputKind.Wheel);
        var (least, first, second) = kind switch
        {
            MachineInputKind.Key => (0, (int)ProtocolLimits.EvdevCode, 1),
            MachineInputKind.Position => (0, ProtocolLimits.MachinePosition, ProtocolLimits.MachinePosition),
            _ => (-ProtocolLimits.MachineNotches, ProtocolLimits.MachineNotches, ProtocolLimits.MachineNotches),
        };
        message = new MachineInput(kind, reader.Int32(least, first), reader.Int32(least, second));
        return reader.Finish();
    }

    public override string ToString() => Kind switch
    {
        MachineInputKind.Key => $"machine's key {First} {(Second == 1 ? "pressed" : "released")}",
        MachineInputKind.Position => $"machine's pointer at {First},{Second}",
        _ => $"machine's wheel {First},{Second}",
    };
}
