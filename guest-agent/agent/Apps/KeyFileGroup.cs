// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text;

namespace Seamless.Agent.Apps;

/// <summary>
/// One group of a <see cref="KeyFile"/>: for each key the value in the best language. The value types and their escapes
/// are those of the Desktop Entry Specification, "Possible value types".
/// </summary>
public sealed class KeyFileGroup(string name)
{
    private readonly Dictionary<string, (ReadOnlyMemory<byte> Bytes, int Rank)> _values = new(StringComparer.Ordinal);

    public string Name => name;

    internal void Set(string key, ReadOnlyMemory<byte> value, int rank)
    {
        if (!_values.TryGetValue(key, out var known) || rank <= known.Rank) _values[key] = (value, rank);
    }

    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>The value with its escapes resolved, or null when the key is absent.</summary>
    public string? Text(string key) => TryGet(key, out var bytes) ? Unescape(bytes, list: false) : null;

    /// <summary>
    /// The members of a list value; empty when the key is absent. A semicolon ends a member, <c>\;</c> is one, and the one after
    /// the last member may be missing. Empty members mean nothing in any list that a launcher reads and are left out.
    /// </summary>
    public ImmutableArray<string> List(string key)
    {
        if (!TryGet(key, out var bytes)) return [];
        var items = ImmutableArray.CreateBuilder<string>();
        while (!bytes.IsEmpty && items.Count < AppsLimits.ListItems)
        {
            var length = ItemLength(bytes);
            if (length > 0) items.Add(Unescape(bytes[..length], list: true));
            bytes = length < bytes.Length ? bytes[(length + 1)..] : default;
        }
        return items.ToImmutable();
    }

    /// <summary>"true" or "1" (the spelling of specifications before 1.0); anything else is false.</summary>
    public bool Flag(string key) => Text(key) is "true" or "1";

    /// <summary>A whole number without sign, or null.</summary>
    public int? Number(string key) =>
        int.TryParse(Text(key), System.Globalization.NumberStyles.None, provider: null, out var number) ? number : null;

    private bool TryGet(string key, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!_values.TryGetValue(key, out var value)) return false;
        bytes = value.Bytes.Span.TrimStart(" \t"u8);
        if (bytes.Length > AppsLimits.ValueBytes)
            throw new KeyFileException($"has a value of {key} longer than {AppsLimits.ValueBytes >> 10} KiB");
        return true;
    }

    /// <summary>The bytes up to a semicolon that no backslash precedes, or to the end.</summary>
    private static int ItemLength(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == ';') return at;
            if (bytes[at] == '\\') at++;
        }
        return bytes.Length;
    }

    /// <summary>
    /// \s \n \t \r \\ and, in lists, \;. An unknown escape is kept as it stands: Exec has escapes of its own on top of these, and
    /// many files write only one of the two levels.
    /// </summary>
    private static string Unescape(ReadOnlySpan<byte> bytes, bool list)
    {
        if (!bytes.Contains((byte)'\\')) return Encoding.UTF8.GetString(bytes);
        var buffer = bytes.Length <= 512 ? stackalloc byte[512] : new byte[bytes.Length];
        var length = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            var plain = bytes[at] == '\\' && at + 1 < bytes.Length ? Plain(bytes[at + 1], list) : (byte)0;
            if (plain != 0) at++;
            buffer[length++] = plain != 0 ? plain : bytes[at];
            // The byte after the backslash of an unknown escape begins no other one.
            if (plain == 0 && bytes[at] == '\\' && at + 1 < bytes.Length) buffer[length++] = bytes[++at];
        }
        return Encoding.UTF8.GetString(buffer[..length]);
    }

    private static byte Plain(byte escaped, bool list) => escaped switch
    {
        (byte)'s' => (byte)' ',
        (byte)'n' => (byte)'\n',
        (byte)'t' => (byte)'\t',
        (byte)'r' => (byte)'\r',
        (byte)'\\' => (byte)'\\',
        (byte)';' when list => (byte)';',
        _ => 0,
    };
}
