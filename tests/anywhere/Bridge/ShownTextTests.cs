// SPDX-License-Identifier: Apache-2.0
using System.Text;
using CsCheck;
using Seamless.Bridge;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

public sealed class ShownTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("日本語 – ä", "日本語 – ä")]
    [InlineData("family 👨‍👩‍👧", "family 👨‍👩‍👧")]
    [InlineData("a\tb\nc\rd\u2028e", "a b c d e")]
    [InlineData("\u001b[31mred\u0000\u007f\u0085", "[31mred")]
    [InlineData("\u202aa\u202bb\u202cc\u202dd\u202ee\u2066f\u2067g\u2068h\u2069i\u200ej\u200fk\u061cl", "abcdefghijkl")]
    [InlineData("\ufeffx\u00ady\u200b", "xy")]
    public void What_could_deceive_is_taken_away_and_nothing_else(string text, string shown) => Assert.Equal(shown, ShownText.Clean(text, 1024));

    [Fact]
    public void Clean_text_is_not_copied()
    {
        var title = new string('x', 100);
        Assert.Same(title, ShownText.Clean(title, 1024));
    }

    [Fact]
    public void A_long_text_is_cut_between_characters()
    {
        Assert.Equal("ääää", ShownText.Clean("äääää", 9));
        Assert.Equal("😀", ShownText.Clean("😀\u0001😀", 7));
    }

    [Fact]
    public void Any_text_comes_out_valid_short_enough_and_without_control_characters() => Gen.String.Sample(text =>
    {
        var shown = ShownText.Clean(text, 64);
        Assert.InRange(Encoding.UTF8.GetByteCount(shown), 0, 64);
        Assert.DoesNotContain(shown, char.IsControl);
        Assert.Equal(shown, ShownText.Clean(shown, 64));
    }, iter: 20_000);
}
