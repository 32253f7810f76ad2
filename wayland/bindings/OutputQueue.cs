// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using Seamless.Linux;

namespace Seamless.Wayland;

/// <summary>
/// Messages on their way to a peer. Grows while the peer does not read, never shrinks the peer's patience: who owns the queue asks
/// <see cref="Length"/> and gives up on a peer that lets it grow too far. Descriptors are duplicates, ours until they are sent.
/// </summary>
internal sealed class OutputQueue
{
    private const int FirstBytes = 4096;

    private byte[] _bytes = new byte[FirstBytes];
    private int _start;
    private int _end;
    private FileDescriptor[] _descriptors = [];
    // Where in _bytes the message of each descriptor begins: a descriptor must not arrive later than its message.
    private int[] _messageOfDescriptor = [];
    private int _descriptorCount;
    private int _message;

    public int Length => _end - _start;

    public bool IsEmpty => _end == _start;

    public void Begin(uint objectId, int opcode)
    {
        _message = _end;
        Uint(objectId);
        Uint((uint)opcode);
    }

    /// <summary>
    /// Writes the length into the header. The message may be read until the next flush. A message longer than any peer takes is taken
    /// back and the result is empty: one client's long text in an event for another must not end either of them.
    /// </summary>
    public ReadOnlySpan<byte> End()
    {
        var length = _end - _message;
        if (length > WireLimits.MessageBytes)
        {
            TakeBack();
            return default;
        }

        var second = _bytes.AsSpan(_message + 4, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(second, BinaryPrimitives.ReadUInt32LittleEndian(second) | ((uint)length << 16));
        return _bytes.AsSpan(_message, length);
    }

    public void Uint(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Room(4), value);

    public void String(string? text)
    {
        if (text is null)
        {
            Uint(0);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text) + 1;
        Uint((uint)length);
        var room = Room((length + 3) & ~3);
        room[(length - 1)..].Clear();
        Encoding.UTF8.GetBytes(text, room);
    }

    public void Array(ReadOnlySpan<byte> bytes)
    {
        Uint((uint)bytes.Length);
        var room = Room((bytes.Length + 3) & ~3);
        bytes.CopyTo(room);
        room[bytes.Length..].Clear();
    }

    /// <summary>Queues a duplicate: the caller keeps its own descriptor and may close it at once.</summary>
    public void Descriptor(FileDescriptor descriptor)
    {
        if (_descriptorCount == _descriptors.Length)
        {
            System.Array.Resize(ref _descriptors, Math.Max(4, _descriptorCount * 2));
            System.Array.Resize(ref _messageOfDescriptor, _descriptors.Length);
        }

        _messageOfDescriptor[_descriptorCount] = _message;
        _descriptors[_descriptorCount++] = descriptor.Duplicate();
    }

    /// <summary>Sends what the socket takes.</summary>
    public SocketStatus Flush(UnixSocket socket)
    {
        while (!IsEmpty)
        {
            var descriptors = Math.Min(_descriptorCount, WireLimits.DescriptorsPerSend);
            var end = _descriptorCount > descriptors ? _messageOfDescriptor[descriptors] : _end;
            var result = socket.Send(_bytes.AsSpan(_start, end - _start), _descriptors.AsSpan(0, descriptors));
            if (result.Status != SocketStatus.Done)
                return result.Status;
            _start += result.Count;
            DropDescriptors(descriptors);
        }

        _start = _end = 0;
        if (_bytes.Length > 16 * FirstBytes)
            _bytes = new byte[FirstBytes];
        return SocketStatus.Done;
    }

    /// <summary>Closes every descriptor that is still here.</summary>
    public void Close()
    {
        DropDescriptors(_descriptorCount);
        _start = _end = 0;
    }

    private void TakeBack()
    {
        _end = _message;
        while (_descriptorCount > 0 && _messageOfDescriptor[_descriptorCount - 1] == _message)
            _descriptors[--_descriptorCount].Dispose();
    }

    private void DropDescriptors(int count)
    {
        for (var index = 0; index < count; index++)
            _descriptors[index].Dispose();
        _descriptorCount -= count;
        System.Array.Copy(_descriptors, count, _descriptors, 0, _descriptorCount);
        System.Array.Copy(_messageOfDescriptor, count, _messageOfDescriptor, 0, _descriptorCount);
    }

    private Span<byte> Room(int count)
    {
        if (_end + count > _bytes.Length)
            MakeRoom(count);
        var room = _bytes.AsSpan(_end, count);
        _end += count;
        return room;
    }

    private void MakeRoom(int count)
    {
        var length = Length;
        var target = length + count > _bytes.Length / 2 ? new byte[Math.Max(_bytes.Length * 2, length + count)] : _bytes;
        _bytes.AsSpan(_start, length).CopyTo(target);
        _bytes = target;
        for (var index = 0; index < _descriptorCount; index++)
            _messageOfDescriptor[index] -= _start;
        _message -= _start;
        (_start, _end) = (0, length);
    }
}
