// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Seamless.Linux;

/// <summary>sockaddr_un: the family, then a path of at most 107 bytes and its zero.</summary>
internal sealed unsafe class UnixAddress
{
    public const int MaxPathBytes = 107;

    private readonly byte[] _bytes;
    private readonly string _path;

    public UnixAddress(string path)
    {
        var length = Encoding.UTF8.GetByteCount(path);
        if (length > MaxPathBytes)
            throw new LinuxException($"socket '{path}': the path has {length} bytes, the kernel takes {MaxPathBytes}; use a shorter directory", Errno.ENAMETOOLONG);
        if (length == 0 || path.Contains('\0'))
            throw new LinuxException($"socket '{path.Replace('\0', '?')}': no usable path", Errno.EINVAL);
        _path = path;
        _bytes = new byte[2 + length + 1];
        _bytes[0] = Libc.AF_UNIX;
        Encoding.UTF8.GetBytes(path, _bytes.AsSpan(2));
    }

    public void Connect(FileDescriptor socket)
    {
        if (!TryConnect(socket))
            LinuxException.ThrowLast($"connect to '{_path}'");
    }

    public bool TryConnect(FileDescriptor socket)
    {
        // SAFETY: the address is pinned for the call and its length is given.
        fixed (byte* bytes = _bytes)
            return Libc.connect(socket.Number, bytes, (uint)_bytes.Length) == 0;
    }

    public bool TryBind(FileDescriptor socket)
    {
        // SAFETY: as above.
        fixed (byte* bytes = _bytes)
            return Libc.bind(socket.Number, bytes, (uint)_bytes.Length) == 0;
    }
}
