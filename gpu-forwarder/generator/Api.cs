// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Xml.Linq;

namespace Seamless.Gpu.Generator;

/// <summary>The commands of OpenGL 1.0 to 4.6 (both profiles), OpenGL ES 2 and 3, and of the extensions that the rules name.</summary>
internal sealed class Api
{
    public const int FirstOpcode = 256;

    public required IReadOnlyList<Command> Commands { get; init; }

    public IReadOnlyList<Command> Recorded { get; private set; } = [];

    public required SortedDictionary<string, int> Counts { get; init; }

    public required IReadOnlyDictionary<string, uint> Enums { get; init; }

    public required EnumNames EnumNames { get; init; }

    /// <summary>Extensions all of whose commands the client has.</summary>
    public required IReadOnlyList<string> Extensions { get; init; }

    public ulong Hash { get; private set; }

    public static Api Load(string xml, Rules rules)
    {
        var registry = XDocument.Load(xml).Root!;
        var all = registry.Elements("commands").Elements("command").ToDictionary(NameOf, StringComparer.Ordinal);
        foreach (var name in rules.Apart)
            all[name].Element("alias")?.Remove();
        var names = Names(registry, all, rules);
        foreach (var named in rules.Named.Concat(rules.Naming.Keys).Where(n => !names.Contains(n)))
            throw new RuleException($"commands.rules names {named}, which no version or extension of the rules brings");
        var commands = names.Select(n => Build(n, all[n], rules)).ToList();
        var byName = commands.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (var (name, element) in all.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            if (!byName.ContainsKey(name) && element.Element("alias")?.Attribute("name")?.Value is { } of && byName.TryGetValue(Root(of, all), out var command))
                command.Aliases.Add(name);
        }
        foreach (var (name, of) in rules.SecondNames)
            byName[of].Aliases.Add(name);
        var api = new Api { Commands = commands, Counts = rules.Counts, Enums = EnumsOf(registry), EnumNames = EnumNames.Load(registry), Extensions = ExtensionsOf(registry, commands, rules) };
        api.Number();
        return api;
    }

    private void Number()
    {
        Recorded = [.. Commands.Where(c => c.Kind is Kind.Plain or Kind.Hand)];
        var hash = 14695981039346656037UL;
        for (var i = 0; i < Recorded.Count; i++)
        {
            Recorded[i].Opcode = FirstOpcode + i;
            Recorded[i].LayOut();
            foreach (var c in Recorded[i].Signature())
                hash = unchecked((hash ^ c) * 1099511628211UL);
        }
        Hash = hash;
    }

    private static string NameOf(XElement command) => command.Element("proto")!.Element("name")!.Value;

    private static string Root(string name, Dictionary<string, XElement> all)
    {
        while (all.TryGetValue(name, out var element) && element.Element("alias")?.Attribute("name")?.Value is { } next)
            name = next;
        return name;
    }

    private static SortedSet<string> Names(XElement registry, Dictionary<string, XElement> all, Rules rules)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var features = registry.Elements("feature").Where(f => f.Attribute("api")!.Value is "gl" or "gles2");
        names.UnionWith(features.Elements("require").Elements("command").Select(c => c.Attribute("name")!.Value));
        foreach (var wanted in rules.Extensions)
        {
            var extension = registry.Elements("extensions").Elements("extension").FirstOrDefault(e => e.Attribute("name")!.Value == wanted)
                ?? throw new RuleException($"gl.xml has no extension {wanted}");
            foreach (var name in extension.Elements("require").Elements("command").Select(c => c.Attribute("name")!.Value))
                names.Add(Root(name, all));
        }
        // What is only another name of a command that is there anyway.
        names.RemoveWhere(n => Root(n, all) != n && names.Contains(Root(n, all)));
        names.ExceptWith(rules.SecondNames.Keys);
        return names;
    }

    private static Command Build(string name, XElement element, Rules rules)
    {
        var rule = rules.Of(name);
        var kind = rule?.Kind ?? Kind.Plain;
        var recorded = kind is Kind.Plain or Kind.Hand;
        return new Command
        {
            Name = name,
            Kind = kind,
            Hook = rule?.Hook ?? false,
            Names = rules.Naming.GetValueOrDefault(name),
            Check = rule?.Check,
            Returns = TypeOf(element.Element("proto")!),
            Parameters = [.. element.Elements("param").Select(p => ParameterOf(name, p, rule, recorded))],
        };
    }

    private static string TypeOf(XElement declared)
    {
        var text = declared.Value.Trim();
        return text[..^declared.Element("name")!.Value.Length].Trim();
    }

    private static Parameter ParameterOf(string command, XElement element, CommandRule? rule, bool recorded)
    {
        var name = element.Element("name")!.Value;
        var type = TypeOf(element);
        if (!type.Contains('*', StringComparison.Ordinal))
            return new Parameter(name, type, type == "GLsync" ? Shape.Sync : Shape.Scalar, null) { Group = element.Attribute("group")?.Value };
        var input = type.StartsWith("const", StringComparison.Ordinal);
        var pointer = rule?.Pointers.GetValueOrDefault(name) ?? Derived(type, input, element.Attribute("len")?.Value);
        if (pointer is null && recorded)
            throw new RuleException($"{command}: gl.xml does not say how much is behind {type} {name}; commands.rules must");
        return new Parameter(name, type, input ? Shape.Input : Shape.Output, pointer);
    }

    private static PointerRule? Derived(string type, bool input, string? length)
    {
        var known = length is not null && !length.Contains("COMPSIZE", StringComparison.Ordinal);
        if (type.Contains("**", StringComparison.Ordinal) || type.Contains("*const*", StringComparison.Ordinal))
            return type.Contains("GLchar", StringComparison.Ordinal) && known ? new PointerRule("strings", length!) : null;
        if (input && type.Contains("GLchar", StringComparison.Ordinal) && !known)
            return new PointerRule("string", "");
        if (known)
            return new PointerRule(input ? "in" : "out", length!);
        return input ? null : new PointerRule("probe", "");
    }

    private static List<string> ExtensionsOf(XElement registry, List<Command> commands, Rules rules)
    {
        var there = commands.Where(c => c.Kind != Kind.Unsupported).SelectMany(c => c.Aliases.Append(c.Name)).ToHashSet(StringComparer.Ordinal);
        return [.. registry.Elements("extensions").Elements("extension")
            .Where(e => e.Elements("require").Elements("command").All(c => there.Contains(c.Attribute("name")!.Value)))
            .Select(e => e.Attribute("name")!.Value).Union(rules.Offered).Except(rules.Hidden).Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, uint> EnumsOf(XElement registry)
    {
        var enums = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var element in registry.Elements("enums").Elements("enum"))
        {
            var value = element.Attribute("value")!.Value;
            var number = value.StartsWith("0x", StringComparison.Ordinal)
                ? (ulong.TryParse(value[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? hex : 0)
                : ulong.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var plain) ? plain : 0;
            enums[element.Attribute("name")!.Value] = unchecked((uint)number);
        }
        return enums;
    }
}
