// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>A toolkit's menus under the hand of a person at Orbital.</summary>
public sealed class GtkInOrbitalTests : IDisposable
{
    private const string Gtk = "/usr/bin/gtk4-demo";

    private readonly SeamlessCommand _seamless = new();
    private OrbitalStage? _orbital;

    public void Dispose()
    {
        _orbital?.Dispose();
        _seamless.Dispose();
    }

    [Fact]
    public void A_menu_of_gtk_is_below_its_button_inside_of_the_screen_and_ends_with_escape_and_with_a_press_on_the_title()
    {
        Assert.SkipUnless(File.Exists(Gtk), $"{Gtk} is not installed");
        var orbital = Start();
        _seamless.Done("run", "--no-wait", "--", "env", "GSK_RENDERER=cairo", Gtk);
        orbital.Hand("wait windows 1 within 60000");
        // A menu of a window that is not laid out yet could be anywhere.
        orbital.Hand($"wait updates {orbital.Windows()[0][0]} 1 within 30000");
        var owner = orbital.Windows()[0];
        var (button, middle) = MenuButton(owner);
        Picture(orbital, "gtk");
        // GTK lights a button up that has the pointer: from then on it takes a press.
        var updates = Number(orbital.Hand($"updates {owner[0]}")[0]);
        orbital.Hand($"move {button} {middle}");
        orbital.Hand($"wait updates {owner[0]} {updates + 1} within 20000");
        orbital.Hand("click");
        orbital.Hand("wait windows 2 within 20000");
        var menu = orbital.Windows()[1];
        orbital.Hand($"wait updates {menu[0]} 2 within 20000");
        Picture(orbital, "gtk-menu");
        // Without title bar, name and borders, and in front of its window.
        Assert.Contains('l', menu[1]);
        Assert.Contains('f', menu[1]);
        Assert.DoesNotContain('r', menu[1]);
        Assert.Equal("", menu[9]);
        var (x, y, width, height) = Place(menu);
        Assert.InRange(x + (width / 2), button - 20, button + 20);
        Assert.InRange(y, middle, middle + 40);
        Assert.InRange(x + width, 0, 1280);
        Assert.InRange(y + height, 0, 800);

        orbital.Hand("key 0x01 tap");
        orbital.Hand("wait windows 1 within 20000");
        Press(orbital, button, middle);
        orbital.Hand("wait windows 2 within 20000");
        orbital.Hand($"focus {owner[0]}");
        orbital.Hand("wait windows 1 within 20000");
        orbital.Hand($"close {owner[0]}");
        orbital.Hand("wait windows 0 within 20000");
        Assert.Empty(orbital.Hand("faults"));
    }

    private OrbitalStage Start() => _orbital = new OrbitalStage(_seamless);

    /// <summary>The middle, in GTK's own title bar, of the button left of the one that closes.</summary>
    private static (int X, int Y) MenuButton(string[] owner)
    {
        var (left, top, wide, _) = Place(owner);
        return (left + wide - 71, top + 34);
    }

    private static void Press(OrbitalStage orbital, int x, int y)
    {
        orbital.Hand($"move {x} {y}");
        orbital.Hand("click");
    }

    /// <summary>Kept where somebody asks for it, to be looked at.</summary>
    private static void Picture(OrbitalStage orbital, string name)
    {
        if (Environment.GetEnvironmentVariable("SEAMLESS_PICTURES") is { } folder)
            orbital.Hand($"screenshot {Path.Combine(folder, name)}.png");
    }

    private static (int X, int Y, int Width, int Height) Place(string[] window) =>
        (Number(window[2]), Number(window[3]), Number(window[4]), Number(window[5]));

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
