// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class TypedTextTests : IDisposable
{
    private readonly SeatBench _bench = new();
    private readonly BenchClient _app;
    private readonly BenchWindow _window;

    public TypedTextTests()
    {
        _app = _bench.Client();
        _window = _app.Map("main");
        _bench.Desktop.Focus(_window.Id);
        _app.Heard();
    }

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("us", "hello World_42!\n\t~")]
    [InlineData("us", "Grüße 漢字 €")]
    [InlineData("us", "😀 \U0001F468\u200D\U0001F469 e\u0301")]
    [InlineData("de", "Grüße @€ {[]}\\ ẞ 漢")]
    [InlineData("fr", "À l'été ½ <>")]
    [InlineData("ru", "привет hello")]
    public void Typed_text_arrives_as_it_was(string layout, string text)
    {
        _bench.Say(new KeyboardLayout { Layout = layout, RepeatRate = 25, RepeatDelayMilliseconds = 600 });
        _bench.Say(new TextInput(_window.Id, text));
        Assert.Equal(text, _app.Typed.ToString().Replace('\r', '\n'));
    }

    [Fact]
    public void Characters_of_the_layout_need_no_new_keymap_and_the_others_one_for_all()
    {
        _app.Log.Clear();
        _bench.Say(new TextInput(_window.Id, "Ab"));
        Assert.Equal(
            "modifiers 1 0 0 0; key 30 down; key 30 up; modifiers 0 0 0 0; key 48 down; key 48 up; modifiers 0 0 0 0", _app.Heard());
        var before = _app.Keymaps;
        _bench.Say(new TextInput(_window.Id, "äöü äöü"));
        Assert.Equal(before + 1, _app.Keymaps);
        _bench.Say(new TextInput(_window.Id, "üöä"));
        Assert.Equal(before + 1, _app.Keymaps);
        Assert.Equal("Abäöü äöüüöä", _app.Typed.ToString());
    }

    [Fact]
    public void A_text_of_more_strange_characters_than_there_are_spare_keys_arrives_whole()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 300; i++) text.Append((char)(0x4e00 + i));
        _bench.Say(new TextInput(_window.Id, text.ToString()));
        Assert.Equal(text.ToString(), _app.Typed.ToString());
    }

    [Fact]
    public void The_longest_text_of_one_message_arrives_whole()
    {
        var text = string.Concat(Enumerable.Repeat("Ä漢x", 585));
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 3500, ProtocolLimits.TextInputBytes);
        _bench.Say(new TextInput(_window.Id, text));
        Assert.Equal(text, _app.Typed.ToString());
    }

    [Fact]
    public void What_the_person_holds_down_does_not_colour_typed_text_and_is_there_again_afterwards()
    {
        const uint leftControl = 29, keyA = 30;
        _bench.Say(new Key(_window.Id, 1, 0, leftControl, true));
        _bench.Say(new Key(_window.Id, 2, 0, keyA, true));
        _app.Typed.Clear();
        _bench.Say(new LockState(true, false, false));
        _bench.Say(new TextInput(_window.Id, "aB"));
        Assert.Equal("aB", _app.Typed.ToString());
        Assert.EndsWith("modifiers 4 0 2 0", _app.Heard(), StringComparison.Ordinal);
        _bench.Say(new Key(_window.Id, 3, 0, keyA, false));
        Assert.Equal("key 30 up", _app.Heard());
    }

    [Fact]
    public void Line_ends_of_either_kind_are_one_return_and_control_characters_are_left_out()
    {
        _bench.Say(new TextInput(_window.Id, "a\r\nb\nc\rd\u0001e\u0007\u0085f"));
        Assert.Equal("a\rb\rc\rdef", _app.Typed.ToString());
    }

    [Fact]
    public void Text_for_a_window_without_the_focus_is_dropped()
    {
        var other = _app.Map("other");
        _app.Heard();
        _bench.Say(new TextInput(other.Id, "secret"));
        Assert.Equal("", _app.Heard());
    }

    [Fact]
    public void Keys_of_the_layout_mean_the_same_while_spare_keys_are_assigned()
    {
        const uint keyQ = 16;
        _bench.Say(new TextInput(_window.Id, "漢"));
        _bench.Desktop.Tap(_window.Id, keyQ);
        _bench.Settle();
        Assert.Equal("漢q", _app.Typed.ToString());
    }
}
