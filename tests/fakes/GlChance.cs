// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Tests.Fakes;

/// <summary>One kind of record, as the generator's tables tell of it: `name:kind:offset:group` of each argument.</summary>
public sealed record GlLayout(int Opcode, string Name, int Fixed, string Arguments)
{
    public (char Kind, int Offset)[] Fields { get; } = [.. Arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split(':'))
        .Select(parts => (parts[1][0], int.Parse(parts[2], CultureInfo.InvariantCulture)))];
}

/// <summary>Records of the OpenGL stream with arguments that might be; which depends on the random numbers alone.</summary>
public static class GlChance
{
    /// <summary>Data come from this much at the slab's beginning, all of which end with it; results go behind twice as much.</summary>
    public const int Room = 1 << 20;

    private static readonly uint[] Interesting = [0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 16, 31, 32, 63, 64, 255, 256, 4096, 65535, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    /// <summary>Of GL's own numbers, those by which most commands do something.</summary>
    private static readonly uint[] Enums =
    [
        0x0DE0, 0x0DE1, 0x806F, 0x8513, 0x8515, 0x84F5, 0x8C1A, 0x8892, 0x8893, 0x88EB, 0x88EC, 0x8A11, 0x8C8E, 0x8F3F, 0x90D2, 0x1401, 0x1403, 0x1405, 0x1406, 0x1908, 0x1907,
        0x1903, 0x1902, 0x8058, 0x8814, 0x81A6, 0x8D40, 0x8CE0, 0x8D00, 0x8D41, 0x8B30, 0x8B31, 0x88E4, 0x1300, 0x1301, 0x0BE2, 0x0B71, 0x0C11, 0x8074, 0x8075, 0x8076, 0x8078, 0x2600, 0x2801,
        0x1701, 0x1700, 0x84C0, 0x84C1, 0x8914, 0x82E2, 0x0405, 0x0404, 0x1B01, 0x0D90, 0x0D97, 0x0DB7,
    ];

    /// <summary>What the records' data are: anything, and the last text ends.</summary>
    public static void Fill(Span<byte> slab, Random random)
    {
        random.NextBytes(slab[..(2 * Room)]);
        slab[(2 * Room) - 1] = 0;
    }

    public static byte[] Record(GlLayout layout, Random random)
    {
        // What only an offset into a buffer can be.
        var inBuffer = layout.Name.EndsWith("Pointer", StringComparison.Ordinal) || layout.Name.Contains("Indirect", StringComparison.Ordinal)
            || layout.Name.Contains("Elements", StringComparison.Ordinal);
        var bytes = new byte[layout.Fixed - 4];
        foreach (var (kind, offset) in layout.Fields)
            Fill(bytes.AsSpan(offset - 4), inBuffer && kind == 'd' ? 'o' : kind, random);
        var records = new GlRecords().Record(layout.Opcode);
        for (var at = 0; at < bytes.Length; at += 4)
            records.Word(BitConverter.ToUInt32(bytes, at));
        return records.Bytes;
    }

    /// <summary>A number at a border of something.</summary>
    public static uint Any(Random random) => Interesting[random.Next(Interesting.Length)];

    /// <summary>A number of GL's own.</summary>
    public static uint Enum(Random random) => Enums[random.Next(Enums.Length)];

    private static void Fill(Span<byte> at, char kind, Random random)
    {
        var small = (uint)random.Next(4);
        switch (kind)
        {
            case 'x': Put(at, random.Next(8) == 0 ? Any(random) : Enum(random)); break;
            case 'f': Put(at, BitConverter.SingleToUInt32Bits(random.NextSingle() * 2)); break;
            case 'g': BitConverter.TryWriteBytes(at, random.NextDouble()); break;
            case 'q': BitConverter.TryWriteBytes(at, random.Next(3) == 0 ? Any(random) : (ulong)small); break;
            case 'd': Data(at, random.Next(256) switch { 0 => 0u, 1 => 3u, _ => 2u }, random); break;
            case 'o': Data(at, 3, random); break;
            case 'r':
                Put(at, 0x80000000 + (uint)(2 * Room) + ((uint)random.Next(16) * 4096));
                Put(at[4..], random.Next(64) == 0 ? 8u : Room);
                break;
            default: Put(at, random.Next(3) == 0 ? Any(random) : small); break;
        }
    }

    /// <summary>Mostly more than enough in the slab; sometimes an offset into a buffer, or nothing.</summary>
    private static void Data(Span<byte> at, uint kind, Random random)
    {
        Put(at, kind);
        // All end where the last text does.
        var offset = (uint)random.Next(Room);
        Put(at[4..], kind == 2 ? (2 * Room) - offset : 0u);
        BitConverter.TryWriteBytes(at[8..], kind == 0 ? 0UL : kind == 2 ? offset : random.Next(4) == 0 ? Any(random) : (ulong)random.Next(256));
    }

    private static void Put(Span<byte> at, uint value) => BitConverter.TryWriteBytes(at, value);
}
