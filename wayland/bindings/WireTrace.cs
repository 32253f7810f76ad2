// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Seamless.Wayland;

/// <summary>
/// One line on stderr per message, on either side of a connection, when SEAMLESS_WAYLAND_TRACE names the interface:
/// <c>all</c>, or a list such as <c>wl_surface,xdg_*</c>. Printed from the bytes and the signature, so a message that a handler
/// refuses is seen as well.
/// </summary>
internal static class WireTrace
{
    private static string[] patterns = (Environment.GetEnvironmentVariable("SEAMLESS_WAYLAND_TRACE") ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static readonly InputQueue NoDescriptors = new();

    private static TextWriter output = Console.Error;

    public static bool IsOn { get; private set; } = patterns.Length > 0;

    /// <summary>For tests: another filter and another place to print to.</summary>
    public static void Set(string filter, TextWriter to)
    {
        patterns = filter.Split(',', StringSplitOptions.RemoveEmptyEntries);
        output = to;
        IsOn = patterns.Length > 0;
    }

    public static bool Wants(string interfaceName) => patterns.Any(pattern =>
        pattern == "all" || pattern == interfaceName
        || (pattern.EndsWith('*') && interfaceName.StartsWith(pattern[..^1], StringComparison.Ordinal)));

    public static void Received(string peer, WireInterface type, WireMessage message, uint id, ReadOnlySpan<byte> body)
    {
        if (Wants(type.Name))
            output.WriteLine($"{peer} -> {type.Name}#{id}.{message.Name}({Arguments(message.Signature, body)})");
    }

    public static string Arguments(string signature, ReadOnlySpan<byte> body)
    {
        var text = new StringBuilder();
        var reader = new WireReader(body, NoDescriptors);
        foreach (var letter in signature.Where(letter => letter != '?'))
        {
            text.Append(text.Length > 0 ? ", " : "").Append(letter switch
            {
                'i' => reader.Int().ToString(CultureInfo.InvariantCulture),
                'f' => reader.Fixed().ToString(),
                's' => Quoted(reader.StringOrNull()),
                'o' => reader.Uint() is var id and not 0 ? $"#{id}" : "null",
                'n' => $"new #{reader.Uint()}",
                'N' => $"{Quoted(reader.StringOrNull())}, {reader.Uint()}, new #{reader.Uint()}",
                'a' => $"[{reader.Array().Length} bytes]",
                'h' => "fd",
                _ => reader.Uint().ToString(CultureInfo.InvariantCulture),
            });
        }

        return text.ToString();
    }

    private static string Quoted(string? text) => text is null ? "null" : $"\"{text}\"";

    /// <summary>Who sends a message; carried by the writer so that the line can name object and message.</summary>
    public readonly record struct Sender(string Peer, WireInterface Type, bool IsRequest)
    {
        public void Print(ReadOnlySpan<byte> message)
        {
            if (!Wants(Type.Name))
                return;
            var opcode = BinaryPrimitives.ReadUInt16LittleEndian(message[4..]);
            var described = (IsRequest ? Type.Requests : Type.Events)[opcode];
            output.WriteLine($"{Peer} <- {Type.Name}#{BinaryPrimitives.ReadUInt32LittleEndian(message)}.{described.Name}"
                + $"({Arguments(described.Signature, message[WireLimits.HeaderBytes..])})");
        }
    }
}
