// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher;
using Seamless.Launcher.Apps;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Anywhere.Launcher;

/// <summary>What a person types and which app they get.</summary>
public sealed class AppResolverTests
{
    private static readonly App[] Apps =
    [
        new() { Id = "foot", Name = "Foot" },
        new() { Id = "footclient", Name = "Foot Client" },
        new() { Id = "org.gnome.Nautilus", Name = "Files" },
        new() { Id = "org.gtk.WidgetFactory4", Name = "GTK Widget Factory" },
        new() { Id = "firefox-esr", Name = "Firefox ESR" },
        new() { Id = "org.one.Editor", Name = "Text Editor" },
        new() { Id = "org.two.Editor", Name = "Text Editor" },
        new() { Id = "org.three.Editor", Name = "Text Editor", Flags = AppFlags.NoDisplay },
        new() { Id = "settings-panel", Name = "Settings", Flags = AppFlags.NoDisplay },
        new() { Id = "settings", Name = "settings" },
    ];

    [Theory]
    [InlineData("foot", "foot")]
    [InlineData("foot.desktop", "foot")]
    [InlineData("FOOT", "foot")]
    [InlineData("files", "org.gnome.Nautilus")]
    [InlineData("nautilus", "org.gnome.Nautilus")]
    [InlineData("org.gnome.nautilus", "org.gnome.Nautilus")]
    [InlineData("gtk widget factory", "org.gtk.WidgetFactory4")]
    [InlineData("Settings", "settings")]
    public void An_app_is_found_by_id_by_name_and_by_the_last_part_of_its_id(string wanted, string id) =>
        Assert.Equal(id, AppResolver.Find(Apps, wanted)!.Id);

    [Theory]
    [InlineData("fot", "no app is called 'fot'; did you mean foot?")]
    [InlineData("firefox", "no app is called 'firefox'; did you mean firefox-esr?")]
    [InlineData("widget", "no app is called 'widget'; did you mean org.gtk.WidgetFactory4?")]
    [InlineData("nautlius", "no app is called 'nautlius'; did you mean org.gnome.Nautilus?")]
    [InlineData("zzz", "no app is called 'zzz'; see: seamless apps")]
    public void A_miss_says_what_is_near(string wanted, string message)
    {
        Assert.Null(AppResolver.Find(Apps, wanted));
        Assert.Equal(message, AppResolver.Unknown(Apps, wanted));
    }

    [Fact]
    public void Two_that_fit_equally_well_are_both_named() =>
        Assert.Equal("'text editor' could be org.one.Editor or org.two.Editor; name one of them",
            Assert.Throws<LauncherException>(() => AppResolver.Find(Apps, "text editor")).Message);

    [Theory]
    [InlineData("foot", "foot", 0)]
    [InlineData("", "foot", 4)]
    [InlineData("foto", "foot", 1)]
    [InlineData("fot", "foot", 1)]
    [InlineData("boot", "foot", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_slips(string from, string to, int slips)
    {
        Assert.Equal(slips, AppResolver.Distance(from, to));
        Assert.Equal(slips, AppResolver.Distance(to, from));
    }
}
