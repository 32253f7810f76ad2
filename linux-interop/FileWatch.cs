// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace Seamless.Linux;

/// <summary>
/// Tells when something in one of some directories changes (inotify): the path of the file that was written, made, moved or removed.
/// When the kernel lost events, each directory's own path is told, meaning "look again".
/// </summary>
public sealed unsafe class FileWatch : IDisposable
{
    /// <summary>Directories watched at once; an app catalogue has some dozens. The system's own limit is per user and shared with everybody.</summary>
    public const int MaxDirectories = 1024;

    private const uint CloseWrite = 0x8, MovedFrom = 0x40, MovedTo = 0x80, Create = 0x100, Delete = 0x200, DeleteSelf = 0x400, OnlyDirectories = 0x01000000;
    private const uint Overflow = 0x4000, Ignored = 0x8000;
    private const int EventHeaderBytes = 16;

    private readonly FileDescriptor _descriptor;
    private readonly Watch _watch;
    private readonly Action<string> _changed;
    private readonly Dictionary<int, string> _directories = [];
    private readonly byte[] _events = new byte[16 * 1024];

    public FileWatch(EventLoop loop, Action<string> changed)
    {
        _changed = changed;
        _descriptor = FileDescriptor.FromCall(Libc.inotify_init1(Libc.IN_CLOEXEC | Libc.IN_NONBLOCK), "inotify_init1");
        _watch = loop.Add(_descriptor, Interest.Read, _ => Read());
    }

    /// <summary>False when there is no such directory (now); watch its parent to hear of it.</summary>
    /// <exception cref="LinuxException">The system's inotify limit is reached (ENOSPC), or the directory may not be read.</exception>
    public bool Add(string directory)
    {
        if (_directories.Count >= MaxDirectories)
            throw new LinuxException($"watch '{directory}': {MaxDirectories} directories are watched already", Errno.ENOSPC);
        // SAFETY: the path is pinned for the call.
        fixed (byte* path = FileDescriptor.PathBytes(directory))
        {
            var number = Libc.inotify_add_watch(_descriptor.Number, path, CloseWrite | MovedFrom | MovedTo | Create | Delete | DeleteSelf | OnlyDirectories);
            if (number >= 0)
                _directories[number] = directory;
            else if (LinuxException.LastErrno is Errno.ENOENT or Errno.ENOTDIR)
                return false;
            else
                LinuxException.ThrowLast($"watch '{directory}'");
        }
        return true;
    }

    public void Dispose()
    {
        _watch.Dispose();
        _descriptor.Dispose();
    }

    private void Read()
    {
        while (!_descriptor.IsClosed && _descriptor.Read(_events) is { } count and > 0)
        {
            for (var at = 0; at + EventHeaderBytes <= count && !_descriptor.IsClosed;)
            {
                var ev = _events.AsSpan(at);
                var nameBytes = (int)BinaryPrimitives.ReadUInt32LittleEndian(ev[12..]);
                var name = ev.Slice(EventHeaderBytes, nameBytes).TrimEnd((byte)0);
                Tell(BinaryPrimitives.ReadInt32LittleEndian(ev), BinaryPrimitives.ReadUInt32LittleEndian(ev[4..]), Encoding.UTF8.GetString(name));
                at += EventHeaderBytes + nameBytes;
            }
        }
    }

    private void Tell(int number, uint mask, string name)
    {
        if ((mask & Overflow) != 0)
        {
            foreach (var each in _directories.Values.ToArray())
                _changed(each);
            return;
        }
        if (!_directories.TryGetValue(number, out var directory))
            return;
        if ((mask & Ignored) != 0)
            _directories.Remove(number); // The directory itself went away; its DeleteSelf was told just before.
        else
            _changed(name.Length == 0 ? directory : Path.Combine(directory, name));
    }
}
