// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol;

/// <summary>What can be pasted: what was copied, or what is marked (pasted with the middle button).</summary>
public enum SelectionKind
{
    Clipboard = 1,
    Primary = 2,
}

/// <summary>
/// Both ways: u8 selection · id serial · u64 origin · texts types. All that the sender has to give as this selection; no types: nothing. Its
/// contents are asked for with the serial, type by type, when somebody pastes.
/// </summary>
/// <param name="Selection">Which of the two.</param>
/// <param name="Serial">Rises over the sender's offers in the session, of both selections.</param>
/// <param name="Origin">Random mark of who made the content; whoever passes it on keeps it. Not 0.</param>
/// <param name="Types">MIME types, the best first.</param>
public readonly record struct ClipboardOffer(SelectionKind Selection, uint Serial, ulong Origin, ImmutableArray<string> Types) : IMessage<ClipboardOffer>
{
    public static MessageType Type => MessageType.ClipboardOffer;

    public static MessageDirection Direction => MessageDirection.Either;

    public void Write(ref MessageWriter writer)
    {
        writer.Byte((int)Selection);
        writer.UInt32(Serial);
        writer.UInt64(Origin);
        writer.Texts(Types, ProtocolLimits.ClipboardTypes, ProtocolLimits.MimeTypeBytes);
    }

    public static bool TryRead(ref MessageReader reader, out ClipboardOffer message)
    {
        message = new ClipboardOffer(ClipboardFields.Selection(ref reader), reader.Id(), reader.UInt64(),
            reader.Texts(ProtocolLimits.ClipboardTypes, ProtocolLimits.MimeTypeBytes));
        reader.Require(message.Origin != 0);
        foreach (string type in message.Types) reader.Require(ClipboardFields.IsType(type));
        return reader.Finish();
    }

    public override string ToString() =>
        $"clipboard offer {Selection} {Serial} of {Origin:x}: {(Types.IsDefaultOrEmpty ? "nothing" : string.Join(", ", Types))}";
}

/// <summary>Both ways: id request (the requester's number, rising in the session) · u8 selection · id serial (of the offer) · text type.</summary>
public readonly record struct ClipboardRequest(uint Request, SelectionKind Selection, uint Serial, string MimeType) : IMessage<ClipboardRequest>
{
    public static MessageType Type => MessageType.ClipboardRequest;

    public static MessageDirection Direction => MessageDirection.Either;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Request);
        writer.Byte((int)Selection);
        writer.UInt32(Serial);
        writer.Text(MimeType, ProtocolLimits.MimeTypeBytes);
    }

    public static bool TryRead(ref MessageReader reader, out ClipboardRequest message)
    {
        message = new ClipboardRequest(reader.Id(), ClipboardFields.Selection(ref reader), reader.Id(), reader.Text(ProtocolLimits.MimeTypeBytes));
        reader.Require(ClipboardFields.IsType(message.MimeType));
        return reader.Finish();
    }

    public override string ToString() => $"clipboard request {Request} for {MimeType} of {Selection} {Serial}";
}

/// <summary>Both ways, bulk: id request · bytes. To whoever made the request; no bytes are the end.</summary>
public readonly record struct ClipboardData(uint Request, ReadOnlyMemory<byte> Data) : IMessage<ClipboardData>
{
    public static MessageType Type => MessageType.ClipboardData;

    public static MessageDirection Direction => MessageDirection.Either;

    public static ChannelKind CarriedBy => ChannelKind.Bulk;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Request);
        writer.Bytes(Data.Span, ProtocolLimits.ClipboardDataBytes);
    }

    /// <summary><see cref="Data"/> is a slice of the channel's buffer: valid only during the call.</summary>
    public static bool TryRead(ref MessageReader reader, out ClipboardData message)
    {
        message = new ClipboardData(reader.Id(), reader.Bytes(ProtocolLimits.ClipboardDataBytes));
        return reader.Finish();
    }

    public override string ToString() => $"clipboard data {Request} {Data.Length} bytes";
}

/// <summary>Both ways: id request · u32 bytes. So many more bytes may be sent to the sender of this, who made the request.</summary>
public readonly record struct ClipboardCredit(uint Request, int Bytes) : IMessage<ClipboardCredit>
{
    public static MessageType Type => MessageType.ClipboardCredit;

    public static MessageDirection Direction => MessageDirection.Either;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Request);
        writer.UInt32((uint)Bytes);
    }

    public static bool TryRead(ref MessageReader reader, out ClipboardCredit message)
    {
        message = new ClipboardCredit(reader.Id(), reader.Int32(1, ProtocolLimits.ClipboardWindowBytes));
        return reader.Finish();
    }

    public override string ToString() => $"clipboard credit {Request} {Bytes}";
}

/// <summary>Both ways, bulk: id request · text reason, for people. The request's end; what came before it is not the whole.</summary>
public readonly record struct ClipboardFailed(uint Request, string Reason) : IMessage<ClipboardFailed>
{
    public static MessageType Type => MessageType.ClipboardFailed;

    public static MessageDirection Direction => MessageDirection.Either;

    public static ChannelKind CarriedBy => ChannelKind.Bulk;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Request);
        writer.Text(Reason, ProtocolLimits.TextBytes);
    }

    public static bool TryRead(ref MessageReader reader, out ClipboardFailed message)
    {
        message = new ClipboardFailed(reader.Id(), reader.Text(ProtocolLimits.TextBytes));
        return reader.Finish();
    }

    public override string ToString() => $"clipboard request {Request} failed: {Reason}";
}

/// <summary>Both ways: id request, of its sender's own. Nothing more of it is wanted.</summary>
public readonly record struct ClipboardCancelled(uint Request) : IMessage<ClipboardCancelled>
{
    public static MessageType Type => MessageType.ClipboardCancelled;

    public static MessageDirection Direction => MessageDirection.Either;

    public void Write(ref MessageWriter writer) => writer.UInt32(Request);

    public static bool TryRead(ref MessageReader reader, out ClipboardCancelled message)
    {
        message = new ClipboardCancelled(reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"clipboard request {Request} cancelled";
}

/// <summary>What several of these messages have.</summary>
internal static class ClipboardFields
{
    public static SelectionKind Selection(ref MessageReader reader) => (SelectionKind)reader.Choice(1, 2);

    /// <summary>Names of types end up in logs, protocols and programs of others: something to be read, in one line.</summary>
    public static bool IsType(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.Contains('\x7f');
}
