// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>Both ways, bulk: u64 key · u32 version · u64 offset · bytes. Version 0 is what the desktop sends. No bytes: the end.</summary>
public readonly record struct FileData(ulong Key, uint Version, long Offset, ReadOnlyMemory<byte> Data) : IMessage<FileData>
{
    public static MessageType Type => MessageType.FileData;

    public static MessageDirection Direction => MessageDirection.Either;

    public static ChannelKind CarriedBy => ChannelKind.Bulk;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt64(Key);
        writer.UInt32(Version);
        writer.UInt64((ulong)Offset);
        writer.Bytes(Data.Span, ProtocolLimits.FileDataBytes);
    }

    /// <summary><see cref="Data"/> is a slice of the channel's buffer: valid only during the call.</summary>
    public static bool TryRead(ref MessageReader reader, out FileData message)
    {
        message = new FileData(reader.FileKey(), reader.UInt32(), reader.FileSize(), reader.Bytes(ProtocolLimits.FileDataBytes));
        reader.Require(message.Offset + message.Data.Length <= ProtocolLimits.FileBytes);
        return reader.Finish();
    }

    public override string ToString() => $"file {Key:x16} version {Version} {Data.Length} bytes at {Offset}";
}

/// <summary>Both ways: u64 key · u32 version · u32 bytes. So many more bytes of data may be sent to the sender of this.</summary>
public readonly record struct FileCredit(ulong Key, uint Version, int Bytes) : IMessage<FileCredit>
{
    public static MessageType Type => MessageType.FileCredit;

    public static MessageDirection Direction => MessageDirection.Either;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt64(Key);
        writer.UInt32(Version);
        writer.UInt32((uint)Bytes);
    }

    public static bool TryRead(ref MessageReader reader, out FileCredit message)
    {
        message = new FileCredit(reader.FileKey(), reader.UInt32(), reader.Int32(1, ProtocolLimits.FileWindowBytes));
        return reader.Finish();
    }

    public override string ToString() => $"file {Key:x16} version {Version} credit {Bytes}";
}

/// <summary>G→D,L: u64 key · u32 request · id instance. All bytes came, and the app runs on the copy.</summary>
public readonly record struct FileOpened(ulong Key, uint Request, uint Instance) : IMessage<FileOpened>
{
    public static MessageType Type => MessageType.FileOpened;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt64(Key);
        writer.UInt32(Request);
        writer.UInt32(Instance);
    }

    public static bool TryRead(ref MessageReader reader, out FileOpened message)
    {
        message = new FileOpened(reader.FileKey(), reader.UInt32(), reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"file {Key:x16} opened by instance {Instance}, request {Request}";
}

/// <summary>G→D,L: u64 key · u32 version · u64 size. State: the newest save, said again until it is stored.</summary>
public readonly record struct FileSaved(ulong Key, uint Version, long Size) : IMessage<FileSaved>
{
    public static MessageType Type => MessageType.FileSaved;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt64(Key);
        writer.UInt32(Version);
        writer.UInt64((ulong)Size);
    }

    public static bool TryRead(ref MessageReader reader, out FileSaved message)
    {
        message = new FileSaved(reader.FileKey(), reader.Id(), reader.FileSize());
        return reader.Finish();
    }

    public override string ToString() => $"file {Key:x16} saved as version {Version}, {Size} bytes";
}

/// <summary>D,L→G: u64 key · u32 version. Answered by FileData of that version, or by FileFailed.</summary>
public readonly record struct FetchFile(ulong Key, uint Version) : IMessage<FetchFile>
{
    public static MessageType Type => MessageType.FetchFile;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt64(Key);
        writer.UInt32(Version);
    }

    public static bool TryRead(ref MessageReader reader, out FetchFile message)
    {
        message = new FetchFile(reader.FileKey(), reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"fetch file {Key:x16} version {Version}";
}

/// <summary>D,L→G: u64 key · u32 version. Safe on the desktop's disk. Version 0: none yet; asks what there is.</summary>
public readonly record struct FileStored(ulong Key, uint Version) : IMessage<FileStored>
{
    public static MessageType Type => MessageType.FileStored;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt64(Key);
        writer.UInt32(Version);
    }

    public static bool TryRead(ref MessageReader reader, out FileStored message)
    {
        message = new FileStored(reader.FileKey(), reader.UInt32());
        return reader.Finish();
    }

    public override string ToString() => $"file {Key:x16} version {Version} is stored";
}

/// <summary>D,L→G: u64 key. Not wanted back any more.</summary>
public readonly record struct FileReleased(ulong Key) : IMessage<FileReleased>
{
    public static MessageType Type => MessageType.FileReleased;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer) => writer.UInt64(Key);

    public static bool TryRead(ref MessageReader reader, out FileReleased message)
    {
        message = new FileReleased(reader.FileKey());
        return reader.Finish();
    }

    public override string ToString() => $"file {Key:x16} released";
}

/// <summary>G→D,L: u64 key. The app that had it ended, and every save was said.</summary>
public readonly record struct FileClosed(ulong Key) : IMessage<FileClosed>
{
    public static MessageType Type => MessageType.FileClosed;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer) => writer.UInt64(Key);

    public static bool TryRead(ref MessageReader reader, out FileClosed message)
    {
        message = new FileClosed(reader.FileKey());
        return reader.Finish();
    }

    public override string ToString() => $"file {Key:x16} closed";
}

/// <summary>G→D,L, bulk: u64 key · u32 version · u32 request · text reason. It was not opened, or that version cannot be had.</summary>
public readonly record struct FileFailed(ulong Key, uint Version, uint Request, string Reason) : IMessage<FileFailed>
{
    public static MessageType Type => MessageType.FileFailed;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public static ChannelKind CarriedBy => ChannelKind.Bulk;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt64(Key);
        writer.UInt32(Version);
        writer.UInt32(Request);
        writer.Text(Reason, ProtocolLimits.TextBytes);
    }

    public static bool TryRead(ref MessageReader reader, out FileFailed message)
    {
        message = new FileFailed(reader.FileKey(), reader.UInt32(), reader.UInt32(), reader.Text(ProtocolLimits.TextBytes));
        return reader.Finish();
    }

    public override string ToString() => $"file {Key:x16} version {Version} request {Request} failed: {Reason}";
}
