// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using K4os.Compression.LZ4;

namespace Seamless.Tests.Anywhere.Protocol;

/// <summary>
/// LZ4 blocks for the decoders of other languages, in protocol/rust/tests/lz4-blocks.txt: packed here, or packed and then changed so that
/// they unpack all the same. A line is a name, the bytes unpacked and their SHA-256, and the block.
/// </summary>
public static class PackedBlocks
{
    private const int MostChanged = 120;

    private static readonly LZ4Level[] Levels = [LZ4Level.L00_FAST, LZ4Level.L09_HC, LZ4Level.L12_MAX];

    public static string Text()
    {
        var text = new StringBuilder("# LZ4 blocks that K4os packed or unpacks: name, bytes unpacked, their SHA-256, the block. Made by PackedBlocksTests.\n");
        var random = new Numbers(1);
        var blocks = new List<byte[]>();
        foreach (var (name, plain) in Plains(random))
        {
            foreach (var level in Levels)
            {
                byte[] packed = new byte[LZ4Codec.MaximumOutputSize(plain.Length)];
                packed = packed[..LZ4Codec.Encode(plain, packed, level)];
                blocks.Add(packed);
                Append(text, $"{name}-{(int)level}", plain, packed);
            }
        }
        var room = new byte[4096];
        for (int i = 0, changed = 0; changed < MostChanged; i++)
        {
            byte[] block = [.. blocks[random.Below(blocks.Count)]];
            if (block.Length is 0 or > 600) continue;
            for (int change = 0; change <= random.Below(3); change++) block[random.Below(block.Length)] = (byte)random.Below(256);
            int unpacked = LZ4Codec.Decode(block, room);
            if (unpacked <= 0) continue;
            Append(text, $"changed-{i}", room.AsSpan(0, unpacked), block);
            changed++;
        }
        return text.ToString();
    }

    private static IEnumerable<(string Name, byte[] Plain)> Plains(Numbers random)
    {
        foreach (int size in (int[])[1, 4, 11, 12, 13, 14, 64, 270, 1000])
        {
            yield return ($"noise-{size}", Make(size, _ => random.Below(256)));
            yield return ($"black-{size}", new byte[size]);
            yield return ($"words-{size}", Make(size, i => "window frame key "[i % 17] + (random.Below(40) == 0 ? 1 : 0)));
        }
        yield return ("black-70000", new byte[70_000]);
        yield return ("gradient-16384", Make(16_384, i => i % 4 == 3 ? 255 : i / 256));
        yield return ("far-70000", Make(70_000, i => i is < 200 or > 65_600 and < 65_800 ? i % 200 * 31 : 7));
        yield return ("glyphs-9600", Make(9600, i => i / 4 % 24 is 3 or 4 && i / 480 % 5 != 0 ? 255 : 32));
    }

    private static byte[] Make(int size, Func<int, int> at) => [.. Enumerable.Range(0, size).Select(i => (byte)at(i))];

    private static void Append(StringBuilder text, string name, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> block) =>
        text.Append(CultureInfo.InvariantCulture, $"{name} {plain.Length} {Convert.ToHexStringLower(SHA256.HashData(plain))} {Convert.ToHexStringLower(block)}\n");

    /// <summary>The same numbers on every machine and with every runtime (xorshift64*).</summary>
    private sealed class Numbers(ulong state)
    {
        public int Below(int bound)
        {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            return (int)((state * 0x2545f4914f6cdd1d >> 33) % (ulong)bound);
        }
    }
}
