// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Generator;

internal sealed class RuleException(string message) : Exception(message);

/// <summary>Who has the code of a command; the words of commands.rules.</summary>
internal enum Kind
{
    /// <summary>Both sides generated.</summary>
    Plain,
    /// <summary>The client's function is written by hand; record and decoder are generated.</summary>
    Hand,
    /// <summary>The client answers by itself; there is no record.</summary>
    Local,
    /// <summary>Reported once by name, GL_INVALID_OPERATION.</summary>
    Unsupported,
}

/// <summary>How a pointer travels: the word before the colon, and what its size is after it.</summary>
internal sealed record PointerRule(string Way, string Size);

internal sealed record CommandRule(Kind? Kind, bool Hook, string? Check, IReadOnlyDictionary<string, PointerRule> Pointers);

/// <summary>commands.rules: what gl.xml cannot say.</summary>
internal sealed class Rules
{
    private readonly Dictionary<string, CommandRule> _commands = new(StringComparer.Ordinal);

    public List<string> Extensions { get; } = [];

    /// <summary>Extensions that the client is told of although gl.xml does not know them, or has commands of others in them.</summary>
    public List<string> Offered { get; } = [];

    /// <summary>Second names that gl.xml does not say are the same: name, and which command it is.</summary>
    public SortedDictionary<string, string> SecondNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Commands that are not the same as the one which gl.xml says they are other names of.</summary>
    public HashSet<string> Apart { get; } = new(StringComparer.Ordinal);

    /// <summary>Commands whose first argument names an object that may not be there yet, and of which kind it is.</summary>
    public Dictionary<string, string> Naming { get; } = new(StringComparer.Ordinal);

    /// <summary>Extensions that a driver may have and the client is not told of.</summary>
    public List<string> Hidden { get; } = [];

    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Named => _commands.Keys;

    public CommandRule? Of(string command) => _commands.GetValueOrDefault(command);

    public static Rules Embedded()
    {
        using var stream = typeof(Rules).Assembly.GetManifestResourceStream("commands.rules")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    public static Rules Parse(string text)
    {
        var rules = new Rules();
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var hash = raw.IndexOf('#', StringComparison.Ordinal);
            var words = (hash < 0 ? raw : raw[..hash]).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length > 0)
                rules.Line(words, number);
        }
        return rules;
    }

    private void Line(string[] words, int number)
    {
        switch (words[0])
        {
            case "extension":
                Extensions.AddRange(words[1..]);
                break;
            case "offer":
                Offered.AddRange(words[1..]);
                break;
            case "hide":
                Hidden.AddRange(words[1..]);
                break;
            case "alias":
                foreach (var name in words[1..])
                    SecondNames[name] = name[..^3];
                break;
            case "apart":
                Apart.UnionWith(words[1..]);
                break;
            case "names":
                foreach (var name in words[2..])
                    Naming[name] = words[1];
                break;
            case "count":
                foreach (var name in words[2..])
                    Counts[name] = int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture);
                break;
            case "check":
                foreach (var command in words[2..])
                    Check(command, words[1], number);
                break;
            case "plain" or "hand" or "local" or "unsupported" or "hook" when !words[1..].Any(w => w.Contains('=', StringComparison.Ordinal)):
                foreach (var command in words[1..])
                    Merge(command, words[0], [], number);
                break;
            default:
                if (!words[0].StartsWith("gl", StringComparison.Ordinal))
                    throw new RuleException($"commands.rules:{number}: {words[0]} is neither a command nor a word of these rules");
                Merge(words[0], null, words[1..], number);
                break;
        }
    }

    private void Check(string command, string call, int number)
    {
        if (!call.Contains('(', StringComparison.Ordinal))
            throw new RuleException($"commands.rules:{number}: {call} is no call of a check");
        _commands[command] = (Of(command) ?? new CommandRule(null, false, null, new Dictionary<string, PointerRule>())) with { Check = call };
    }

    private void Merge(string command, string? word, string[] pointers, int number)
    {
        var old = _commands.GetValueOrDefault(command) ?? new CommandRule(null, false, null, new Dictionary<string, PointerRule>());
        var table = new Dictionary<string, PointerRule>(old.Pointers, StringComparer.Ordinal);
        foreach (var pointer in pointers)
        {
            var (name, rest) = Cut(pointer, '=');
            var (way, size) = Cut(rest, ':');
            if (rest.Length == 0)
                throw new RuleException($"commands.rules:{number}: {pointer} needs name=way:size");
            table[name] = new PointerRule(way, size);
        }
        Kind? kind = word is null or "hook" ? old.Kind : Enum.Parse<Kind>(word, ignoreCase: true);
        _commands[command] = new CommandRule(kind, old.Hook || word == "hook", old.Check, table);
    }

    private static (string Before, string After) Cut(string text, char at)
    {
        var i = text.IndexOf(at, StringComparison.Ordinal);
        return i < 0 ? (text, "") : (text[..i], text[(i + 1)..]);
    }
}
