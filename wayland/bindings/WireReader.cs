// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using Seamless.Linux;

namespace Seamless.Wayland;

/// <summary>
/// Reads the arguments of one message. Every read checks its bounds; the first thing that is wrong is kept as the failure and the
/// rest reads as zero, so generated code reads straight on and asks once, at the end. Descriptors stay in the queue until then:
/// whoever refuses the message need not close anything.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> body, InputQueue queue)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private readonly InputQueue _queue = queue;
    private int _position;
    private int _descriptors;

    /// <summary>Why the message is refused, in words for the peer.</summary>
    public string? Failure { get; private set; }

    /// <summary>The wl_display error of the refusal.</summary>
    public WireError FailureCode { get; private set; }

    public int Int() => unchecked((int)Uint());

    public uint Uint()
    {
        if (_body.Length - _position < 4)
        {
            Fail("the message is too short");
            return 0;
        }

        var value = BinaryPrimitives.ReadUInt32LittleEndian(_body[_position..]);
        _position += 4;
        return value;
    }

    public Fixed Fixed() => new(Int());

    public string String()
    {
        var text = StringOrNull();
        if (text is null)
            Fail("a string is null");
        return text ?? "";
    }

    // uint32 length with the final NUL, the bytes, padding to 32 bits. Length 0 is the null string. What is not UTF-8 becomes U+FFFD,
    // and a NUL inside ends the string, as it does for every peer written in C.
    public string? StringOrNull()
    {
        var bytes = Array();
        if (bytes.IsEmpty)
            return null;
        if (bytes[^1] != 0)
        {
            Fail("a string does not end with NUL");
            return null;
        }

        return Encoding.UTF8.GetString(bytes[..bytes.IndexOf((byte)0)]);
    }

    // uint32 length, the bytes, padding to 32 bits.
    public ReadOnlySpan<byte> Array()
    {
        var length = Uint();
        var room = (uint)(_body.Length - _position);
        if (length > room || ((length + 3) & ~3u) > room)
        {
            Fail("an array or a string reaches beyond the message");
            return default;
        }

        var bytes = _body.Slice(_position, (int)length);
        _position += (int)((length + 3) & ~3u);
        return bytes;
    }

    public FileDescriptor Descriptor()
    {
        if (_queue.Peek(_descriptors) is { } descriptor)
        {
            _descriptors++;
            return descriptor;
        }

        Fail("a file descriptor is missing");
        return null!;
    }

    public void Fail(string failure, WireError code = WireError.InvalidMethod)
    {
        if (Failure is not null)
            return;
        Failure = failure;
        FailureCode = code;
    }

    /// <summary>True when everything was there and nothing is left over; the descriptors then belong to the caller.</summary>
    public bool TryFinish()
    {
        if (Failure is null && _position != _body.Length)
            Fail("the message is too long");
        if (Failure is not null)
            return false;
        _queue.Claim(_descriptors);
        return true;
    }
}

/// <summary>wl_display.error, for whom the side of the connection does not matter.</summary>
internal enum WireError : uint
{
    InvalidObject = 0,
    InvalidMethod = 1,
    NoMemory = 2,
    Implementation = 3,
}
