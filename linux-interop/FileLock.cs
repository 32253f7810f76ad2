// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>
/// An exclusive flock on a file that says "this is mine" between processes. The kernel lets go of it however the holder
/// dies, so it never has to be judged stale. Whoever holds it may delete the file; the next taker notices that and tries
/// the name again, therefore two holders of one name cannot exist.
/// </summary>
public sealed class FileLock : IDisposable
{
    private const int DoNotWait = 4; // LOCK_NB

    private readonly FileDescriptor _file;
    private readonly string _path;

    private FileLock(FileDescriptor file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Null when somebody else holds it.</summary>
    public static FileLock? TryTake(string path) => Take(path, Libc.LOCK_EX | DoNotWait);

    /// <summary>Waits until whoever holds it lets go.</summary>
    public static FileLock WaitFor(string path) => Take(path, Libc.LOCK_EX)!;

    /// <summary>Removes the name while still holding the lock, so that nothing is left behind.</summary>
    public void Delete() => File.Delete(_path);

    public void Dispose() => _file.Dispose();

    private static FileLock? Take(string path, int operation)
    {
        while (true)
        {
            // Not through File.OpenHandle, which takes a flock of its own.
            var file = FileDescriptor.OpenAppend(path);
            try
            {
                // SAFETY: flock only looks at the number, which stays open during the call.
                while (Libc.flock(file.Number, operation) < 0)
                {
                    if (LinuxException.LastErrno == Errno.EAGAIN)
                    {
                        file.Dispose();
                        return null;
                    }
                    if (LinuxException.LastErrno != Errno.EINTR)
                        LinuxException.ThrowLast($"lock '{path}'");
                }
                if (FileStatus.Of(file) is { } held && FileStatus.OfPath(path) is { } named && held.Inode == named.Inode && held.Device == named.Device)
                    return new FileLock(file, path);
            }
            catch (LinuxException)
            {
                file.Dispose();
                throw;
            }
            file.Dispose();
        }
    }
}
