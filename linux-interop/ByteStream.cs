// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

public enum SocketStatus
{
    Done,

    /// <summary>Nothing there to read, or no room to write: wait for the loop to say so.</summary>
    WouldBlock,

    /// <summary>The peer is gone.</summary>
    Closed,
}

/// <summary>How a send or receive went, and how many bytes it moved.</summary>
public readonly record struct SocketResult(SocketStatus Status, int Count);

/// <summary>Who is at the other end, as the kernel noted when the connection was made.</summary>
public readonly record struct PeerCredentials(int Pid, uint Uid, uint Gid);

/// <summary>
/// Bytes in both directions, reliable and in order, without blocking: a socket, or a device that is one end of a wire. The loop says
/// through <see cref="Descriptor"/> when there is something to do.
/// </summary>
public abstract class ByteStream : IDisposable
{
    public abstract FileDescriptor Descriptor { get; }

    /// <summary>Open files can travel beside the bytes.</summary>
    public abstract bool CarriesHandles { get; }

    /// <summary>The process that has the other end; all zero where the kernel does not know it.</summary>
    public abstract PeerCredentials Peer { get; }

    /// <summary>Bytes wait here that were taken from the descriptor already, which will therefore not stir for them.</summary>
    public virtual bool HasBuffered => false;

    /// <summary>After Closed: the other side may come back on the same descriptor, so there is nothing to open anew.</summary>
    public virtual bool MayReturn => false;

    /// <summary>Sends what there is room for. When any byte went out (Done), so did all handles; the caller's own copies stay the caller's.</summary>
    public abstract SocketResult Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<FileDescriptor> handles);

    /// <summary>Takes what is there; handles that came along are added to the list and belong to the caller.</summary>
    public abstract SocketResult Receive(Span<byte> into, List<FileDescriptor> handles);

    /// <summary>These bytes, found where a message was due, say that the peer has begun anew; so this stream is over.</summary>
    public virtual bool IsNewBeginning(ReadOnlySpan<byte> bytes) => false;

    public abstract void Dispose();
}
