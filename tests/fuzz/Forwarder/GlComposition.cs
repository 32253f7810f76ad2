// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Gpu.Server;
using Seamless.Gpu.Stream;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Fuzz.Forwarder;

/// <summary>
/// Chunks whose records begin and end where they should, so that what is in them is looked at: records of every kind and of the corpus, with
/// other arguments, other references to data (in the record itself, too), in another order, again and again.
/// </summary>
internal sealed class GlComposition(IReadOnlyList<byte[]> corpus)
{
    private const int MostRecords = 24, MostChanges = 8, MostTail = 72;
    private const int HeaderBytes = 4, ReferenceBytes = 16;

    private static readonly GlLayout[] Layouts =
        [.. Enumerable.Range(0, Opcodes.Count).Select(index => new GlLayout(Opcodes.First + index, Opcodes.Names[index], Opcodes.Fixed[index], Opcodes.Arguments[index]))];

    private readonly byte[][] _known = [.. corpus.SelectMany(Split)];

    public byte[] Make(Random random)
    {
        var records = new List<byte[]>();
        for (var count = random.Next(1, MostRecords); records.Count < count;)
            records.Add(random.Next(3) == 0 ? [.. _known[random.Next(_known.Length)]] : GlChance.Record(Layouts[random.Next(Opcodes.Count)], random));
        for (var changes = random.Next(MostChanges); changes > 0; changes--)
            Change(records, random);
        return [.. records.SelectMany(record => record).Take(StreamLimits.ChunkBytes)];
    }

    private static void Change(List<byte[]> records, Random random)
    {
        var at = random.Next(records.Count);
        var other = random.Next(records.Count);
        switch (random.Next(8))
        {
            case 0:
                for (var times = random.Next(1, 9); times > 0; times--)
                    records.Insert(other, [.. records[at]]);
                break;
            case 1:
                (records[at], records[other]) = (records[other], records[at]);
                break;
            case 2 when records.Count > 1:
                records.RemoveAt(at);
                break;
            case 3 or 4:
                records[at] = WithOtherData(records[at], random);
                break;
            default:
                Argument(records[at].AsSpan(HeaderBytes), random);
                break;
        }
    }

    /// <summary>One word of the arguments, or of what follows them.</summary>
    private static void Argument(Span<byte> arguments, Random random)
    {
        var word = arguments.Slice(random.Next(arguments.Length / sizeof(uint)) * sizeof(uint), sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(word, random.Next(4) switch
        {
            0 => BinaryPrimitives.ReadUInt32LittleEndian(word) + (uint)random.Next(-9, 10),
            1 => GlChance.Enum(random),
            2 => BinaryPrimitives.ReadUInt32LittleEndian(word) ^ (1u << random.Next(32)),
            _ => GlChance.Any(random),
        });
    }

    /// <summary>One of its references is to bytes that follow the arguments, or to something else than it was.</summary>
    private static byte[] WithOtherData(byte[] record, Random random)
    {
        var index = BinaryPrimitives.ReadUInt16LittleEndian(record) - Opcodes.First;
        var references = (uint)index < Opcodes.Count ? [.. Layouts[index].Fields.Where(field => field.Kind == 'd').Select(field => field.Offset)] : Array.Empty<int>();
        if (references.Length == 0)
            return record;
        var tail = new byte[random.Next(MostTail / 8) * 8];
        random.NextBytes(tail);
        if (tail.Length > 0 && random.Next(2) == 0)
            tail[^1] = 0;
        byte[] longer = [.. record, .. tail];
        BinaryPrimitives.WriteUInt16LittleEndian(longer.AsSpan(2), (ushort)(longer.Length / 8));
        var reference = longer.AsSpan(references[random.Next(references.Length)], ReferenceBytes);
        var isInline = random.Next(4) != 0;
        BinaryPrimitives.WriteUInt32LittleEndian(reference, isInline ? 1 : (uint)random.Next(5));
        BinaryPrimitives.WriteUInt32LittleEndian(reference[4..], random.Next(4) == 0 ? GlChance.Any(random) : (uint)tail.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(reference[8..], random.Next(4) == 0 ? GlChance.Any(random) : (ulong)record.Length);
        return longer;
    }

    private static IEnumerable<byte[]> Split(byte[] chunk)
    {
        for (var at = 0; at < chunk.Length;)
        {
            var bytes = BinaryPrimitives.ReadUInt16LittleEndian(chunk.AsSpan(at + 2)) * 8;
            yield return chunk[at..(at + bytes)];
            at += bytes;
        }
    }
}
