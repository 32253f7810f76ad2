// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Tests.Fuzz;

/// <summary>
/// Changes good inputs a little. Each input depends on seed and iteration alone, so that a find is repeated by running its
/// iteration, without those before it.
/// </summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, int seed)
{
    public const int MaximumLength = 64 * 1024;

    private static readonly uint[] Interesting =
        [0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 64, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

    public Random RandomOf(long iteration) => new(HashCode(seed, iteration));

    public byte[] Make(long iteration)
    {
        var random = RandomOf(iteration);
        var input = new List<byte>(corpus[random.Next(corpus.Count)]);
        if (random.Next(8) == 0) input.AddRange(corpus[random.Next(corpus.Count)]);
        int changes = 1 << random.Next(5);
        for (int i = 0; i < changes; i++) Change(input, random);
        if (input.Count > MaximumLength) input.RemoveRange(MaximumLength, input.Count - MaximumLength);
        return [.. input];
    }

    private void Change(List<byte> input, Random random)
    {
        if (input.Count == 0)
        {
            input.Add((byte)random.Next(256));
            return;
        }
        int at = random.Next(input.Count);
        switch (random.Next(9))
        {
            case 0:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                input[at] = (byte)random.Next(256);
                break;
            case 2:
                input[at] += (byte)random.Next(-3, 4);
                break;
            case 3:
                Overwrite(input, at, Interesting[random.Next(Interesting.Length)], 1 << random.Next(3));
                break;
            case 4:
                input.RemoveRange(at, Math.Min(random.Next(1, 17), input.Count - at));
                break;
            case 5:
                input.InsertRange(at, Enumerable.Range(0, random.Next(1, 17)).Select(_ => (byte)random.Next(256)));
                break;
            case 6:
                input.InsertRange(at, input.GetRange(at, Math.Min(random.Next(1, 65), input.Count - at)));
                break;
            case 7:
                var other = corpus[random.Next(corpus.Count)];
                int from = random.Next(other.Length);
                input.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(1, 65), other.Length - from)).ToArray());
                break;
            default:
                input.RemoveRange(at, input.Count - at);
                break;
        }
    }

    private static void Overwrite(List<byte> input, int at, uint value, int bytes)
    {
        for (int i = 0; i < bytes && at + i < input.Count; i++) input[at + i] = (byte)(value >> (8 * i));
    }

    /// <summary>Not System.HashCode: that one differs from run to run.</summary>
    private static int HashCode(int seed, long iteration)
    {
        ulong x = ((ulong)(uint)seed << 40) ^ (ulong)iteration;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return (int)(x ^ (x >> 31));
    }
}
