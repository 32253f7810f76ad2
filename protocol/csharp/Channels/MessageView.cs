// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Protocol;

/// <summary>One received message in the channel's buffer; valid during the call it is handed to.</summary>
public readonly ref struct MessageView
{
    private readonly Channel _channel;
    private readonly ReadOnlyMemory<byte> _payload;

    internal MessageView(Channel channel, MessageHeader header, ReadOnlyMemory<byte> payload)
    {
        _channel = channel;
        _payload = payload;
        Header = header;
    }

    public MessageHeader Header { get; }

    public MessageType Type => Header.Type;

    public ReadOnlySpan<byte> Payload => _payload.Span;

    /// <summary>True while the handle that came with the message has not been taken.</summary>
    public bool HasHandle => _channel.HasHandle;

    /// <summary>The record. Throws <see cref="ProtocolException"/> when the bytes are not one, or came the wrong way.</summary>
    public T Read<T>()
        where T : struct, IMessage<T>
    {
        if (T.Type != Type) throw new InvalidOperationException($"{Type} read as {T.Type}");
        if (T.CarriedBy != _channel.Kind) throw new ProtocolException($"{Type} came on the {_channel.Kind} channel");
        if (Header.Handles > T.MaximumHandles) throw new ProtocolException($"{Type} came with {Header.Handles} handles");
        var reader = new MessageReader(_payload);
        if (!T.TryRead(ref reader, out var message)) throw new ProtocolException($"{Type} of {Payload.Length} bytes is malformed");
        return message;
    }

    /// <summary>The handle that came with the message; the caller owns and closes it. What is not taken is closed after the call.</summary>
    public FileDescriptor TakeHandle() => _channel.TakeHandle() ?? throw new ProtocolException($"{Type} came without its handle");
}
