// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>Bytes in their order, as many as are asked for.</summary>
internal interface IWireSource
{
    /// <summary>False: they end before.</summary>
    bool Fill(Span<byte> into);
}

/// <summary>The bytes of a socket; small reads take what has arrived already, large ones go straight to where they belong.</summary>
internal sealed class WireSource(UnixSocket socket) : IWireSource
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly List<FileDescriptor> _unwanted = [];
    private int _head;
    private int _tail;

    /// <summary>Told how many bytes have arrived so far, each time that some do.</summary>
    public Action<ulong>? Arrived { get; set; }

    /// <summary>Sees all that arrives, as it does; null: nobody.</summary>
    public TraceWriter? Trace { get; set; }

    /// <summary>Bytes that have arrived so far.</summary>
    public ulong Count { get; private set; }

    public bool Fill(Span<byte> into)
    {
        while (true)
        {
            var count = Math.Min(into.Length, _tail - _head);
            _buffer.AsSpan(_head, count).CopyTo(into);
            _head += count;
            into = into[count..];
            if (into.IsEmpty)
                return true;
            if (into.Length >= _buffer.Length)
            {
                if (Receive(into) is not (> 0 and var direct))
                    return false;
                into = into[direct..];
                continue;
            }
            (_head, _tail) = (0, Receive(_buffer));
            if (_tail == 0)
                return false;
        }
    }

    /// <summary>Waits for some; 0: the client has gone.</summary>
    private int Receive(Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            var result = socket.Receive(into, _unwanted);
            _unwanted.ForEach(handle => handle.Dispose());
            _unwanted.Clear();
            if (result.Status == SocketStatus.Closed)
                return 0;
            if (result.Status == SocketStatus.Done)
            {
                Trace?.Write(into[..result.Count]);
                Arrived?.Invoke(Count += (ulong)result.Count);
                return result.Count;
            }
            socket.Descriptor.Await(Interest.Read);
        }
        return 0;
    }
}
