// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>
/// A device that is one end of a wire: a virtio-serial port. It has no connections: while nobody is at the other end it reads as closed
/// and reports a hang-up without end, so whoever is told Closed takes it out of the loop and tries again later.
/// </summary>
public sealed class CharacterDevice : ByteStream
{
    private bool _isUnplugged;

    private CharacterDevice(FileDescriptor descriptor) => Descriptor = descriptor;

    public override FileDescriptor Descriptor { get; }

    public override bool CarriesHandles => false;

    public override PeerCredentials Peer => default;

    /// <summary>
    /// A port stays what it is while its other side is closed. To close and open it again would not help and costs dearly: the kernel tells the
    /// host of both, and spins until it has heard.
    /// </summary>
    public override bool MayReturn => !_isUnplugged;

    /// <exception cref="LinuxException">ENOENT: there is no such device (yet). EBUSY: another process has it; a port takes one.</exception>
    public static CharacterDevice Open(string path) => new(FileDescriptor.OpenDevice(path));

    public override SocketResult Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<FileDescriptor> handles)
    {
        if (!handles.IsEmpty)
            throw new ArgumentException("A device carries no handles.", nameof(handles));
        if (bytes.IsEmpty)
            return new SocketResult(SocketStatus.Done, 0);
        try
        {
            return Descriptor.Write(bytes) is { } count ? new SocketResult(SocketStatus.Done, count) : new SocketResult(SocketStatus.WouldBlock, 0);
        }
        catch (LinuxException e) when (IsGone(e.Errno))
        {
            _isUnplugged = true;
            return new SocketResult(SocketStatus.Closed, 0);
        }
    }

    public override SocketResult Receive(Span<byte> into, List<FileDescriptor> handles)
    {
        ArgumentOutOfRangeException.ThrowIfZero(into.Length);
        try
        {
            return Descriptor.Read(into) switch
            {
                null => new SocketResult(SocketStatus.WouldBlock, 0),
                0 => new SocketResult(SocketStatus.Closed, 0),
                { } count => new SocketResult(SocketStatus.Done, count),
            };
        }
        catch (LinuxException e) when (IsGone(e.Errno))
        {
            _isUnplugged = true;
            return new SocketResult(SocketStatus.Closed, 0);
        }
    }

    public override void Dispose() => Descriptor.Dispose();

    // A port that was unplugged says ENODEV, other devices the rest.
    private static bool IsGone(Errno errno) => errno is Errno.EPIPE or Errno.ENODEV or Errno.EIO or Errno.ENXIO;
}
