// SPDX-License-Identifier: Apache-2.0
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Seamless.Wayland.Generator;

/// <summary>Turns the names of a specification into C# names: <c>zwp_relative_pointer_v1</c> is <c>ZwpRelativePointerV1</c>.</summary>
internal static class CSharpNames
{
    // What Resource and Proxy already have. An enumeration is nested in the classes of both sides, so it must avoid both.
    private static readonly HashSet<string> ResourceMembers = new()
    {
        "Client", "Id", "Version", "IsAlive", "Destroy", "PostError", "Interface", "InterfaceName", "InterfaceVersion",
    };

    private static readonly HashSet<string> ProxyMembers = new()
    {
        "Display", "Id", "Version", "IsAlive", "Interface", "InterfaceName", "InterfaceVersion", "Equals", "ToString", "GetType", "GetHashCode",
    };

    public static string Pascal(string name)
    {
        var pascal = new StringBuilder();
        foreach (var word in name.Split('_', '-', '.').Where(word => word.Length > 0))
            pascal.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
        if (pascal.Length == 0 || char.IsDigit(pascal[0]))
            pascal.Insert(0, '_');
        return pascal.ToString();
    }

    /// <summary>A parameter; <paramref name="suffix"/> keeps it apart from what the surrounding method calls its own things.</summary>
    public static string Parameter(string name)
    {
        var pascal = Pascal(name);
        var camel = char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
        return camel is "args" or "opcode" or "writer" ? camel + "Argument" : Escaped(camel);
    }

    public static string Enumeration(string name)
    {
        var pascal = Pascal(name);
        return ResourceMembers.Contains(pascal) || ProxyMembers.Contains(pascal) ? pascal + "Kind" : pascal;
    }

    /// <summary>The method of a request on the client's side.</summary>
    public static string ProxyRequest(Interface @interface, Message request)
    {
        var pascal = Pascal(request.Name);
        return ProxyMembers.Contains(pascal) || HasEnumeration(@interface, pascal) ? pascal + "Request" : pascal;
    }

    /// <summary>The callback field of an event on the client's side; <c>wl_output.mode</c> is both an event and an enumeration.</summary>
    public static string ProxyEvent(Interface @interface, Message @event)
    {
        var pascal = Pascal(@event.Name);
        var taken = ProxyMembers.Contains(pascal) || HasEnumeration(@interface, pascal)
            || @interface.Requests.Any(request => Pascal(request.Name) == pascal);
        return taken ? pascal + "Event" : pascal;
    }

    private static bool HasEnumeration(Interface @interface, string pascal) =>
        @interface.Enumerations.Any(enumeration => Enumeration(enumeration.Name) == pascal);

    private static string Escaped(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;
}
