// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Seamless.Linux;

/// <summary>
/// Reads files whose names come from somebody else. A pipe or a device under such a name would block or never end, so the
/// file is opened without blocking and only a regular one is read; and never more than the caller is ready to hold.
/// </summary>
public static partial class RegularFile
{
    private const int ReadOnly = 0, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const uint TypeMask = 0xF000, RegularType = 0x8000;

    /// <summary>
    /// The first <paramref name="most"/> bytes (all, when there are fewer). Null when there is no such regular file or it may not be
    /// read. Ask for one byte more than the limit to learn whether the file is over it.
    /// </summary>
    public static byte[]? Read(string path, int most)
    {
        // SAFETY: the marshaller terminates the path; the descriptor goes into a handle that closes it before anything else happens.
        using var file = new SafeFileHandle(Open(path, ReadOnly | NonBlocking | CloseOnExec), ownsHandle: true);
        if (file.IsInvalid || FileStatus.Of(file) is not { } status || (status.Mode & TypeMask) != RegularType)
            return null;
        try
        {
            return ReadAll(file, (int)Math.Min(RandomAccess.GetLength(file), most), most);
        }
        catch (IOException)
        {
            // A disk that fails is, to a reader of other people's files, a file that is not there.
            return null;
        }
    }

    /// <summary>Open for reading; null when there is no such regular file or it may not be read.</summary>
    public static SafeFileHandle? Open(string path)
    {
        // SAFETY: the marshaller terminates the path; the descriptor goes into a handle that closes it.
        var file = new SafeFileHandle(Open(path, ReadOnly | NonBlocking | CloseOnExec), ownsHandle: true);
        if (!file.IsInvalid && FileStatus.Of(file) is { IsRegular: true }) return file;
        file.Dispose();
        return null;
    }

    /// <summary>The length is only a first guess: the file may be growing or shrinking, and /proc says 0.</summary>
    private static byte[] ReadAll(SafeFileHandle file, int expected, int most)
    {
        var bytes = new byte[expected];
        var length = 0;
        while (true)
        {
            if (length == bytes.Length)
            {
                if (length == most)
                    return bytes;
                var more = new byte[1];
                if (RandomAccess.Read(file, more, length) == 0)
                    return bytes;
                Array.Resize(ref bytes, (int)Math.Min((long)most, Math.Max(4096, bytes.Length * 2L)));
            }
            var count = RandomAccess.Read(file, bytes.AsSpan(length), length);
            if (count == 0)
                return bytes[..length];
            length += count;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
