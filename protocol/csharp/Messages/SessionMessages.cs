// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>
/// The answer to a Hello that is accepted: u16 major · u16 minor (the lower of both) · u64 session token ·
/// u32 capabilities · u32 frame memory kinds (those that the answering side takes) · text name.
/// </summary>
public readonly record struct Welcome : IMessage<Welcome>
{
    public static MessageType Type => MessageType.Welcome;

    public static MessageDirection Direction => MessageDirection.Either;

    public ushort Major { get; init; }

    public ushort Minor { get; init; }

    public ulong SessionToken { get; init; }

    public Capabilities Capabilities { get; init; }

    public FrameMemoryKinds FrameMemories { get; init; }

    public string Name { get => field ?? ""; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt16(Major);
        writer.UInt16(Minor);
        writer.UInt64(SessionToken);
        writer.UInt32((uint)Capabilities);
        writer.UInt32((uint)FrameMemories);
        writer.Text(Name, ProtocolLimits.TextBytes);
    }

    public static bool TryRead(ref MessageReader reader, out Welcome message)
    {
        message = new Welcome
        {
            Major = reader.UInt16(),
            Minor = reader.UInt16(),
            SessionToken = reader.UInt64(),
            Capabilities = (Capabilities)reader.Flags(Hello.KnownCapabilities),
            FrameMemories = (FrameMemoryKinds)reader.Flags(Hello.KnownMemories),
            Name = reader.Text(ProtocolLimits.TextBytes),
        };
        reader.Require(message.SessionToken != 0);
        return reader.Finish();
    }

    public override string ToString() => $"welcome from '{Name}' protocol {Major}.{Minor}";
}

public enum RefusalCode
{
    Version = 1,
    Role = 2,
    Busy = 3,
    UnknownSession = 4,
    NotAllowed = 5,
    BadHello = 6,

    /// <summary>At a door: the guest does not run.</summary>
    Off = 7,
}

/// <summary>The answer to a Hello that is not accepted, before the connection is closed: u16 code · text reason, for people.</summary>
public readonly record struct Refused(RefusalCode Code, string Reason) : IMessage<Refused>
{
    public static MessageType Type => MessageType.Refused;

    public static MessageDirection Direction => MessageDirection.Either;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt16((int)Code);
        writer.Text(Reason, ProtocolLimits.TextBytes);
    }

    public static bool TryRead(ref MessageReader reader, out Refused message)
    {
        message = new Refused((RefusalCode)reader.UInt16(), reader.Text(ProtocolLimits.TextBytes));
        return reader.Finish();
    }

    public override string ToString() => $"refused ({Code}): {Reason}";
}

/// <summary>Asks for a Pong with the same token; both directions. The session answers by itself.</summary>
public readonly record struct Ping(ulong Token) : IMessage<Ping>
{
    public static MessageType Type => MessageType.Ping;

    public static MessageDirection Direction => MessageDirection.Either;

    public void Write(ref MessageWriter writer) => writer.UInt64(Token);

    public static bool TryRead(ref MessageReader reader, out Ping message)
    {
        message = new Ping(reader.UInt64());
        return reader.Finish();
    }

    public override string ToString() => $"ping {Token}";
}

/// <summary>The answer to a Ping.</summary>
public readonly record struct Pong(ulong Token) : IMessage<Pong>
{
    public static MessageType Type => MessageType.Pong;

    public static MessageDirection Direction => MessageDirection.Either;

    public void Write(ref MessageWriter writer) => writer.UInt64(Token);

    public static bool TryRead(ref MessageReader reader, out Pong message)
    {
        message = new Pong(reader.UInt64());
        return reader.Finish();
    }

    public override string ToString() => $"pong {Token}";
}

/// <summary>
/// D→G, empty: forget what you believe I know and send all your state again. Comes after Outputs, KeyboardLayout and
/// LockState, each time that a desktop starts to look at the guest; before the first one a guest sends no window.
/// </summary>
public readonly record struct Resync : IMessage<Resync>
{
    public static MessageType Type => MessageType.Resync;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
    }

    public static bool TryRead(ref MessageReader reader, out Resync message)
    {
        message = default;
        return reader.Finish();
    }

    public override string ToString() => "resync";
}
