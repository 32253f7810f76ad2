// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Linux;

/// <summary>Who owns a file, who may touch it and what it is, asked with statx because its layout is the same on every architecture.</summary>
public readonly record struct FileStatus(uint UserId, uint Mode, ulong Device, ulong Inode, long Size)
{
    /// <summary>When its content was last changed, by the kernel's clock.</summary>
    public long ModifiedNanoseconds { get; init; }

    private const uint TypeMask = 0xF000;
    private const uint DirectoryType = 0x4000;
    private const uint RegularType = 0x8000;
    private const uint SocketType = 0xC000;

    /// <summary>The path itself: a symbolic link is reported as one and not followed. Null when there is nothing or it may not be seen.</summary>
    public static FileStatus? OfPath(string path)
    {
        // SAFETY: the structure outlives the call, statx writes at most its 256 bytes, and the marshaller terminates the path.
        return StatusCalls.StatusOf(StatusCalls.CurrentFolder, path, StatusCalls.DoNotFollow, StatusCalls.BasicStats, out var status) == 0
            ? From(status)
            : null;
    }

    /// <summary>The file behind an open handle, whatever its name is by now.</summary>
    public static FileStatus? Of(SafeHandle handle)
    {
        // SAFETY: an empty path with this flag names the descriptor, which the marshaller keeps open during the call.
        return StatusCalls.StatusOf(handle, "", StatusCalls.EmptyPath, StatusCalls.BasicStats, out var status) == 0 ? From(status) : null;
    }

    public bool IsDirectory => (Mode & TypeMask) == DirectoryType;

    public bool IsRegular => (Mode & TypeMask) == RegularType;

    public bool IsSocket => (Mode & TypeMask) == SocketType;

    /// <summary>Nobody but the owner (and root) can look inside or write.</summary>
    public bool IsPrivate => (Mode & 0x3F) == 0;

    /// <summary>Somebody else could put their own files in.</summary>
    public bool IsWritableByOthers => (Mode & 0x12) != 0;

    private static FileStatus From(in StatusCalls.Status status) => new(
        status.UserId, status.Mode, ((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, (long)Math.Min(status.Size, long.MaxValue))
    {
        ModifiedNanoseconds = (status.ModifiedSeconds * 1_000_000_000) + status.ModifiedNanoseconds,
    };
}

/// <summary>The user this process acts as.</summary>
public static class CurrentUser
{
    // SAFETY: geteuid takes nothing and cannot fail.
    public static uint Id => StatusCalls.EffectiveUserId();
}

internal static partial class StatusCalls
{
    internal const int CurrentFolder = -100;    // AT_FDCWD
    internal const int DoNotFollow = 0x100;     // AT_SYMLINK_NOFOLLOW
    internal const int EmptyPath = 0x1000;      // AT_EMPTY_PATH
    internal const uint BasicStats = 0x7FF;     // STATX_BASIC_STATS

    // struct statx of linux/stat.h: 256 bytes, of which these fields concern us.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct Status
    {
        [FieldOffset(20)] internal uint UserId;
        [FieldOffset(28)] internal ushort Mode;
        [FieldOffset(32)] internal ulong Inode;
        [FieldOffset(40)] internal ulong Size;
        [FieldOffset(112)] internal long ModifiedSeconds;
        [FieldOffset(120)] internal uint ModifiedNanoseconds;
        [FieldOffset(136)] internal uint DeviceMajor;
        [FieldOffset(140)] internal uint DeviceMinor;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatusOf(int folder, string path, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatusOf(SafeHandle file, string path, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUserId();
}
