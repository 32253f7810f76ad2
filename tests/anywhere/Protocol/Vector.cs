// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Seamless.Protocol;
using Seamless.Tests.Anywhere.Rules;

namespace Seamless.Tests.Anywhere.Protocol;

/// <summary>One message with its bytes: protocol/vectors/NAME.hex, which every implementation's tests read.</summary>
public sealed record Vector(string Name, string Comment, object Message, MessageHeader Header, byte[] Payload)
{
    public static Vector Of<T>(string comment, in T message, int handles = 0, string variant = "", ulong sequence = 7)
        where T : struct, IMessage<T>
    {
        byte[] buffer = new byte[ProtocolLimits.BulkMessageBytes];
        var writer = new MessageWriter(buffer);
        message.Write(ref writer);
        var header = new MessageHeader(writer.Count, T.Type, handles, sequence);
        return new Vector(FileName(T.Type) + variant, comment, message, header, buffer[..writer.Count]);
    }

    public MessageKind Kind => MessageKinds.Find(Header.Type)!;

    public string Path => Repository.PathOf($"protocol/vectors/{Name}.hex");

    public byte[] Bytes
    {
        get
        {
            byte[] bytes = new byte[MessageHeader.Size + Payload.Length];
            Header.Write(bytes);
            Payload.CopyTo(bytes, MessageHeader.Size);
            return bytes;
        }
    }

    /// <summary>The file: what it is, every field by name, the header on a line of its own, the payload.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Kind.Name} (0x{(int)Kind.Type:x4}): {Comment}\n");
        foreach (string line in Fields(Message, "")) text.Append("#   ").Append(line).Append('\n');
        text.Append("# header\n").Append(Hex(Bytes.AsSpan(0, MessageHeader.Size)));
        if (Payload.Length > 0) text.Append("# payload\n");
        for (int i = 0; i < Payload.Length; i += 16) text.Append(Hex(Payload.AsSpan(i, Math.Min(16, Payload.Length - i))));
        return text.ToString();
    }

    public static byte[] Parse(string text)
    {
        var digits = text.Split('\n').Where(line => !line.StartsWith('#')).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return digits.Select(pair => Convert.ToByte(pair, 16)).ToArray();
    }

    /// <summary>Every field of a record, one a line, lists unrolled: what two equal records have in common, whatever their arrays are.</summary>
    public static IEnumerable<string> Fields(object? value, string prefix)
    {
        switch (value)
        {
            case null:
                return [$"{prefix} = none"];
            case string text:
                return [$"{prefix} = \"{text.ReplaceLineEndings("\\n")}\""];
            case ReadOnlyMemory<byte> bytes:
                return [$"{prefix} = {bytes.Length} bytes"];
            case RectList rects:
                return List(rects.AsSpan().ToArray(), prefix);
            case IEnumerable list:
                return List(list, prefix);
            case Enum or bool or Rect or Fixed:
            case IConvertible:
                return [$"{prefix} = {Convert.ToString(value, CultureInfo.InvariantCulture)}"];
            default:
                return value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(p => p.CanWrite)
                    .SelectMany(p => Fields(p.GetValue(value), prefix.Length == 0 ? p.Name : $"{prefix}.{p.Name}"));
        }
    }

    public override string ToString() => Name;

    private static List<string> List(IEnumerable list, string prefix)
    {
        var lines = list.Cast<object>().SelectMany((item, i) => Fields(item, $"{prefix}[{i}]")).ToList();
        return lines.Count == 0 ? [$"{prefix} = []"] : lines;
    }

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        var line = new StringBuilder();
        foreach (byte b in bytes) line.Append(line.Length == 0 ? "" : " ").Append(b.ToString("x2", CultureInfo.InvariantCulture));
        return line.Append('\n').ToString();
    }

    private static string FileName(MessageType type) =>
        string.Concat(type.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
