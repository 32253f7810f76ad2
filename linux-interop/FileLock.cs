// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Seamless.Linux;

/// <summary>
/// An exclusive flock on a file that says "this is mine" between processes. The kernel lets go of it however the holder
/// dies, so it never has to be judged stale. Whoever holds it may delete the file; the next taker notices that and tries
/// the name again, therefore two holders of one name cannot exist.
/// </summary>
public sealed class FileLock : IDisposable
{
    private readonly SafeFileHandle file;
    private readonly string path;

    private FileLock(SafeFileHandle file, string path)
    {
        this.file = file;
        this.path = path;
    }

    /// <summary>Null when somebody else holds it.</summary>
    public static FileLock? TryTake(string path) => Take(path, LockCalls.Exclusive | LockCalls.DoNotWait);

    /// <summary>Waits until whoever holds it lets go.</summary>
    public static FileLock WaitFor(string path) => Take(path, LockCalls.Exclusive)!;

    /// <summary>Removes the name while still holding the lock, so that nothing is left behind.</summary>
    public void Delete() => File.Delete(path);

    public void Dispose() => file.Dispose();

    private static FileLock? Take(string path, int operation)
    {
        while (true)
        {
            // Every share right is given because .NET would otherwise take a flock of its own on this descriptor.
            var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            int errno;
            // SAFETY: flock only reads the descriptor, which the marshaller keeps open during the call.
            do errno = LockCalls.Lock(file, operation) == 0 ? 0 : Marshal.GetLastPInvokeError();
            while (errno == LockCalls.Interrupted);
            if (errno == LockCalls.WouldBlock)
            {
                file.Dispose();
                return null;
            }
            if (errno != 0)
            {
                file.Dispose();
                throw new IOException($"cannot lock {path}: {Marshal.GetPInvokeErrorMessage(errno)}");
            }
            if (FileStatus.Of(file) is { } held && FileStatus.OfPath(path) is { } named && held.Inode == named.Inode && held.Device == named.Device)
                return new FileLock(file, path);
            file.Dispose();
        }
    }
}

internal static partial class LockCalls
{
    internal const int Exclusive = 2;       // LOCK_EX
    internal const int DoNotWait = 4;       // LOCK_NB
    internal const int Interrupted = 4;     // EINTR
    internal const int WouldBlock = 11;     // EWOULDBLOCK

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(SafeFileHandle file, int operation);
}
