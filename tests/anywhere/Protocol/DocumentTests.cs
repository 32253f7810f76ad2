// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Reflection;
using Seamless.Protocol;
using Seamless.Tests.Anywhere.Rules;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

/// <summary>PROTOCOL.md is normative, so it must say what the code does.</summary>
public sealed class DocumentTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("protocol/PROTOCOL.md"));

    [Fact]
    public void Every_message_is_in_the_document_with_its_number()
    {
        var missing = MessageKinds.All.Where(kind => !Lines.Any(line => Names(line, kind))).Select(kind => $"{kind.Name} · 0x{(int)kind.Type:x4}");
        Assert.Empty(missing);
    }

    [Fact]
    public void Bulk_messages_are_marked_as_such()
    {
        var marked = MessageKinds.All.Where(kind => Lines.First(line => Names(line, kind)).Contains("**bulk**", StringComparison.Ordinal));
        Assert.Equal(MessageKinds.All.Where(kind => kind.CarriedBy == ChannelKind.Bulk), marked);
    }

    [Fact]
    public void Every_limit_is_in_the_document_with_its_value()
    {
        var missing = typeof(ProtocolLimits).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (field.Name, Value: Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)))
            .Select(limit => string.Create(CultureInfo.InvariantCulture, $"| {limit.Name} | {limit.Value:N0} |"))
            .Where(row => !Lines.Any(line => line.StartsWith(row, StringComparison.Ordinal)));
        Assert.Empty(missing);
    }

    [Fact]
    public void The_version_for_people_is_the_version() => Assert.Equal(ProtocolVersion.Text, $"{ProtocolVersion.Major}.{ProtocolVersion.Minor}");

    [Fact]
    public void The_document_names_the_version_that_the_code_speaks() =>
        Assert.Equal($"# The Seamless protocol, version {ProtocolVersion.Text}", Lines[0]);

    private static bool Names(string line, MessageKind kind) =>
        line.Contains($"**{kind.Name}**", StringComparison.Ordinal) && line.Contains($"0x{(int)kind.Type:x4}", StringComparison.Ordinal);
}
