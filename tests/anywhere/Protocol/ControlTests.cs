// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Text;
using System.Text.Json;
using Seamless.Protocol.Control;
using Seamless.Tests.Anywhere.Rules;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

public sealed class ControlTests
{
    [Fact]
    public void A_line_that_arrives_byte_by_byte_is_put_together()
    {
        var lines = Feed(64, "{\"a\":1}\n\n{}\n"u8, 1);
        Assert.Equal(["{\"a\":1}", "", "{}"], lines);
    }

    [Fact]
    public void Many_lines_in_one_piece_come_one_by_one()
    {
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i}\n"));
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"{i}"), Feed(100, Encoding.UTF8.GetBytes(text), 4096));
    }

    [Fact]
    public void A_line_that_never_ends_is_refused_at_its_limit()
    {
        var buffer = new LineBuffer(10_000);
        int taken = 0;
        while (true)
        {
            var room = buffer.Room[..Math.Min(buffer.Room.Length, 1000)];
            room.Span.Fill((byte)'x');
            taken += room.Length;
            if (!buffer.Received(room.Length)) break;
            Assert.False(buffer.TryTake(out _));
        }
        Assert.InRange(taken, 10_001, 11_000);
    }

    [Fact]
    public void What_is_left_out_of_a_request_keeps_its_default()
    {
        var request = ControlLine.ReadRequest("{\"id\":3,\"verb\":\"run\",\"arguments\":{\"app\":\"foot\",\"unknown\":true}}"u8);
        var arguments = LauncherVerbs.Run.ReadArguments(request);
        Assert.Equal("local", arguments.Guest);
        Assert.Equal("foot", arguments.App);
        Assert.Empty(arguments.Command);
        Assert.Equal(new Nothing(), DesktopVerbs.Windows.ReadArguments(new ControlRequest(1, "windows")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"id\":1}")]
    [InlineData("{\"id\":1,\"verb\":null}")]
    [InlineData("{\"id\":\"1\",\"verb\":\"x\"}")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("{\"id\":1,\"verb\":\"text\",\"arguments\":{\"text\":\"\\ud83e!\"}}")]
    [InlineData("{\"id\":1,\"verb\":\"text\",\"arguments\":{\"\\uDD8A\":1}}")]
    public void What_is_no_request_is_refused(string line) =>
        Assert.ThrowsAny<JsonException>(() => ControlLine.ReadRequest(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void A_line_that_is_not_utf8_is_refused() =>
        Assert.Throws<JsonException>(() => ControlLine.ReadRequest([.. "{\"id\":1,\"verb\":\"text\",\"arguments\":{\"text\":\""u8, 0xff, .. "\"}}"u8]));

    [Fact]
    public void A_reply_comes_back_as_it_was_written()
    {
        var window = new WindowInfo { Id = 7, Guest = "local", Title = "two\nlines – ü", States = ["maximized"] };
        byte[] line = ControlLine.Write(DesktopVerbs.AwaitWindow.Reply(5, window));
        Assert.Equal(1, line.Count(b => b == '\n'));
        var read = DesktopVerbs.AwaitWindow.ReadResult(ControlLine.ReadReply(line.AsSpan(0, line.Length - 1)));
        Assert.Equal((window.Title, window.States[0], 7L), (read.Title, read.States[0], read.Id));
    }

    [Fact]
    public void Every_verb_and_every_field_is_in_the_document()
    {
        string[] document = File.ReadAllLines(Repository.PathOf("protocol/CONTROL.md"));
        string records = string.Join('\n', document.SkipWhile(line => line != "## Records"));
        var missing = new List<string>();
        foreach (var verb in typeof(DesktopVerbs).GetFields().Concat(typeof(LauncherVerbs).GetFields()))
        {
            string name = (string)verb.FieldType.GetProperty("Name")!.GetValue(verb.GetValue(null))!;
            string row = document.FirstOrDefault(line => line.StartsWith($"| {name} ", StringComparison.Ordinal)) ?? "";
            if (row.Length == 0) missing.Add(name);
            foreach (string field in verb.FieldType.GetGenericArguments().SelectMany(FieldsOf))
            {
                if (!HasWord(row, field) && !HasWord(records, field)) missing.Add($"{name}: {field}");
            }
        }
        Assert.Empty(missing);
    }

    private static IEnumerable<string> FieldsOf(Type record) =>
        record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    private static bool HasWord(string text, string word) =>
        text.Split(" ,;:.?!()[]{}|\n".ToCharArray(), StringSplitOptions.RemoveEmptyEntries).Contains(word);

    private static List<string> Feed(int maximum, ReadOnlySpan<byte> bytes, int piece)
    {
        var buffer = new LineBuffer(maximum);
        var lines = new List<string>();
        while (!bytes.IsEmpty)
        {
            var room = buffer.Room.Span;
            int count = Math.Min(Math.Min(piece, room.Length), bytes.Length);
            bytes[..count].CopyTo(room);
            bytes = bytes[count..];
            Assert.True(buffer.Received(count));
            while (buffer.TryTake(out var line)) lines.Add(Encoding.UTF8.GetString(line));
        }
        return lines;
    }
}
