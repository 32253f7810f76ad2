// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux.Xkbcommon;
using Xunit;

namespace Seamless.Tests.Linux.Xkbcommon;

public sealed class XkbcommonTests : IDisposable
{
    private const uint KeyA = 30 + XkbKeymap.EvdevOffset, KeyLeftShift = 42 + XkbKeymap.EvdevOffset;
    private readonly XkbContext _context = XkbContext.Create();

    public void Dispose() => _context.Dispose();

    [Fact]
    public void A_pressed_shift_changes_the_text_and_the_modifiers()
    {
        using var keymap = XkbKeymap.FromNames(_context, KeymapNames.Default with { Layout = "us" });
        using var state = new XkbState(keymap);
        Assert.Equal("a", state.Text(KeyA));
        Assert.True(state.Update(KeyLeftShift, pressed: true));
        Assert.Equal("A", state.Text(KeyA));
        Assert.Equal(keymap.ModifierMask("Shift"), state.Modifiers.Depressed);
        Assert.True(state.Update(KeyLeftShift, pressed: false));
        Assert.Equal(default, state.Modifiers);
    }

    [Fact]
    public void A_keymap_survives_its_text_form()
    {
        using var german = XkbKeymap.FromNames(_context, KeymapNames.Default with { Layout = "de" });
        using var again = XkbKeymap.FromText(_context, german.ToText());
        Assert.Equal(german.ToText(), again.ToText());
        Assert.Equal("AC01", again.KeyName(KeyA));
        Assert.Equal([Keysym.FromName("adiaeresis")], again.KeysymsOf(40 + XkbKeymap.EvdevOffset, 0, 0).ToArray());
    }

    [Fact]
    public void An_unknown_layout_is_refused_with_its_name()
    {
        var refused = Assert.Throws<XkbException>(() =>
            XkbKeymap.FromNames(_context, KeymapNames.Default with { Layout = "../no-such" }));
        Assert.Contains("../no-such", refused.Message, StringComparison.Ordinal);
        Assert.Throws<XkbException>(() => XkbKeymap.FromText(_context, "xkb_keymap { nonsense"));
        Assert.Throws<XkbException>(() => XkbKeymap.FromNames(_context, KeymapNames.Default with { Layout = "us\0" }));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("ß", "ssharp")]
    [InlineData("€", "EuroSign")]
    [InlineData("漢", "U6F22")]
    [InlineData("😀", "U0001F600")]
    public void Every_character_has_a_keysym(string character, string name)
    {
        var rune = Rune.GetRuneAt(character, 0);
        Assert.Equal(name, Keysym.NameOf(Keysym.FromRune(rune)));
        Assert.Equal((uint)rune.Value, Keysym.ToCodePoint(Keysym.FromRune(rune)));
    }
}
