// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol;

/// <summary>Listener→connecting, the first message at a launcher's door: u32 magic · u16 major · u16 minor · bool proof wanted · 32 bytes nonce.</summary>
public readonly record struct Challenge : IMessage<Challenge>
{
    public static MessageType Type => MessageType.Challenge;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public ushort Major { get; init; }

    public ushort Minor { get; init; }

    /// <summary>Otherwise the wiring says who is there.</summary>
    public bool WantsProof { get; init; }

    public Bytes32 Nonce { get; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(ProtocolVersion.Magic);
        writer.UInt16(Major);
        writer.UInt16(Minor);
        writer.Bool(WantsProof);
        Nonce.Write(ref writer);
    }

    public static bool TryRead(ref MessageReader reader, out Challenge message)
    {
        reader.Require(reader.UInt32() == ProtocolVersion.Magic);
        message = new Challenge { Major = reader.UInt16(), Minor = reader.UInt16(), WantsProof = reader.Bool(), Nonce = Bytes32.Read(ref reader) };
        return reader.Finish();
    }

    public override string ToString() => $"challenge protocol {Major}.{Minor}{(WantsProof ? ", proof wanted" : "")}";
}

/// <summary>
/// Connecting→listener: text 256 desktop · text 256 guest (empty: the directory) · 32 bytes proof (<see cref="DoorProof"/>; zeros when none is wanted).
/// </summary>
public readonly record struct Join : IMessage<Join>
{
    public static MessageType Type => MessageType.Join;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public string Desktop { get => field ?? ""; init; }

    public string Guest { get => field ?? ""; init; }

    public Bytes32 Proof { get; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.Text(Desktop, ProtocolLimits.GuestNameBytes);
        writer.Text(Guest, ProtocolLimits.GuestNameBytes);
        Proof.Write(ref writer);
    }

    public static bool TryRead(ref MessageReader reader, out Join message)
    {
        message = new Join
        {
            Desktop = reader.Text(ProtocolLimits.GuestNameBytes),
            Guest = reader.Text(ProtocolLimits.GuestNameBytes),
            Proof = Bytes32.Read(ref reader),
        };
        return reader.Finish();
    }

    public override string ToString() => $"desktop '{Desktop}' joins {(Guest.Length > 0 ? $"guest '{Guest}'" : "the directory")}";
}

/// <summary>Listener→connecting, empty: what follows is the directory, or a channel of the guest's session that begins at sequence 1.</summary>
public readonly record struct Joined : IMessage<Joined>
{
    public static MessageType Type => MessageType.Joined;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
    }

    public static bool TryRead(ref MessageReader reader, out Joined message)
    {
        message = default;
        return reader.Finish();
    }

    public override string ToString() => "joined";
}

public enum DirectoryState
{
    /// <summary>StartGuest starts, or resumes, it.</summary>
    Off = 1,
    Starting = 2,
    Ready = 3,
    Failed = 4,
}

/// <summary>A guest as a launcher's directory tells of it. Label and colour are the launcher's: the guest has no say in them.</summary>
public readonly record struct DirectoryGuest
{
    public string Name { get => field ?? ""; init; }

    public DirectoryState State { get; init; }

    /// <summary>0xRRGGBB.</summary>
    public uint Colour { get; init; }

    public string Label { get => field ?? ""; init; }

    /// <summary>Why it failed, for people.</summary>
    public string Reason { get => field ?? ""; init; }

    public override string ToString() => $"{Name} {State}{(Reason.Length > 0 ? $" ({Reason})" : "")}";
}

/// <summary>Listener→connecting on the directory: list ≤ 64 of (text 256 name · u8 state · u32 colour · text 1024 label · text 1024 reason). The whole truth.</summary>
public readonly record struct Guests(ImmutableArray<DirectoryGuest> List) : IMessage<Guests>
{
    private const int LeastBytesEach = 11;

    public static MessageType Type => MessageType.Guests;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        foreach (ref readonly var guest in writer.List(List, ProtocolLimits.Guests))
        {
            writer.Text(guest.Name, ProtocolLimits.GuestNameBytes);
            writer.Byte((int)guest.State);
            writer.UInt32(guest.Colour);
            writer.Text(guest.Label, ProtocolLimits.TextBytes);
            writer.Text(guest.Reason, ProtocolLimits.TextBytes);
        }
    }

    public static bool TryRead(ref MessageReader reader, out Guests message)
    {
        var list = new DirectoryGuest[reader.Count(ProtocolLimits.Guests, LeastBytesEach)];
        for (int i = 0; i < list.Length; i++)
        {
            list[i] = new DirectoryGuest
            {
                Name = reader.Text(ProtocolLimits.GuestNameBytes),
                State = (DirectoryState)reader.Choice(1, 4),
                Colour = reader.UInt32(0xff_ffff),
                Label = reader.Text(ProtocolLimits.TextBytes),
                Reason = reader.Text(ProtocolLimits.TextBytes),
            };
        }
        message = new Guests([.. list]);
        return reader.Finish();
    }

    public override string ToString() => $"guests {string.Join(", ", List.IsDefault ? [] : List.Select(guest => guest.ToString()))}";
}

/// <summary>Connecting→listener on the directory: text 256 guest. What comes of it is told by Guests.</summary>
public readonly record struct StartGuest(string Guest) : IMessage<StartGuest>
{
    public static MessageType Type => MessageType.StartGuest;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer) => writer.Text(Guest, ProtocolLimits.GuestNameBytes);

    public static bool TryRead(ref MessageReader reader, out StartGuest message)
    {
        message = new StartGuest(reader.Text(ProtocolLimits.GuestNameBytes));
        return reader.Finish();
    }

    public override string ToString() => $"start guest '{Guest}'";
}
