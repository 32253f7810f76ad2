// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Stream;

public enum DataKind : uint
{
    Null = 0,
    Inline = 1,
    Slab = 2,
    Buffer = 3,
}

/// <summary>What stands in a record for a pointer to data.</summary>
public readonly record struct DataReference(DataKind Kind, uint Bytes, ulong Offset)
{
    public const int Size = 16;

    /// <summary>Makes sure that `need` bytes are where it says: within the record, or within the slab.</summary>
    /// <exception cref="StreamException">They are not.</exception>
    public void Check(long need, int fixedBytes, int recordBytes)
    {
        var (from, end) = Kind switch
        {
            DataKind.Inline => ((ulong)fixedBytes, (ulong)recordBytes),
            DataKind.Slab => (0UL, (ulong)StreamLimits.SlabBytes),
            _ => throw new StreamException($"data of kind {(uint)Kind} where data are needed"),
        };
        if (Offset < from || Offset > end || Bytes > end - Offset)
            throw new StreamException($"{Bytes} bytes of data at {Offset} end behind {end}");
        if (need > Bytes)
            throw new StreamException($"{need} bytes of data are needed, and {Bytes} were sent");
    }
}
