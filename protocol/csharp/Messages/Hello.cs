// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

public enum Role
{
    Guest = 1,
    Bridge = 2,
    Desktop = 3,
    Launcher = 4,

    /// <summary>A person's terminal: it has terminal streams and hears of nothing else.</summary>
    Terminal = 5,
}

[Flags]
public enum Capabilities : uint
{
    None = 0,

    /// <summary>The connection can carry handles (a Unix socket on one machine).</summary>
    Handles = 1,

    /// <summary>Guest: starts apps and has a catalogue of them.</summary>
    Apps = 2,

    /// <summary>Desktop: has a touch screen.</summary>
    Touch = 4,

    /// <summary>Desktop: draws title bars when asked to.</summary>
    ServerDecoration = 8,

    /// <summary>Takes part in the clipboard.</summary>
    Clipboard = 16,

    /// <summary>Can take part in sound: a guest that makes it, a desktop that plays it, a bridge that passes it on.</summary>
    Audio = 32,

    /// <summary>Takes part in opening files in guests (group Files).</summary>
    Files = 64,

    /// <summary>Launcher: reaches the keyboard and the pointer of its guest, which is a virtual machine.</summary>
    MachineInput = 128,
}

/// <summary>The frame memory kinds that a side can use, as a set.</summary>
[Flags]
public enum FrameMemoryKinds : uint
{
    None = 0,
    SharedFd = 1 << FrameMemoryKind.SharedFd,
    GpuResource = 1 << FrameMemoryKind.GpuResource,
    Ivshmem = 1 << FrameMemoryKind.Ivshmem,
    Inline = 1 << FrameMemoryKind.Inline,
}

/// <summary>
/// First message of every connection, from the side that connected:
/// u32 magic · u16 major · u16 minor · u8 role · u8 channel · u64 session token (0 on a control channel) ·
/// u32 capabilities · u32 frame memory kinds · text name · text version. The first eight bytes never change, in no version.
/// </summary>
public readonly record struct Hello : IMessage<Hello>
{
    internal const uint KnownCapabilities = (uint)(Capabilities.Handles | Capabilities.Apps | Capabilities.Touch | Capabilities.ServerDecoration
        | Capabilities.Clipboard | Capabilities.Audio | Capabilities.Files | Capabilities.MachineInput);
    internal const uint KnownMemories =
        (uint)(FrameMemoryKinds.SharedFd | FrameMemoryKinds.GpuResource | FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline);

    public static MessageType Type => MessageType.Hello;

    public static MessageDirection Direction => MessageDirection.Either;

    public ushort Major { get; init; }

    public ushort Minor { get; init; }

    public Role Role { get; init; }

    public ChannelKind Channel { get; init; }

    public ulong SessionToken { get; init; }

    public Capabilities Capabilities { get; init; }

    public FrameMemoryKinds FrameMemories { get; init; }

    /// <summary>Who is speaking, for people: "local", "headless desktop".</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The program's own version, for people.</summary>
    public string Version { get => field ?? ""; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(ProtocolVersion.Magic);
        writer.UInt16(Major);
        writer.UInt16(Minor);
        writer.Byte((int)Role);
        writer.Byte((int)Channel);
        writer.UInt64(SessionToken);
        writer.UInt32((uint)Capabilities);
        writer.UInt32((uint)FrameMemories);
        writer.Text(Name, ProtocolLimits.TextBytes);
        writer.Text(Version, ProtocolLimits.TextBytes);
    }

    public static bool TryRead(ref MessageReader reader, out Hello message)
    {
        reader.Require(reader.UInt32() == ProtocolVersion.Magic);
        var (major, minor) = (reader.UInt16(), reader.UInt16());
        message = new Hello
        {
            Major = major,
            Minor = minor,
            Role = (Role)reader.Choice(1, 5),
            Channel = (ChannelKind)reader.Choice(1, 2),
            SessionToken = reader.UInt64(),
            Capabilities = (Capabilities)Flags(ref reader, minor, KnownCapabilities),
            FrameMemories = (FrameMemoryKinds)Flags(ref reader, minor, KnownMemories),
            Name = reader.Text(ProtocolLimits.TextBytes),
            Version = reader.Text(ProtocolLimits.TextBytes),
        };
        return reader.Finish();
    }

    /// <summary>Reads only what every version has in the same place, so that a stranger of another version can be refused in words.</summary>
    public static bool TryReadVersion(ReadOnlySpan<byte> payload, out ushort major, out ushort minor)
    {
        var reader = new MessageReader(payload);
        bool isOurs = reader.UInt32() == ProtocolVersion.Magic;
        major = reader.UInt16();
        minor = reader.UInt16();
        return isOurs && !reader.Failed;
    }

    /// <summary>A newer minor version may have more of them; who knows the peer by them takes the known ones (<see cref="SessionIdentity"/>).</summary>
    private static uint Flags(ref MessageReader reader, ushort minor, uint known) =>
        minor > ProtocolVersion.Minor ? reader.UInt32() : reader.Flags(known);

    public override string ToString() => $"hello {Role} '{Name}' {Version} {Channel} protocol {Major}.{Minor}";
}
