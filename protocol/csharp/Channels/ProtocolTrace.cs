// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Seamless.Linux;

namespace Seamless.Protocol;

/// <summary>
/// One line a message on stderr, both ways. SEAMLESS_PROTOCOL_TRACE lists what to print: all, a group (frames, input …) or a
/// message (PointerMotion), separated by commas; a minus before one leaves it out: "all,-input". When it is not set there
/// is no trace object, and a message costs one null check.
/// </summary>
public sealed class ProtocolTrace
{
    public const string Variable = "SEAMLESS_PROTOCOL_TRACE";

    private readonly HashSet<MessageType> _types = [];
    private readonly TextWriter _output;

    public ProtocolTrace(string filter, TextWriter output)
    {
        _output = output;
        foreach (string word in filter.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Apply(word);
    }

    /// <summary>As the environment says; null when it says nothing.</summary>
    public static ProtocolTrace? Current { get; } = FromEnvironment();

    public bool Prints(MessageType type) => _types.Contains(type);

    internal void Sent(Channel channel, MessageType type, ReadOnlyMemory<byte> payload)
    {
        if (Prints(type)) Print("→", channel, type, payload);
    }

    internal void Received(Channel channel, MessageType type, ReadOnlyMemory<byte> payload)
    {
        // What has no number of ours is shown whatever the filter: it is what one looks for.
        if (Prints(type) || MessageKinds.Find(type) is null) Print("←", channel, type, payload);
    }

    private static ProtocolTrace? FromEnvironment()
    {
        string? filter = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(filter) ? null : new ProtocolTrace(filter, Console.Error);
    }

    private void Print(string arrow, Channel channel, MessageType type, ReadOnlyMemory<byte> payload)
    {
        string text = MessageKinds.Find(type)?.Describe(payload) ?? $"message 0x{(int)type:x4} of {payload.Length} bytes, not understood";
        double seconds = Clock.MonotonicNanoseconds / 1e9;
        string lane = channel.Kind == ChannelKind.Bulk ? " bulk" : "";
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{seconds:0.000000}] {arrow} {channel.PeerName}{lane} {text}"));
    }

    private void Apply(string word)
    {
        bool isRemoved = word.StartsWith('-');
        string name = word.TrimStart('-');
        foreach (var kind in MessageKinds.All)
        {
            bool isMeant = Is(name, "all") || Is(name, kind.Group.ToString()) || Is(name, kind.Name);
            if (!isMeant) continue;
            if (isRemoved) _types.Remove(kind.Type);
            else _types.Add(kind.Type);
        }
    }

    private static bool Is(string word, string name) => word.Equals(name, StringComparison.OrdinalIgnoreCase);
}
