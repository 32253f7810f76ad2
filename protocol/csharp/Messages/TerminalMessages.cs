// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>Which of a program's three standard streams.</summary>
public enum TerminalChannel
{
    Input = 0,
    Output = 1,
    Error = 2,
}

/// <summary>G→T: id stream · i32 pid. The program runs.</summary>
public readonly record struct TerminalOpened(uint Stream, int ProcessId) : IMessage<TerminalOpened>
{
    public static MessageType Type => MessageType.TerminalOpened;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Stream);
        writer.Int32(ProcessId);
    }

    public static bool TryRead(ref MessageReader reader, out TerminalOpened message)
    {
        message = new TerminalOpened(reader.Id(), reader.Int32());
        return reader.Finish();
    }

    public override string ToString() => $"terminal {Stream} opened pid {ProcessId}";
}

/// <summary>Both ways, bulk: id stream · u8 channel · bytes. To the guest the channel is Input, and no bytes are its end.</summary>
public readonly record struct TerminalData(uint Stream, TerminalChannel Channel, ReadOnlyMemory<byte> Data) : IMessage<TerminalData>
{
    public static MessageType Type => MessageType.TerminalData;

    public static MessageDirection Direction => MessageDirection.Either;

    public static ChannelKind CarriedBy => ChannelKind.Bulk;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Stream);
        writer.Byte((int)Channel);
        writer.Bytes(Data.Span, ProtocolLimits.TerminalDataBytes);
    }

    /// <summary><see cref="Data"/> is a slice of the channel's buffer: valid only during the call.</summary>
    public static bool TryRead(ref MessageReader reader, out TerminalData message)
    {
        message = new TerminalData(reader.Id(), (TerminalChannel)reader.Choice(0, 2), reader.Bytes(ProtocolLimits.TerminalDataBytes));
        reader.Require(message.Channel == TerminalChannel.Input || message.Data.Length > 0);
        return reader.Finish();
    }

    public override string ToString() => $"terminal {Stream} {Channel} {Data.Length} bytes";
}

/// <summary>Both ways: id stream · u32 bytes. So many more bytes of data may be sent to the sender of this.</summary>
public readonly record struct TerminalCredit(uint Stream, int Bytes) : IMessage<TerminalCredit>
{
    public static MessageType Type => MessageType.TerminalCredit;

    public static MessageDirection Direction => MessageDirection.Either;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Stream);
        writer.UInt32((uint)Bytes);
    }

    public static bool TryRead(ref MessageReader reader, out TerminalCredit message)
    {
        message = new TerminalCredit(reader.Id(), reader.Int32(1, ProtocolLimits.TerminalWindowBytes));
        return reader.Finish();
    }

    public override string ToString() => $"terminal {Stream} credit {Bytes}";
}

/// <summary>T→G: id stream · u16 columns · u16 rows. The pty has another size; without one it means nothing.</summary>
public readonly record struct TerminalResized(uint Stream, int Columns, int Rows) : IMessage<TerminalResized>
{
    public static MessageType Type => MessageType.TerminalResized;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Stream);
        writer.UInt16(Columns);
        writer.UInt16(Rows);
    }

    public static bool TryRead(ref MessageReader reader, out TerminalResized message)
    {
        message = new TerminalResized(reader.Id(), reader.UInt16(), reader.UInt16());
        return reader.Finish();
    }

    public override string ToString() => $"terminal {Stream} is {Columns}x{Rows}";
}

/// <summary>T→G: id stream · i32 signal (1 … 64, Linux numbers). For the program and what it started.</summary>
public readonly record struct TerminalSignal(uint Stream, int Signal) : IMessage<TerminalSignal>
{
    public static MessageType Type => MessageType.TerminalSignal;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Stream);
        writer.Int32(Signal);
    }

    public static bool TryRead(ref MessageReader reader, out TerminalSignal message)
    {
        message = new TerminalSignal(reader.Id(), reader.Int32(1, 64));
        return reader.Finish();
    }

    public override string ToString() => $"terminal {Stream} signal {Signal}";
}

/// <summary>T→G: id stream. Its owner is gone: the program is hung up on, and ended when it does not end.</summary>
public readonly record struct CloseTerminal(uint Stream) : IMessage<CloseTerminal>
{
    public static MessageType Type => MessageType.CloseTerminal;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer) => writer.UInt32(Stream);

    public static bool TryRead(ref MessageReader reader, out CloseTerminal message)
    {
        message = new CloseTerminal(reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"close terminal {Stream}";
}

/// <summary>G→T, bulk: id stream · i32 exit code · i32 signal. The last message of a stream that was opened.</summary>
public readonly record struct TerminalExited(uint Stream, int ExitCode, int Signal) : IMessage<TerminalExited>
{
    public static MessageType Type => MessageType.TerminalExited;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public static ChannelKind CarriedBy => ChannelKind.Bulk;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Stream);
        writer.Int32(ExitCode);
        writer.Int32(Signal);
    }

    public static bool TryRead(ref MessageReader reader, out TerminalExited message)
    {
        message = new TerminalExited(reader.Id(), reader.Int32(0, 255), reader.Int32(0, 64));
        return reader.Finish();
    }

    public override string ToString() => $"terminal {Stream} exited {(Signal == 0 ? ExitCode : $"by signal {Signal}")}";
}

/// <summary>G→T, bulk: id stream · text reason. It could not be opened, or is lost; the last message of the stream.</summary>
public readonly record struct TerminalFailed(uint Stream, string Reason) : IMessage<TerminalFailed>
{
    public static MessageType Type => MessageType.TerminalFailed;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public static ChannelKind CarriedBy => ChannelKind.Bulk;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Stream);
        writer.Text(Reason, ProtocolLimits.TextBytes);
    }

    public static bool TryRead(ref MessageReader reader, out TerminalFailed message)
    {
        message = new TerminalFailed(reader.Id(), reader.Text(ProtocolLimits.TextBytes));
        return reader.Finish();
    }

    public override string ToString() => $"terminal {Stream} failed: {Reason}";
}
