// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Linux;

namespace Seamless.Bridge;

/// <summary>
/// An image that the guest has made, and the guest's pages behind it. Neighbouring pages are kept as one run. Addresses are looked up at
/// each use: memory that the guest has lost in between is read as nothing.
/// </summary>
internal sealed class GpuResource(uint id, int width, int height, GpuFormat format)
{
    public const int EntryBytes = 16;

    private ulong[] _addresses = [];
    private long[] _ends = [];

    public uint Id { get; } = id;

    public int Width { get; } = width;

    public int Height { get; } = height;

    public GpuFormat Format { get; } = format;

    /// <summary>The guest has not destroyed it.</summary>
    public bool IsAlive { get; set; } = true;

    public int Runs => _ends.Length;

    public bool HasBacking => Runs != 0;

    public long BackingBytes => HasBacking ? _ends[^1] : 0;

    /// <summary>Takes the list of pages, which has been copied out of the guest. False when one of them is empty or no memory.</summary>
    public bool TryAttach(ReadOnlySpan<byte> entries, GuestRam ram)
    {
        var addresses = new ulong[entries.Length / EntryBytes];
        var ends = new long[addresses.Length];
        var runs = 0;
        long end = 0;
        for (; !entries.IsEmpty; entries = entries[EntryBytes..])
        {
            var address = BinaryPrimitives.ReadUInt64LittleEndian(entries);
            var bytes = BinaryPrimitives.ReadUInt32LittleEndian(entries[8..]);
            if (bytes == 0 || !ram.Contains(address, bytes))
                return false;
            if (runs > 0 && address == addresses[runs - 1] + (ulong)(end - (runs > 1 ? ends[runs - 2] : 0)))
                runs--;
            else
                addresses[runs] = address;
            end += bytes;
            ends[runs++] = end;
        }
        _addresses = addresses[..runs];
        _ends = ends[..runs];
        return true;
    }

    public void Detach()
    {
        _addresses = [];
        _ends = [];
    }

    /// <summary>
    /// Copies rows of <paramref name="rowBytes"/> that lie <paramref name="strideBytes"/> apart in the backing. False when a part of them is
    /// not (or no longer) there; what was copied until then is left in the span.
    /// </summary>
    public bool TryReadRows(GuestRam ram, in PixelRows rows, Span<byte> into, int intoStrideBytes)
    {
        if (!IsAlive || rows.Offset < 0 || rows.StrideBytes < rows.RowBytes || intoStrideBytes < rows.RowBytes)
            return false;
        var run = RunAt(rows.Offset);
        if (rows.StrideBytes == rows.RowBytes && intoStrideBytes == rows.RowBytes)
        {
            into = into[..(rows.Rows * rows.RowBytes)];
            return into.Length < GpuLimits.StreamedBytes ? TryRead(ram, rows.Offset, into, ref run) : TryStream(ram, rows.Offset, into, run);
        }
        for (var row = 0; row < rows.Rows; row++)
        {
            if (!TryRead(ram, rows.Offset + ((long)row * rows.StrideBytes), into.Slice(row * intoStrideBytes, rows.RowBytes), ref run))
                return false;
        }
        return true;
    }

    /// <summary>The first run that ends after the offset.</summary>
    private int RunAt(long offset)
    {
        var index = Array.BinarySearch(_ends, offset);
        return index < 0 ? ~index : index + 1;
    }

    private bool TryRead(GuestRam ram, long offset, Span<byte> into, ref int run)
    {
        while (!into.IsEmpty)
        {
            var part = At(ram, offset, into.Length, ref run);
            if (part.IsEmpty)
                return false;
            part.CopyTo(into);
            into = into[part.Length..];
            offset += part.Length;
        }
        return true;
    }

    /// <summary>The same of more than stays in a cache until the desktop reads it.</summary>
    private bool TryStream(GuestRam ram, long offset, Span<byte> into, int run)
    {
        for (var runAhead = run; !into.IsEmpty;)
        {
            var part = At(ram, offset, Math.Min(into.Length, Environment.SystemPageSize), ref run);
            if (part.IsEmpty)
                return false;
            StreamingCopy.Copy(part, into[..part.Length], At(ram, offset + StreamingCopy.AheadBytes, part.Length, ref runAhead));
            into = into[part.Length..];
            offset += part.Length;
        }
        StreamingCopy.Complete();
        return true;
    }

    /// <summary>At most so many bytes of the backing from the offset on, as far as they lie together; none where there is nothing.</summary>
    private ReadOnlySpan<byte> At(GuestRam ram, long offset, int atMost, ref int run)
    {
        while (run < _ends.Length && _ends[run] <= offset)
            run++;
        if (run == _ends.Length)
            return [];
        var begin = run == 0 ? 0 : _ends[run - 1];
        return ram.At(_addresses[run] + (ulong)(offset - begin), Math.Min(atMost, _ends[run] - offset));
    }
}

/// <summary>Rows of pixels in a memory: where the first begins, how far apart they are, how long each is.</summary>
internal readonly record struct PixelRows(long Offset, int StrideBytes, int RowBytes, int Rows);
