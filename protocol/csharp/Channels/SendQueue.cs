// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using Seamless.Linux;

namespace Seamless.Protocol;

/// <summary>
/// Messages on their way out: one pooled buffer, and beside it the handles with the position of the first byte of their message.
/// A handle travels with exactly that byte, so a send never reaches over the beginning of a message that has one.
/// </summary>
internal sealed class SendQueue : IDisposable
{
    private const int InitialBytes = 4096;
    private const int KeptBytes = 64 * 1024;
    private const int ExpectedBytes = 1024 * 1024;

    private readonly Queue<(long Position, FileDescriptor Handle)> _handles = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _mostBytes;
    private long _headPosition;
    private int _head;
    private int _tail;

    public int Count => _tail - _head;

    public int Handles => _handles.Count;

    /// <summary>Writes the message behind the others. The handle belongs to the queue from here on.</summary>
    public ReadOnlyMemory<byte> Append<T>(in T message, ulong sequence, FileDescriptor? handle, int maximumBytes)
        where T : struct, IMessage<T>
    {
        EnsureRoom(MessageHeader.Size + 256);
        while (true)
        {
            var writer = new MessageWriter(_buffer.AsSpan(_tail + MessageHeader.Size));
            message.Write(ref writer);
            if (!writer.Overflowed)
            {
                if (writer.Count > maximumBytes)
                    throw new ArgumentException($"{T.Type} of {writer.Count} bytes where {maximumBytes} are allowed", nameof(message));
                return Commit<T>(writer.Count, sequence, handle);
            }
            int room = _buffer.Length - _tail;
            if (room > MessageHeader.Size + maximumBytes) throw new ArgumentException($"{T.Type} of more than {maximumBytes} bytes", nameof(message));
            EnsureRoom(room * 2);
        }
    }

    /// <summary>Sends what the stream takes, up to about that many bytes. True when the queue is empty; null when the peer is gone.</summary>
    public bool? Flush(ByteStream stream, int atMost)
    {
        while (Count > 0)
        {
            if (atMost <= 0) return false;
            bool hasHandle = _handles.TryPeek(out var first) && first.Position == _headPosition;
            var handle = hasHandle ? new ReadOnlySpan<FileDescriptor>(in first.Handle) : default;
            var result = stream.Send(_buffer.AsSpan(_head, UpToNextHandle(hasHandle)), handle);
            if (result.Status == SocketStatus.Closed) return null;
            if (result.Status == SocketStatus.WouldBlock) return false;
            if (hasHandle) _handles.Dequeue().Handle.Dispose();
            atMost -= result.Count;
            _head += result.Count;
            _headPosition += result.Count;
        }
        Reset();
        return true;
    }

    public void Dispose()
    {
        while (_handles.TryDequeue(out var waiting)) waiting.Handle.Dispose();
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _head = _tail = 0;
    }

    private ReadOnlyMemory<byte> Commit<T>(int payloadBytes, ulong sequence, FileDescriptor? handle)
        where T : struct, IMessage<T>
    {
        new MessageHeader(payloadBytes, T.Type, handle is null ? 0 : 1, sequence).Write(_buffer.AsSpan(_tail));
        if (handle is not null) _handles.Enqueue((_headPosition + Count, handle));
        var payload = _buffer.AsMemory(_tail + MessageHeader.Size, payloadBytes);
        _tail += MessageHeader.Size + payloadBytes;
        return payload;
    }

    private int UpToNextHandle(bool skipFirst)
    {
        foreach (var (position, _) in _handles)
        {
            if (position == _headPosition && skipFirst) continue;
            return (int)Math.Min(position - _headPosition, Count);
        }
        return Count;
    }

    private void EnsureRoom(int bytes)
    {
        if (_buffer.Length - _tail >= bytes) return;
        // Moving down costs what is still waiting; it is done when at least as much has gone, so each byte moves once on average.
        var from = _buffer.AsSpan(_head, Count);
        if (_head >= Count && _buffer.Length - Count >= bytes)
        {
            from.CopyTo(_buffer);
        }
        else
        {
            // As large as it was lately, so that a stream of frames does not grow it from the beginning each time.
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(_buffer.Length * 2, _mostBytes), Count + bytes));
            from.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        _tail -= _head;
        _head = 0;
    }

    private void Reset()
    {
        // Half as much again and again, when less is sent than once.
        _mostBytes = Math.Min(Math.Max(_tail, _mostBytes / 2), ExpectedBytes);
        _head = _tail = 0;
        if (_buffer.Length <= KeptBytes) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    }
}
