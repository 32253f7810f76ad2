// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using Tomlyn;
using Tomlyn.Parsing;

namespace Seamless.Launcher.Vms;

/// <summary>One value of a definition's file: a text, a number or a list of texts, and where it stands.</summary>
internal sealed record DefinitionValue(string Key, int Line, string What)
{
    public string? Text { get; init; }
    public long? Number { get; init; }
    public ImmutableArray<string>? Texts { get; init; }
}

/// <summary>
/// The keys of one TOML file. Tomlyn's pull parser, because it needs no reflection and knows each token's line. Definitions are
/// flat: tables are refused.
/// </summary>
internal sealed class DefinitionDocument
{
    private readonly string _file;
    private readonly Dictionary<string, DefinitionValue> _values = new(StringComparer.Ordinal);

    private DefinitionDocument(string file) => _file = file;

    public IEnumerable<DefinitionValue> Values => _values.Values;

    public static DefinitionDocument Parse(string file, string text)
    {
        var document = new DefinitionDocument(file);
        try
        {
            var parser = TomlParser.Create(text);
            while (parser.MoveNext())
                document.Take(parser);
        }
        catch (TomlException failure)
        {
            // The first of several: the others are mostly its consequences.
            var reason = failure.Diagnostics.Count > 0 ? failure.Diagnostics[0].Message : failure.Message;
            throw Error(file, failure.Line ?? 1, $"not TOML: {reason.ReplaceLineEndings(" ")}");
        }
        return document;
    }

    public DefinitionValue? Find(string key) => _values.GetValueOrDefault(key);

    /// <summary>The one line that a person reads: where, which key, what is allowed.</summary>
    public LauncherException Error(DefinitionValue value, string allowed) => Error(_file, value.Line, $"{value.Key} {allowed}, not {value.What}");

    public static LauncherException Error(string file, int line, string problem) => new($"{file}:{line.ToString(CultureInfo.InvariantCulture)}: {problem}");

    private void Take(TomlParser parser)
    {
        if (parser.Current.Kind != TomlParseEventKind.PropertyName)
            return;
        var key = parser.GetPropertyName();
        var line = parser.Current.Line;
        if (_values.TryGetValue(key, out var first))
            throw Error(_file, line, $"{key} is here a second time; the first is in line {first.Line}");
        parser.MoveNext();
        _values[key] = Read(parser, key, line);
    }

    private DefinitionValue Read(TomlParser parser, string key, int line) => parser.Current.Kind switch
    {
        TomlParseEventKind.String => Text(key, line, parser.GetString()),
        TomlParseEventKind.Integer => new(key, line, parser.Current.GetInt64().ToString(CultureInfo.InvariantCulture)) { Number = parser.Current.GetInt64() },
        TomlParseEventKind.Boolean => new(key, line, parser.Current.GetBoolean() ? "true" : "false"),
        TomlParseEventKind.StartArray => List(parser, key, line),
        TomlParseEventKind.StartTable => throw Error(_file, line, $"{key} is a table; a definition has none, only key = value"),
        _ => new(key, line, "this"),
    };

    private DefinitionValue List(TomlParser parser, string key, int line)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        while (parser.MoveNext() && parser.Current.Kind != TomlParseEventKind.EndArray)
        {
            if (parser.Current.Kind == TomlParseEventKind.StartTable)
                throw Error(_file, line, $"{key} is a table; a definition has none, only key = value");
            if (parser.Current.Kind != TomlParseEventKind.String)
                throw Error(_file, parser.Current.Line, $"{key} is a list of texts, each in quotes");
            texts.Add(parser.GetString());
        }
        return new(key, line, "a list") { Texts = texts.ToImmutable() };
    }

    private static DefinitionValue Text(string key, int line, string text) => new(key, line, $"'{text}'") { Text = text };
}
