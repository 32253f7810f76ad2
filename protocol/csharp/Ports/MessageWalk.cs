// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Protocol;

/// <summary>
/// Where one is in a stream of messages, told from the bytes that pass: for who passes them on unread. Keeps nothing but the beginning of a
/// header.
/// </summary>
internal sealed class MessageWalk
{
    private readonly byte[] _header = new byte[MessageHeader.Size];
    private int _headed;
    private int _payload;

    /// <summary>A mark came where a header was due, or what no header begins with: these messages are over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Bytes until the message is whole in the middle of which the stream is; 0 between two messages.</summary>
    public int Missing => _headed > 0 ? MessageHeader.Size - _headed : _payload;

    /// <summary>How many of the bytes belong to these messages: all, unless they are over.</summary>
    public int Pass(ReadOnlySpan<byte> bytes)
    {
        int passed = 0;
        while (!IsOver && passed < bytes.Length)
        {
            int begun = passed;
            int count = Math.Min(bytes.Length - passed, Missing == 0 ? MessageHeader.Size : Missing);
            passed += count;
            if (_payload > 0)
            {
                _payload -= count;
                continue;
            }
            bytes.Slice(begun, count).CopyTo(_header.AsSpan(_headed));
            _headed += count;
            if (_headed < MessageHeader.Size) break;
            _headed = 0;
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(_header);
            if (length <= ProtocolLimits.BulkMessageBytes && !PortMark.Sign.StartsWith(_header)) _payload = (int)length;
            else (IsOver, passed) = (true, begun);
        }
        return passed;
    }
}
