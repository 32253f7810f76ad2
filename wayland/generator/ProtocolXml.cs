// SPDX-License-Identifier: Apache-2.0
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;

namespace Seamless.Wayland.Generator;

/// <summary>Reads a protocol XML file (wayland.dtd) into the schema. Anything the DTD does not allow is a <see cref="FormatException"/>.</summary>
internal static class ProtocolXml
{
    public static Protocol Read(string text)
    {
        var root = XDocument.Parse(text).Root!;
        if (root.Name.LocalName != "protocol")
            throw new FormatException($"the root element is <{root.Name.LocalName}>, not <protocol>");
        return new Protocol(Required(root, "name"), root.Elements("interface").Select(ReadInterface).ToList());
    }

    private static Interface ReadInterface(XElement element) => new(
        Required(element, "name"),
        Number(Required(element, "version")),
        Summary(element),
        element.Elements("request").Select(ReadMessage).ToList(),
        element.Elements("event").Select(ReadMessage).ToList(),
        element.Elements("enum").Select(ReadEnumeration).ToList());

    private static Message ReadMessage(XElement element, int opcode) => new(
        Required(element, "name"),
        opcode,
        element.Attribute("since") is { } since ? Number(since.Value) : 1,
        (string?)element.Attribute("type") == "destructor",
        Summary(element),
        element.Elements("arg").Select(ReadArgument).ToList());

    private static Argument ReadArgument(XElement element) => new(
        Required(element, "name"),
        Required(element, "type") switch
        {
            "int" => ArgumentType.Int,
            "uint" => ArgumentType.Uint,
            "fixed" => ArgumentType.Fixed,
            "string" => ArgumentType.String,
            "object" => ArgumentType.Object,
            "new_id" => ArgumentType.NewId,
            "array" => ArgumentType.Array,
            "fd" => ArgumentType.Descriptor,
            var other => throw new FormatException($"argument type '{other}' is not one of wayland.dtd"),
        },
        (string?)element.Attribute("interface"),
        (string?)element.Attribute("allow-null") == "true",
        (string?)element.Attribute("enum"));

    private static Enumeration ReadEnumeration(XElement element) => new(
        Required(element, "name"),
        (string?)element.Attribute("bitfield") == "true",
        element.Elements("entry").Select(entry => new EnumerationEntry(
            Required(entry, "name"), EntryValue(Required(entry, "value")), (string?)entry.Attribute("summary") ?? "")).ToList());

    private static string Summary(XElement element) => (string?)element.Element("description")?.Attribute("summary") ?? "";

    private static string Required(XElement element, string attribute) =>
        (string?)element.Attribute(attribute)
        ?? throw new FormatException($"<{element.Name.LocalName}> has no attribute '{attribute}'");

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"'{text}' is not a number");

    // Entries are decimal or 0x hexadecimal; a negative entry stands for its two's complement.
    private static uint EntryValue(string text)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return uint.Parse(text.Substring(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? unchecked((uint)number)
            : throw new FormatException($"entry value '{text}' is not a number");
    }
}
