// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

public sealed class SmallTypeTests
{
    [Theory]
    [InlineData(10.5, 2688, "10.5")]
    [InlineData(-0.25, -64, "-0.25")]
    [InlineData(1e12, int.MaxValue, "8388607.996")]
    [InlineData(double.NaN, 0, "0")]
    public void A_position_is_kept_to_a_256th_and_never_overflows(double value, int raw, string text)
    {
        Assert.Equal(raw, Fixed.FromDouble(value).Raw);
        Assert.Equal(text, Fixed.FromDouble(value).ToString());
    }

    [Theory]
    [InlineData("Editor", 10, "Editor")]
    [InlineData("Bücher", 2, "B")]
    [InlineData("a🦊b", 4, "a")]
    [InlineData("a🦊b", 5, "a🦊")]
    [InlineData("a\0b", 9, "a\ufffdb")]
    [InlineData(null, 9, "")]
    public void A_text_is_cut_between_characters(string? text, int bytes, string expected) => Assert.Equal(expected, Utf8.Shorten(text, bytes));

    [Fact]
    public void Half_a_character_is_replaced()
    {
        Assert.Equal("a\ufffdb", Utf8.Shorten("a\ud800b", 9));
        Assert.Equal("\ufffd\ufffd", Utf8.Shorten("\ufffd\ud800", 9));
    }

    [Fact]
    public void Rectangles_at_the_edge_of_the_number_range_do_not_overflow()
    {
        var edge = new Rect(int.MaxValue - 1, int.MaxValue - 1, int.MaxValue, int.MaxValue);
        Assert.Equal(new Rect(int.MaxValue - 1, int.MaxValue - 1, 1, 1), edge.Intersect(new Rect(0, 0, int.MaxValue, int.MaxValue)));
        Assert.Equal(int.MaxValue, edge.Union(new Rect(int.MinValue, 0, 1, 1)).Width);
        Assert.False(edge.Contains(0, 0));
    }
}
