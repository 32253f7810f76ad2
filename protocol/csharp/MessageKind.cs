// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>What can be done with a message without knowing its record: for traces, tests and fuzzing.</summary>
public abstract class MessageKind
{
    public abstract MessageType Type { get; }

    public abstract MessageDirection Direction { get; }

    public abstract ChannelKind CarriedBy { get; }

    public abstract int MaximumHandles { get; }

    public string Name => Type.ToString();

    public MessageGroup Group => (MessageGroup)((int)Type >> 8);

    /// <summary>The record, on the heap; null when the bytes are not such a message. Byte fields are slices of the payload.</summary>
    public abstract object? Read(ReadOnlyMemory<byte> payload);

    /// <summary>One line, or null when the bytes are not such a message.</summary>
    public string? Describe(ReadOnlyMemory<byte> payload) => Read(payload)?.ToString();

    /// <summary>Reads the payload and writes what was read. False when it cannot be read.</summary>
    public abstract bool TryRewrite(ReadOnlySpan<byte> payload, ref MessageWriter writer);

    internal sealed class Of<T> : MessageKind
        where T : struct, IMessage<T>
    {
        public override MessageType Type => T.Type;

        public override MessageDirection Direction => T.Direction;

        public override ChannelKind CarriedBy => T.CarriedBy;

        public override int MaximumHandles => T.MaximumHandles;

        public override object? Read(ReadOnlyMemory<byte> payload)
        {
            var reader = new MessageReader(payload);
            return T.TryRead(ref reader, out var message) ? message : null;
        }

        public override bool TryRewrite(ReadOnlySpan<byte> payload, ref MessageWriter writer)
        {
            var reader = new MessageReader(payload);
            if (!T.TryRead(ref reader, out var message)) return false;
            message.Write(ref writer);
            return true;
        }
    }
}
