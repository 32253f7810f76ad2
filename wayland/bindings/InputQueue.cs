// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Linux;

namespace Seamless.Wayland;

/// <summary>
/// What a peer has sent and nobody has read yet: bytes, and beside them the descriptors in the order in which messages will claim
/// them. A descriptor that nobody claims is closed with the queue.
/// </summary>
internal sealed class InputQueue
{
    private readonly byte[] _bytes = new byte[WireLimits.ReadBytes];
    private readonly List<FileDescriptor> _descriptors = [];
    private int _start;
    private int _end;
    private int _claimed;

    public int UnclaimedDescriptors => _descriptors.Count - _claimed;

    /// <summary>One receive. Moves what is left of a message to the front first, so a whole message always fits.</summary>
    public SocketResult Receive(UnixSocket socket)
    {
        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        _descriptors.RemoveRange(0, _claimed);
        _claimed = 0;
        var result = socket.Receive(_bytes.AsSpan(_end), _descriptors);
        if (result.Status == SocketStatus.Done)
            _end += result.Count;
        return result;
    }

    /// <summary>
    /// The next whole message. The body is valid until the next receive. False: nothing whole is there yet, or, when
    /// <paramref name="malformed"/> is set, the length in the header is one that no message has.
    /// </summary>
    // Header: uint32 object id; uint16 opcode; uint16 length of the whole message.
    public bool TryTake(out WireHeader header, out ReadOnlySpan<byte> body, out bool malformed)
    {
        header = default;
        body = default;
        malformed = false;
        var available = _bytes.AsSpan(_start, _end - _start);
        if (available.Length < WireLimits.HeaderBytes)
            return false;
        var second = BinaryPrimitives.ReadUInt32LittleEndian(available[4..]);
        header = new WireHeader(BinaryPrimitives.ReadUInt32LittleEndian(available), (int)(second & 0xffff), (int)(second >> 16));
        malformed = header.Length < WireLimits.HeaderBytes || header.Length > WireLimits.MessageBytes || header.Length % 4 != 0;
        if (malformed || header.Length > available.Length)
            return false;
        body = available[WireLimits.HeaderBytes..header.Length];
        _start += header.Length;
        return true;
    }

    public FileDescriptor? Peek(int ahead) => _claimed + ahead < _descriptors.Count ? _descriptors[_claimed + ahead] : null;

    public void Claim(int count) => _claimed += count;

    /// <summary>Closes the descriptors of a message that nobody wants.</summary>
    public void Drop(int count)
    {
        for (; count > 0 && _claimed < _descriptors.Count; count--)
            _descriptors[_claimed++].Dispose();
    }

    /// <summary>Closes every descriptor that is still here.</summary>
    public void Close()
    {
        Drop(UnclaimedDescriptors);
        (_start, _end) = (0, 0);
    }
}

internal readonly record struct WireHeader(uint Object, int Opcode, int Length);
