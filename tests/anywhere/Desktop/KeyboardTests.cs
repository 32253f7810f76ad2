// SPDX-License-Identifier: Apache-2.0
using Seamless.Desktop.Headless.Input;
using Seamless.Desktop.Headless.Control;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Desktop;

public sealed class KeyboardTests
{
    [Fact]
    public void Keys_that_are_down_travel_with_the_focus_and_each_press_is_told_once()
    {
        using var fixture = new DesktopFixture();
        var first = fixture.Show(1);
        fixture.Show(2);
        fixture.Seat.Keyboard.Key(30, true);
        fixture.Seat.Keyboard.Key(30, true);
        fixture.Stack.Focus(first);
        fixture.Settle();
        Assert.Equal((1u, 30u), (fixture.Guest.Last<KeyboardFocus>().Window, Assert.Single(fixture.Guest.Last<KeyboardFocus>().PressedKeys)));
        fixture.Seat.Keyboard.Key(30, false);
        fixture.Settle();
        Assert.Equal([(2u, true), (1u, false)], fixture.Guest.All<Key>().Select(key => (key.Window, key.IsPressed)));
    }

    [Fact]
    public void The_guest_that_loses_the_keyboard_hears_of_it()
    {
        using var fixture = new DesktopFixture();
        using var other = FakeGuest.Listen(fixture.Loop, name: "other");
        fixture.Desktop.Attach("other", other.Dial);
        fixture.Show(1);
        other.Show(1, "other's", 100, 100, 0xff000000);
        fixture.Settle();
        Assert.Equal(0u, fixture.Guest.Last<KeyboardFocus>().Window);
        Assert.Equal(1u, other.Last<KeyboardFocus>().Window);
    }

    [Fact]
    public void Text_is_typed_on_the_keys_of_the_layout_and_the_rest_is_sent_as_text()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1);
        new ScriptedInput(fixture.Desktop).Text("aB→é!");
        fixture.Settle();
        Assert.Equal("+30 -30 +42 +48 -48 -42 '→é' +42 +2 -2 -42", Typed(fixture));
    }

    [Fact]
    public void Long_text_is_cut_between_characters()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1);
        new ScriptedInput(fixture.Desktop).Text(new string('→', 2000));
        fixture.Settle();
        Assert.Equal([1365, 635], fixture.Guest.All<TextInput>().Select(text => text.Text.Length));
    }

    [Theory]
    [InlineData("ctrl+shift+t", "+29 +42 +20 -20 -42 -29")]
    [InlineData("Return", "+28 -28")]
    [InlineData("alt+F4", "+56 +62 -62 -56")]
    [InlineData("A", "+42 +30 -30 -42")]
    [InlineData("ctrl++", "+29 +42 +13 -13 -42 -29")]
    [InlineData("#30", "+30 -30")]
    [InlineData("?", "+42 +53 -53 -42")]
    [InlineData("`", "+41 -41")]
    [InlineData("z", "+44 -44")]
    [InlineData("\\", "+43 -43")]
    public void Chords_are_pressed_in_order_and_let_go_in_reverse(string chord, string expected)
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1);
        new ScriptedInput(fixture.Desktop).Chord(chord);
        fixture.Settle();
        Assert.Equal(expected, Typed(fixture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ctrl+")]
    [InlineData("nokey")]
    [InlineData("#9999")]
    public void A_key_that_does_not_exist_is_refused_and_nothing_is_pressed(string chord)
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1);
        Assert.Throws<RequestException>(() => new ScriptedInput(fixture.Desktop).Chord(chord));
        Assert.Empty(fixture.Seat.Keyboard.Pressed);
    }

    [Fact]
    public void Text_without_a_window_that_has_the_keyboard_is_refused()
    {
        using var fixture = new DesktopFixture();
        Assert.Throws<RequestException>(() => new ScriptedInput(fixture.Desktop).Text("x"));
    }

    [Fact]
    public void A_finger_belongs_to_the_window_that_it_came_down_on()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, at: (0, 0));
        fixture.Show(2, at: (400, 0));
        var touch = fixture.Seat.Touch;
        touch.Down(3, 10, 20);
        touch.Move(3, 410, 20);
        touch.Up(3);
        fixture.Settle();
        Assert.Equal((1u, Fixed.FromInt(10)), (fixture.Guest.Last<TouchDown>().Window, fixture.Guest.Last<TouchDown>().X));
        Assert.Equal((1u, Fixed.FromInt(410)), (fixture.Guest.Last<TouchMotion>().Window, fixture.Guest.Last<TouchMotion>().X));
        Assert.Equal(1u, fixture.Guest.Last<TouchUp>().Window);
        Assert.Equal(3, fixture.Guest.All<TouchFrame>().Count());
        Assert.Equal(1u, fixture.Stack.Focused?.State.Window);
    }

    private static string Typed(DesktopFixture fixture) => string.Join(' ', fixture.Guest.Typed());
}

internal static class TypedExtensions
{
    /// <summary>Keys and text in the order that the guest heard them.</summary>
    public static IEnumerable<string> Typed(this FakeGuest guest) => guest.All<object>().Select(message => message switch
    {
        Key key => $"{(key.IsPressed ? '+' : '-')}{key.Code}",
        TextInput text => $"'{text.Text}'",
        _ => "",
    }).Where(word => word.Length > 0);
}
