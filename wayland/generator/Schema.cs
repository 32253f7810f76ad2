// SPDX-License-Identifier: Apache-2.0
using System.Collections.Generic;

namespace Seamless.Wayland.Generator;

/// <summary>What one protocol XML file says, in the words of wayland.dtd.</summary>
internal sealed record Protocol(string Name, IReadOnlyList<Interface> Interfaces);

internal sealed record Interface(
    string Name, int Version, string Summary, IReadOnlyList<Message> Requests, IReadOnlyList<Message> Events, IReadOnlyList<Enumeration> Enumerations);

/// <summary>A request or an event. Its opcode is its place in the list.</summary>
internal sealed record Message(string Name, int Opcode, int Since, bool IsDestructor, string Summary, IReadOnlyList<Argument> Arguments);

internal sealed record Argument(string Name, ArgumentType Type, string? Interface, bool AllowsNull, string? Enumeration);

internal enum ArgumentType
{
    Int, Uint, Fixed, String, Object, NewId, Array, Descriptor,
}

internal sealed record Enumeration(string Name, bool IsBitfield, IReadOnlyList<EnumerationEntry> Entries);

internal sealed record EnumerationEntry(string Name, uint Value, string Summary);
