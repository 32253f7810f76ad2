// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Seamless.Protocol;

/// <summary>
/// Reads one payload. The first thing that is not as it should be (too few bytes, a number out of range, text that is not
/// UTF-8) makes it fail for good: everything after returns zero, and <see cref="Finish"/> is false. It never throws.
/// Over memory, byte fields are slices of it; over a span they are copies.
/// </summary>
public ref struct MessageReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlyMemory<byte> _memory;
    private int _position;
    private bool _failed;

    public MessageReader(ReadOnlySpan<byte> payload)
    {
        _bytes = payload;
    }

    public MessageReader(ReadOnlyMemory<byte> payload)
    {
        _bytes = payload.Span;
        _memory = payload;
    }

    public readonly int Remaining => _bytes.Length - _position;

    public readonly bool Failed => _failed;

    /// <summary>True when nothing failed and every byte was read.</summary>
    public readonly bool Finish() => !_failed && _position == _bytes.Length;

    public void Fail() => _failed = true;

    /// <summary>Fails unless the condition holds: for rules between fields.</summary>
    public void Require(bool condition) => _failed |= !condition;

    public byte Byte() => Take(1, out var from) ? from[0] : (byte)0;

    /// <summary>A byte between two values, for enumerations.</summary>
    public byte Choice(int least, int most)
    {
        byte value = Byte();
        Require(value >= least && value <= most);
        return value;
    }

    public bool Bool() => Choice(0, 1) == 1;

    public ushort UInt16() => Take(2, out var from) ? BinaryPrimitives.ReadUInt16LittleEndian(from) : (ushort)0;

    public int Int32() => Take(4, out var from) ? BinaryPrimitives.ReadInt32LittleEndian(from) : 0;

    public int Int32(int least, int most)
    {
        int value = Int32();
        Require(value >= least && value <= most);
        return _failed ? 0 : value;
    }

    public uint UInt32() => Take(4, out var from) ? BinaryPrimitives.ReadUInt32LittleEndian(from) : 0;

    public uint UInt32(uint most)
    {
        uint value = UInt32();
        Require(value <= most);
        return _failed ? 0 : value;
    }

    /// <summary>A u32 of flags; bits that this version does not know fail.</summary>
    public uint Flags(uint known)
    {
        uint value = UInt32();
        Require((value & ~known) == 0);
        return value;
    }

    /// <summary>A u32 that names something: not zero.</summary>
    public uint Id()
    {
        uint value = UInt32();
        Require(value != 0);
        return value;
    }

    public ulong UInt64() => Take(8, out var from) ? BinaryPrimitives.ReadUInt64LittleEndian(from) : 0;

    /// <summary>A file's key: not zero.</summary>
    public ulong FileKey()
    {
        ulong key = UInt64();
        Require(key != 0);
        return key;
    }

    /// <summary>A size of a file, or a place in one.</summary>
    public long FileSize()
    {
        ulong size = UInt64();
        Require(size <= ProtocolLimits.FileBytes);
        return _failed ? 0 : (long)size;
    }

    public Fixed Fixed() => new(Int32());

    public int Coordinate() => Int32(-ProtocolLimits.Coordinate, ProtocolLimits.Coordinate);

    /// <summary>A side of a window or frame; zero is allowed only where it has a meaning.</summary>
    public int Side(int least = 0) => Int32(least, ProtocolLimits.WindowSide);

    /// <summary>A rectangle with both sides above zero.</summary>
    public Rect Rect() => new(Coordinate(), Coordinate(), Int32(1, ProtocolLimits.Coordinate), Int32(1, ProtocolLimits.Coordinate));

    public int IconSide()
    {
        int value = UInt16();
        Require(value is >= 1 and <= ProtocolLimits.IconSide);
        return value;
    }

    /// <summary>A scale in 120ths: from one eighth to sixteen.</summary>
    public uint Scale120()
    {
        uint value = UInt32();
        Require(value is >= 15 and <= 1920);
        return value;
    }

    /// <summary>Fails unless every rectangle lies inside 0,0 … width,height.</summary>
    public void RequireInside(in RectList list, int width, int height)
    {
        var area = new Rect(0, 0, width, height);
        foreach (var rect in list.AsSpan()) Require(area.Contains(rect));
    }

    public void Rects(out RectList list)
    {
        list = default;
        int count = Count(RectList.Capacity, 16);
        for (int i = 0; i < count; i++)
        {
            var rect = Rect();
            if (_failed) return;
            Require(list.TryAppend(rect));
        }
    }

    public ImmutableArray<Rect> Region()
    {
        int count = Count(ProtocolLimits.RegionRects, 16);
        if (count == 0) return [];
        var rects = ImmutableArray.CreateBuilder<Rect>(count);
        for (int i = 0; i < count; i++) rects.Add(Rect());
        return rects.MoveToImmutable();
    }

    /// <summary>u16 byte count, then UTF-8; a NUL inside fails, because some receivers hand texts to C.</summary>
    public string Text(int maximumBytes)
    {
        int count = UInt16();
        Require(count <= maximumBytes);
        if (!Take(count, out var from) || count == 0) return "";
        if (!System.Text.Unicode.Utf8.IsValid(from) || from.Contains((byte)0))
        {
            Fail();
            return "";
        }
        return StrictUtf8.GetString(from);
    }

    public ImmutableArray<string> Texts(int maximumCount, int maximumBytes)
    {
        int count = Count(maximumCount, 2);
        if (count == 0) return [];
        var texts = ImmutableArray.CreateBuilder<string>(count);
        for (int i = 0; i < count; i++) texts.Add(Text(maximumBytes));
        return texts.MoveToImmutable();
    }

    /// <summary>u32 byte count, then the bytes.</summary>
    public ReadOnlyMemory<byte> Bytes(int maximumBytes)
    {
        uint count = UInt32((uint)maximumBytes);
        int start = _position;
        if (!Take((int)count, out var from)) return default;
        return _memory.IsEmpty ? from.ToArray() : _memory.Slice(start, (int)count);
    }

    /// <summary>
    /// The u16 count of a list. Fails when the bytes that are left cannot hold it, so no peer can make us reserve for more than it sent.
    /// </summary>
    public int Count(int most, int leastBytesEach)
    {
        int count = UInt16();
        Require(count <= most && (long)count * leastBytesEach <= Remaining);
        return _failed ? 0 : count;
    }

    private bool Take(int bytes, out ReadOnlySpan<byte> span)
    {
        if (_failed || bytes > Remaining)
        {
            _failed = true;
            span = default;
            return false;
        }
        span = _bytes.Slice(_position, bytes);
        _position += bytes;
        return true;
    }
}
