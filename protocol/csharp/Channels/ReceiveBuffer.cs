// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace Seamless.Protocol;

/// <summary>Received bytes, cut into messages. It grows as bytes arrive, never because a header promises many.</summary>
internal sealed class ReceiveBuffer : IDisposable
{
    private const int InitialBytes = 8192;
    private const int KeptBytes = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _start;
    private int _end;

    public int Count => _end - _start;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, Count);

    /// <summary>Somewhere to receive into; at least one byte.</summary>
    public Span<byte> Room()
    {
        if (_start == _end)
        {
            _start = _end = 0;
            if (_buffer.Length > KeptBytes) Replace(InitialBytes);
        }
        if (_end == _buffer.Length)
        {
            // Half empty at the front: moving is cheaper than growing.
            if (_start >= _buffer.Length / 2) Compact();
            else Replace(_buffer.Length * 2);
        }
        return _buffer.AsSpan(_end);
    }

    public void Received(int count) => _end += count;

    public ReadOnlyMemory<byte> Memory(int offset, int count) => _buffer.AsMemory(_start + offset, count);

    public void Consume(int count) => _start += count;

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }

    private void Compact()
    {
        Bytes.CopyTo(_buffer);
        _end -= _start;
        _start = 0;
    }

    private void Replace(int bytes)
    {
        byte[] other = ArrayPool<byte>.Shared.Rent(bytes);
        Bytes.CopyTo(other);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = other;
        _end -= _start;
        _start = 0;
    }
}
