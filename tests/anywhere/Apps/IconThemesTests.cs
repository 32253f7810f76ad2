// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Agent.Apps.Icons;
using Xunit;

namespace Seamless.Tests.Anywhere.Apps;

public sealed class IconThemesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly List<string> _reports = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Fixed", "48 1", 48, 1, true, 0)]
    [InlineData("Fixed", "48 1", 47, 1, false, 1)]
    [InlineData("Fixed", "48 1", 64, 1, false, 16)]
    [InlineData("Fixed", "48 1", 48, 2, false, 48)]
    [InlineData("Fixed", "48 2", 48, 2, true, 0)]
    [InlineData("Fixed", "48 2", 96, 1, false, 0)]
    [InlineData("Threshold", "48 1", 50, 1, true, 0)]
    [InlineData("Threshold", "48 1", 51, 1, false, 1)]
    [InlineData("Threshold", "48 1", 40, 1, false, 6)]
    [InlineData("Scalable", "48 1 16 256", 200, 1, true, 0)]
    [InlineData("Scalable", "48 1 16 256", 300, 1, false, 44)]
    [InlineData("Scalable", "48 1 16 256", 8, 1, false, 8)]
    public void A_folder_matches_a_size_as_the_specification_computes_it(string type, string sizes, int size, int scale, bool matches, int distance)
    {
        int[] n = [.. sizes.Split(' ').Select(int.Parse)];
        var directory = new IconDirectory("x", n[0], n[1], Enum.Parse<IconDirectoryType>(type), n.ElementAtOrDefault(2), n.ElementAtOrDefault(3), 2);
        Assert.Equal((matches, distance), (directory.Matches(size, scale), directory.Distance(size, scale)));
    }

    [Theory]
    [InlineData("app", 48, "Mine/48/app.png")]
    [InlineData("app", 16, "Mine/16/app.png")]
    [InlineData("app", 30, "Mine/scalable/app.svg")] // made for 20 to 40
    [InlineData("app", 100, "Mine/48/app.png")]
    [InlineData("app.png", 48, "Mine/48/app.png")]
    [InlineData("inherited", 48, "Parent/48/inherited.png")]
    [InlineData("old", 48, "hicolor/48/old.png")]
    [InlineData("loose", 48, "loose.svg")]
    [InlineData("picture", 48, "hicolor/48/picture.xpm")]
    [InlineData("nothing", 48, null)]
    [InlineData("../48/app", 48, null)]
    [InlineData("", 48, null)]
    public void An_icon_is_found_by_theme_then_size(string icon, int size, string? file)
    {
        WriteThemes("Parent", "hicolor");
        foreach (var path in (string[])["Mine/48/app.png", "Mine/16/app.png", "Mine/scalable/app.svg", "Parent/48/app.png", "Parent/48/inherited.png",
            "hicolor/48/inherited.png", "hicolor/48/old.png", "hicolor/48/picture.xpm", "loose.svg"]) _folder.Write($"icons/{path}", "");
        var found = Themes("Mine").Find(icon, size);
        Assert.Equal(file, found is { } f ? Path.GetRelativePath(_folder.At("icons"), f.Path) : null);
        Assert.Empty(_reports);
    }

    [Fact]
    public void An_absolute_path_is_taken_as_it_is()
    {
        var file = _folder.Write("somewhere/x.svg", "");
        Assert.Equal(new IconFile(file, IconFormat.Svg), Themes("Mine").Find(file, 48));
        Assert.Null(Themes("Mine").Find(_folder.At("somewhere/missing.svg"), 48));
        Assert.Null(Themes("Mine").Find(_folder.Write("somewhere/x.gif", ""), 48));
    }

    [Fact]
    public void The_same_theme_in_two_folders_is_one_theme()
    {
        WriteThemes("hicolor", "");
        _folder.Write("second/Mine/48/only-there.png", "");
        Assert.NotNull(Themes("Mine", "second").Find("only-there", 48));
    }

    [Fact]
    public void Themes_that_inherit_each_other_are_visited_once_and_reported_once()
    {
        WriteThemes("Parent", "Mine");
        _folder.Write("icons/hicolor/48/x.png", "");
        var themes = Themes("Mine");
        Assert.NotNull(themes.Find("x", 48));
        Assert.Null(themes.Find("y", 48));
        Assert.Equal("Mine Parent hicolor", string.Join(' ', themes.Chain.Select(theme => theme.Name)));
        Assert.Equal("icon theme Mine: inherits itself through Mine → Parent → Mine; the repetition is ignored", Assert.Single(_reports));
    }

    [Fact]
    public void A_theme_that_is_its_own_parent_is_reported_too()
    {
        WriteTheme("Mine", "Mine");
        Assert.Null(Themes("Mine").Find("x", 48));
        Assert.Single(_reports);
    }

    [Fact]
    public void A_chain_of_a_thousand_themes_is_cut_at_the_limit()
    {
        for (var i = 0; i < 1000; i++) WriteTheme($"T{i}", $"T{i + 1}");
        Assert.Equal(AppsLimits.IconThemes, Themes("T0").Chain.Length);
    }

    [Fact]
    public void A_theme_without_a_usable_index_is_one_line_and_not_used()
    {
        _folder.Write("icons/Mine/index.theme", "no theme at all");
        _folder.Write("icons/loose.png", "");
        Assert.NotNull(Themes("Mine").Find("loose", 48));
        Assert.Equal("icon theme Mine: index.theme has no group [Icon Theme]; the theme is not used", Assert.Single(_reports));
    }

    [Theory]
    [InlineData("", "", "Adwaita")]
    [InlineData("SEAMLESS_ICON_THEME=Mine", "gtk-icon-theme-name=Other", "Mine")]
    [InlineData("", "gtk-icon-theme-name=Other", "Other")]
    [InlineData("", "gtk-icon-theme-name=", "Adwaita")]
    public void The_theme_is_the_one_of_the_variable_of_GTK_or_Adwaita(string variables, string settings, string theme)
    {
        _folder.Write("config/gtk-3.0/settings.ini", $"[Settings]\n{settings}\n");
        var environment = Variables.Of($"{variables} XDG_CONFIG_HOME={_folder.At("config")}");
        Assert.Equal(theme, IconThemeSetting.Read(environment, DataDirectories.From(environment)));
    }

    private void WriteThemes(string mineInherits, string parentInherits)
    {
        WriteTheme("Mine", mineInherits);
        WriteTheme("Parent", parentInherits);
        WriteTheme("hicolor", "");
    }

    private void WriteTheme(string name, string inherits)
    {
        _folder.Write($"icons/{name}/index.theme", $"""
            [Icon Theme]
            Name={name}
            Inherits={inherits}
            Directories=16,48,scalable,missing,../outside
            [16]
            Size=16
            Type=Fixed
            [48]
            Size=48
            [scalable]
            Size=32
            MinSize=20
            MaxSize=40
            Type=Scalable
            [missing]
            Size=64
            [../outside]
            Size=64
            """);
        foreach (var size in (string[])["16", "48", "scalable"]) Directory.CreateDirectory(_folder.At($"icons/{name}/{size}"));
    }

    private IconThemes Themes(string theme, params string[] more) => new(theme, [_folder.At("icons"), .. more.Select(_folder.At)], _reports.Add);
}
