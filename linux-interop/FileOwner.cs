// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Linux;

/// <summary>Whom a file belongs to; only root may give files away.</summary>
public static partial class FileOwner
{
    /// <exception cref="LinuxException">The file is not there, or we may not.</exception>
    public static void Give(string path, uint userId, uint groupId)
    {
        // SAFETY: the marshaller terminates the path; a link is not followed, so nobody can point it at another file.
        if (ChangeOwner(path, userId, groupId) < 0)
            LinuxException.ThrowLast($"give '{path}' to user {userId}");
    }

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint userId, uint groupId);
}
