// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Seamless.Gpu.Stream;

namespace Seamless.Gpu.Server;

/// <summary>A record for people: its name and its arguments, by the generator's table; texts are shown, other data by their size.</summary>
internal static class RecordText
{
    /// <summary>Texts are told up to here.</summary>
    private const int TextBytes = 60;

    public static string Of(ReadOnlySpan<byte> record, ReadOnlySpan<byte> slab)
    {
        var opcode = BinaryPrimitives.ReadUInt16LittleEndian(record);
        var text = new StringBuilder(Executor.Name(opcode)).Append('(');
        if (opcode < Opcodes.First)
            Words(text, record);
        else if (opcode - Opcodes.First < Opcodes.Count && record.Length >= Opcodes.Fixed[opcode - Opcodes.First])
            Arguments(text, Opcodes.Arguments[opcode - Opcodes.First], record, slab);
        else
            text.Append('?');
        return text.Append(')').ToString();
    }

    private static void Words(StringBuilder text, ReadOnlySpan<byte> record)
    {
        for (var at = 4; at + 4 <= record.Length; at += 4)
            text.Append(at == 4 ? "" : ", ").Append(BinaryPrimitives.ReadUInt32LittleEndian(record[at..]));
    }

    private static void Arguments(StringBuilder text, string fields, ReadOnlySpan<byte> record, ReadOnlySpan<byte> slab)
    {
        var first = true;
        foreach (var field in fields.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = field.Split(':');
            text.Append(first ? "" : ", ").Append(parts[0]).Append('=').Append(Value((parts[1][0], parts[3]), record, int.Parse(parts[2], CultureInfo.InvariantCulture), slab));
            first = false;
        }
    }

    /// <summary>f, g: 32 and 64 bits of fraction; x: an enum or, where its group has a bar in front, bits; u, i: 32 bits, of a group perhaps; q: 64 bits; d: data; r: a result.</summary>
    private static string Value((char Kind, string Group) of, ReadOnlySpan<byte> record, int at, ReadOnlySpan<byte> slab) => of.Kind switch
    {
        'f' => BinaryPrimitives.ReadSingleLittleEndian(record[at..]).ToString(CultureInfo.InvariantCulture),
        'g' => BinaryPrimitives.ReadDoubleLittleEndian(record[at..]).ToString(CultureInfo.InvariantCulture),
        'x' when of.Group.StartsWith('|') => Bits(of.Group[1..], BinaryPrimitives.ReadUInt32LittleEndian(record[at..])),
        'x' => EnumNames.Of(of.Group, BinaryPrimitives.ReadUInt32LittleEndian(record[at..])) ?? $"0x{BinaryPrimitives.ReadUInt32LittleEndian(record[at..]):x4}",
        'i' when of.Group != "" && EnumNames.Of(of.Group, BinaryPrimitives.ReadUInt32LittleEndian(record[at..])) is { } name => name,
        'u' => BinaryPrimitives.ReadUInt32LittleEndian(record[at..]).ToString(CultureInfo.InvariantCulture),
        'i' => BinaryPrimitives.ReadInt32LittleEndian(record[at..]).ToString(CultureInfo.InvariantCulture),
        'q' => BinaryPrimitives.ReadInt64LittleEndian(record[at..]).ToString(CultureInfo.InvariantCulture),
        'd' => Data(record, at, slab),
        _ => Result(record, at),
    };

    private static string Bits(string group, uint value)
    {
        // All of them may have a name of their own.
        if (value == 0 || EnumNames.OfGroup(group, value) is not null)
            return EnumNames.OfGroup(group, value) ?? "0";
        var text = new StringBuilder();
        for (var rest = value; rest != 0; rest &= rest - 1)
        {
            var bit = rest & ~(rest - 1);
            text.Append(text.Length == 0 ? "" : "|").Append(EnumNames.OfGroup(group, bit) ?? $"0x{bit:x}");
        }
        return text.ToString();
    }

    private static string Data(ReadOnlySpan<byte> record, int at, ReadOnlySpan<byte> slab)
    {
        var kind = (DataKind)BinaryPrimitives.ReadUInt32LittleEndian(record[at..]);
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(record[(at + 4)..]);
        var offset = BinaryPrimitives.ReadUInt64LittleEndian(record[(at + 8)..]);
        return kind switch
        {
            DataKind.Null => "NULL",
            DataKind.Inline when offset < (ulong)record.Length => Shown(record[(int)offset..], bytes),
            DataKind.Slab when offset < (ulong)slab.Length => Shown(slab[(int)offset..], bytes),
            DataKind.Buffer => $"buffer+{offset}",
            _ => $"[{bytes} bytes at {offset}]",
        };
    }

    private static string Shown(ReadOnlySpan<byte> data, uint bytes)
    {
        data = data[..(int)Math.Min(bytes, (uint)data.Length)];
        var text = data.Length > 1 && data[^1] == 0 ? data[..^1] : default;
        foreach (var letter in text)
        {
            if (letter is not (>= 32 and < 127 or 0 or (byte)'\n' or (byte)'\t'))
                text = default;
        }
        if (text.IsEmpty)
            return $"[{bytes} bytes]";
        var shown = Encoding.ASCII.GetString(text[..Math.Min(text.Length, TextBytes)]).Replace('\n', ' ').Replace('\0', ' ').Replace('\t', ' ');
        return $"\"{shown}{(text.Length > TextBytes ? "…" : "")}\"";
    }

    private static string Result(ReadOnlySpan<byte> record, int at)
    {
        var reply = new ReplyReference(BinaryPrimitives.ReadUInt32LittleEndian(record[at..]), BinaryPrimitives.ReadUInt32LittleEndian(record[(at + 4)..]));
        return reply.IsNone ? "NULL" : reply.IsInBuffer ? $"buffer+{reply.Offset}" : $"[{reply.Capacity} bytes wanted]";
    }
}
