// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Agent.Apps;
using Xunit;

namespace Seamless.Tests.Anywhere.Apps;

public sealed class KeyFileTests
{
    [Theory]
    [InlineData("K=plain", "plain")]
    [InlineData("K = around the sign ", "around the sign")]
    [InlineData("K=", "")]
    [InlineData("K==a=b", "=a=b")]
    [InlineData("K=a # not a comment", "a # not a comment")]
    [InlineData("K=tab\\there", "tab\there")]
    [InlineData("K=\\sspace\\nline\\rreturn\\\\slash", " space\nline\rreturn\\slash")]
    [InlineData("K=\\sleading and trailing\\s", " leading and trailing ")]
    [InlineData("K=unknown \\$ and \\", "unknown \\$ and \\")]
    [InlineData("K=windows line\r", "windows line")]
    [InlineData("K=\\\\s \\\\\\s \\x\\s", "\\s \\  \\x ")]
    [InlineData("K=日本語", "日本語")]
    [InlineData("K=first\nK=last", "last")]
    [InlineData("k=case\nX-K=other", null)]
    [InlineData("#K=comment", null)]
    [InlineData("K", null)]
    [InlineData("=value", null)]
    [InlineData("K K=bad key", null)]
    [InlineData("Ключ=key that is not ASCII", null)]
    [InlineData("K[de]=only a translation", null)]
    public void A_value_is_read_with_its_escapes(string lines, string? value) => Assert.Equal(value, Parse($"[G]\n{lines}\n")["G"]!.Text("K"));

    [Theory]
    [InlineData("a;b;c;", "a|b|c")]
    [InlineData("a;b;c", "a|b|c")]
    [InlineData("a\\;b;c", "a;b|c")]
    [InlineData("a\\\\;b", "a\\|b")]
    [InlineData("one", "one")]
    [InlineData(";;a;;b;;", "a|b")]
    [InlineData(" a ; b ", "a | b")]
    [InlineData("", "")]
    [InlineData(";", "")]
    [InlineData("x\\sy;\\n", "x y|\n")]
    public void A_list_is_split_at_semicolons(string value, string items) =>
        Assert.Equal(items, string.Join('|', Parse($"[G]\nK={value}\n")["G"]!.List("K")));

    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("True", false)]
    [InlineData("yes", false)]
    [InlineData("", false)]
    public void Only_true_is_true(string value, bool expected) => Assert.Equal(expected, Parse($"[G]\nK={value}\n")["G"]!.Flag("K"));

    [Theory]
    [InlineData("K=c\nK[de]=German\nK[de_AT]=Austrian", "Austrian")]
    [InlineData("K[de_AT]=Austrian\nK[de]=German\nK=c", "Austrian")]
    [InlineData("K=c\nK[de]=German", "German")]
    [InlineData("K=c\nK[de_CH]=Swiss", "c")]
    [InlineData("K=c\nK[de_AT.ISO-8859-1]=old", "old")]
    [InlineData("K=c\nK[de_AT@euro]=money", "c")]
    [InlineData("K=c\nK[=broken\nK]=broken\nK[de=broken", "c")]
    public void The_best_translation_counts_in_whatever_order(string lines, string value) =>
        Assert.Equal(value, Parse($"[G]\n{lines}\n", "LANG=de_AT.UTF-8")["G"]!.Text("K"));

    [Fact]
    public void A_translation_that_is_not_UTF8_leaves_the_other_values_alone()
    {
        byte[] file = [.. "[G]\nK=c\nK[de]=Gr"u8, 0xfc, .. "n\nL=next\n"u8];
        var group = KeyFile.Parse(file, MessageLocale.From(Variables.Of("LANG=de")))["G"]!;
        Assert.Equal("c next", $"{group.Text("K")} {group.Text("L")}");
    }

    [Fact]
    public void Groups_keep_their_order_and_repeated_ones_are_one_group()
    {
        var file = Parse("K=before any group\n[A]\nK=1\n[B]\nK=2\n[A]\nL=3\n");
        Assert.Equal("A:1,3 B:2,", string.Join(' ', file.Groups.Select(g => $"{g.Name}:{g.Text("K")},{g.Text("L")}")));
    }

    [Theory]
    [InlineData("[A\nK=1")]
    [InlineData("[]\nK=1")]
    [InlineData("[A]B]\nK=1")]
    [InlineData("[A[B]\nK=1")]
    [InlineData("[Ä]\nK=1")]
    public void A_header_that_is_none_opens_no_group_and_closes_the_one_before(string lines) =>
        Assert.Equal("X:0", string.Join(' ', Parse($"[X]\nK=0\n{lines}\n").Groups.Select(g => $"{g.Name}:{g.Text("K")}")));

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_line() => Assert.Equal("1", Parse("\uFEFF[G]\nK=1\n")["G"]!.Text("K"));

    [Theory]
    [InlineData(AppsLimits.KeyFileLines, null)]
    [InlineData(AppsLimits.KeyFileLines + 1, "has more than 4096 lines")]
    public void Lines_have_a_limit(int lines, string? reason) =>
        Assert.Equal(reason, ReasonOf(() => Parse(string.Concat(Enumerable.Repeat("#\n", lines)))));

    [Theory]
    [InlineData(AppsLimits.KeyFileBytes, null)]
    [InlineData(AppsLimits.KeyFileBytes + 1, "is larger than 1 MiB")]
    public void The_file_has_a_limit(int bytes, string? reason) =>
        Assert.Equal(reason, ReasonOf(() => KeyFile.Parse(new byte[bytes], MessageLocale.None)));

    [Fact]
    public void Groups_have_a_limit() => Assert.Equal("has more than 2048 groups",
        ReasonOf(() => Parse(string.Concat(Enumerable.Range(0, AppsLimits.KeyFileGroups + 1).Select(i => $"[{i}]\n")))));

    [Fact]
    public void A_value_has_a_limit() => Assert.Equal("has a value of K longer than 64 KiB",
        ReasonOf(() => Parse($"[G]\nK={new string('a', AppsLimits.ValueBytes + 1)}\n")["G"]!.Text("K")));

    private static KeyFile Parse(string text, string variables = "") =>
        KeyFile.Parse(Encoding.UTF8.GetBytes(text), MessageLocale.From(Variables.Of(variables)));

    private static string? ReasonOf(Action action) => (Record.Exception(action) as KeyFileException)?.Message;
}
