// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

[Flags]
public enum OpenFileFlags
{
    None = 0,

    /// <summary>Nothing comes back: the guest's copy may not be written.</summary>
    ReadOnly = 1,

    /// <summary>It was sent before; no data comes. A guest that has it not says so.</summary>
    Again = 2,
}

/// <summary>D,L→G: here comes a file, open it. Answered by FileOpened or FileFailed. Layout: PROTOCOL.md, "Files".</summary>
public readonly record struct OpenFile : IMessage<OpenFile>
{
    public static MessageType Type => MessageType.OpenFile;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    /// <summary>Random, not 0; kept on the sender's disk for as long as the file is open there.</summary>
    public ulong Key { get; init; }

    /// <summary>One element of a path; what the copy in the guest is called.</summary>
    public string Name { get => field ?? ""; init; }

    public long Size { get; init; }

    /// <summary>Empty: the guest finds out.</summary>
    public string MimeType { get => field ?? ""; init; }

    /// <summary>Empty: the guest's own app for that type.</summary>
    public string AppId { get => field ?? ""; init; }

    public OpenFileFlags Flags { get; init; }

    /// <summary>Chosen by the sender; comes back in the answer.</summary>
    public uint Request { get; init; }

    /// <summary>Whether a file of that name can lie in any folder: one element of a path that stays where it is.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && name is not ("." or "..") && !name.Contains('/', StringComparison.Ordinal) && System.Text.Encoding.UTF8.GetByteCount(name) <= ProtocolLimits.FileNameBytes;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt64(Key);
        writer.Text(Name, ProtocolLimits.FileNameBytes);
        writer.UInt64((ulong)Size);
        writer.Text(MimeType, ProtocolLimits.MimeTypeBytes);
        writer.Text(AppId, ProtocolLimits.AppIdBytes);
        writer.UInt32((uint)Flags);
        writer.UInt32(Request);
    }

    public static bool TryRead(ref MessageReader reader, out OpenFile message)
    {
        message = new OpenFile
        {
            Key = reader.FileKey(),
            Name = reader.Text(ProtocolLimits.FileNameBytes),
            Size = reader.FileSize(),
            MimeType = reader.Text(ProtocolLimits.MimeTypeBytes),
            AppId = reader.Text(ProtocolLimits.AppIdBytes),
            Flags = (OpenFileFlags)reader.Flags((uint)(OpenFileFlags.ReadOnly | OpenFileFlags.Again)),
            Request = reader.UInt32(),
        };
        reader.Require(IsName(message.Name));
        return reader.Finish();
    }

    public override string ToString() => $"open file {Key:x16} '{Name}' {Size} bytes {MimeType} {AppId}{(Flags.HasFlag(OpenFileFlags.ReadOnly) ? " read only" : "")}{(Flags.HasFlag(OpenFileFlags.Again) ? " again" : "")} request {Request}";
}
