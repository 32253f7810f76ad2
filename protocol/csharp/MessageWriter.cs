// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Seamless.Protocol;

/// <summary>
/// Writes one payload into a span. When the span is too small nothing more is written and <see cref="Overflowed"/> is set:
/// the caller offers a larger one and starts again. A value over its limit is a bug of ours and throws.
/// </summary>
public ref struct MessageWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public int Count { get; private set; }

    public bool Overflowed { get; private set; }

    public void Byte(int value)
    {
        if (Take(1, out var to)) to[0] = checked((byte)value);
    }

    public void Bool(bool value) => Byte(value ? 1 : 0);

    public void UInt16(int value)
    {
        ushort number = checked((ushort)value);
        if (Take(2, out var to)) BinaryPrimitives.WriteUInt16LittleEndian(to, number);
    }

    public void Int32(int value)
    {
        if (Take(4, out var to)) BinaryPrimitives.WriteInt32LittleEndian(to, value);
    }

    public void UInt32(uint value)
    {
        if (Take(4, out var to)) BinaryPrimitives.WriteUInt32LittleEndian(to, value);
    }

    public void UInt64(ulong value)
    {
        if (Take(8, out var to)) BinaryPrimitives.WriteUInt64LittleEndian(to, value);
    }

    public void Fixed(Fixed value) => Int32(value.Raw);

    public void Rect(Rect value)
    {
        if (!Take(16, out var to)) return;
        BinaryPrimitives.WriteInt32LittleEndian(to, value.X);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], value.Y);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], value.Width);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], value.Height);
    }

    public void Rects(in RectList list)
    {
        UInt16(list.Count);
        foreach (var rect in list.AsSpan()) Rect(rect);
    }

    public void Region(ImmutableArray<Rect> region)
    {
        foreach (var rect in List(region, ProtocolLimits.RegionRects)) Rect(rect);
    }

    /// <summary>u16 byte count, then UTF-8.</summary>
    public void Text(string? text, int maximumBytes)
    {
        text ??= "";
        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > maximumBytes)
            throw new ArgumentException($"text of {bytes} bytes where {maximumBytes} are allowed; shorten it with Utf8.Shorten", nameof(text));
        UInt16(bytes);
        if (Take(bytes, out var to)) Encoding.UTF8.GetBytes(text, to);
    }

    public void Texts(ImmutableArray<string> texts, int maximumCount, int maximumBytes)
    {
        foreach (string text in List(texts, maximumCount)) Text(text, maximumBytes);
    }

    /// <summary>u32 byte count, then the bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes, int maximumBytes)
    {
        if (bytes.Length > maximumBytes) throw new ArgumentException($"{bytes.Length} bytes where {maximumBytes} are allowed", nameof(bytes));
        UInt32((uint)bytes.Length);
        if (Take(bytes.Length, out var to)) bytes.CopyTo(to);
    }

    /// <summary>Writes the u16 count of a list and returns what to write after it.</summary>
    public ReadOnlySpan<T> List<T>(ImmutableArray<T> list, int maximumCount)
    {
        var items = list.IsDefault ? default : list.AsSpan();
        if (items.Length > maximumCount) throw new ArgumentException($"list of {items.Length} where {maximumCount} are allowed", nameof(list));
        UInt16(items.Length);
        return items;
    }

    private bool Take(int bytes, out Span<byte> span)
    {
        if (Overflowed || bytes > _buffer.Length - Count)
        {
            Overflowed = true;
            span = default;
            return false;
        }
        span = _buffer.Slice(Count, bytes);
        Count += bytes;
        return true;
    }
}
