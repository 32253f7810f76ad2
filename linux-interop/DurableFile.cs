// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>Files that are whole, old or new, whatever dies at which moment: written beside, brought to the disk, put in place in one step.</summary>
public static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A small file of ours, such as a journal.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var beside = path + ".new";
        // A new inode each time: a killed writer's half is no obstacle.
        File.Delete(beside);
        using (var file = Create(beside))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        PutInPlace(beside, path);
    }

    /// <summary>Fails when there is something of that name already. Nobody but those whom the mode names can read it at any time.</summary>
    public static FileStream Create(string path, UnixFileMode mode = OwnerOnly) =>
        new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, UnixCreateMode = mode, BufferSize = 0 });

    /// <summary>From one name to another in the same folder; afterwards the disk knows.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    public static void PutInPlace(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        FlushFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>Names that came, went or changed in a folder reach the disk. Where a file system cannot do that it does it by itself.</summary>
    public static void FlushFolder(string folder)
    {
        using var descriptor = FileDescriptor.OpenRead(folder);
        // SAFETY: fsync only looks at the number, which stays open during the call.
        if (Libc.fsync(descriptor.Number) < 0 && LinuxException.LastErrno != Errno.EINVAL) LinuxException.ThrowLast($"fsync '{folder}'");
    }
}
