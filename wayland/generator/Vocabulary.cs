// SPDX-License-Identifier: Apache-2.0
using System.Collections.Generic;
using System.Linq;

namespace Seamless.Wayland.Generator;

/// <summary>All _interfaces of one build, so that a message may name an interface or an enumeration of another file.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, Interface> _interfaces = new();

    public Vocabulary(IEnumerable<Protocol> protocols)
    {
        foreach (var @interface in protocols.SelectMany(protocol => protocol.Interfaces))
            _interfaces[@interface.Name] = @interface;
    }

    /// <summary>The class of an object argument, or null when the build has no XML for its interface (or the argument takes any object).</summary>
    public string? ClassOf(Argument argument) =>
        argument.Interface is { } name && _interfaces.ContainsKey(name) ? CSharpNames.Pascal(name) : null;

    /// <summary>The C# type of an int or uint argument: the enumeration it names, when there is one.</summary>
    public string NumberType(Interface owner, Argument argument)
    {
        var plain = argument.Type == ArgumentType.Int ? "int" : "uint";
        if (argument.Enumeration is not { } reference)
            return plain;
        var parts = reference.Split('.');
        var holder = parts.Length == 2 ? (_interfaces.TryGetValue(parts[0], out var other) ? other : null) : owner;
        var name = parts[parts.Length - 1];
        return holder?.Enumerations.Any(enumeration => enumeration.Name == name) == true
            ? CSharpNames.Pascal(holder.Name) + "." + CSharpNames.Enumeration(name)
            : plain;
    }
}
