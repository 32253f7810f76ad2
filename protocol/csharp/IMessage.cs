// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>
/// One wire record. <see cref="TryRead"/> accepts exactly the bytes that <see cref="Write"/> produces for some value
/// within the limits of PROTOCOL.md, and consumes the whole payload.
/// </summary>
public interface IMessage<TSelf>
    where TSelf : struct, IMessage<TSelf>
{
    static abstract MessageType Type { get; }

    static abstract MessageDirection Direction { get; }

    /// <summary>Which channel of a session carries it.</summary>
    static virtual ChannelKind CarriedBy => ChannelKind.Control;

    static virtual int MaximumHandles => 0;

    void Write(ref MessageWriter writer);

    static abstract bool TryRead(ref MessageReader reader, out TSelf message);
}

/// <summary>Control carries everything that must be prompt; bulk what is large, so that it never delays input.</summary>
public enum ChannelKind
{
    Control = 1,
    Bulk = 2,
}

/// <summary>Which way a message goes; the bridge stands for the desktop towards the guest, and for the guest towards desktop and launcher.</summary>
public enum MessageDirection
{
    Either = 0,
    FromGuest = 1,
    ToGuest = 2,
}
