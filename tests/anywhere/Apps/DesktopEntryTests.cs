// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Agent.Apps;
using Xunit;

namespace Seamless.Tests.Anywhere.Apps;

public sealed class DesktopEntryTests
{
    private const string Everything = """
        # what a well-kept package installs
        [Desktop Entry]
        Version=1.5
        Type=Application
        Name=Example Viewer
        Name[de]=Beispielbetrachter
        GenericName=Viewer
        Comment=Looks at\nthings
        Icon=example-viewer
        Keywords=look;see;watch\;gaze;
        Keywords[de]=schauen;
        Categories=Graphics;Viewer;
        MimeType=image/png;image/jpeg
        Implements=org.example.Search;
        TryExec=true
        Exec=viewer %U
        Path=/srv/pictures
        Terminal=false
        StartupNotify=true
        StartupWMClass=Viewer
        DBusActivatable=true
        SingleMainWindow=true
        PrefersNonDefaultGPU=true
        NoDisplay=true
        X-Vendor-Key=ignored
        Actions=gallery;missing;unnamed;gallery;noexec

        [Desktop Action gallery]
        Name=Gallery
        Name[de]=Galerie
        Icon=example-gallery
        Exec=viewer --gallery

        [Desktop Action unnamed]
        Exec=viewer

        [Desktop Action noexec]
        Name=Through D-Bus

        [Desktop Action unlisted]
        Name=Not listed
        Exec=viewer
        """;

    [Fact]
    public void Every_key_of_a_launcher_is_read()
    {
        var entry = Read(Everything, "LANG=de_DE.UTF-8");
        Assert.Equal("Beispielbetrachter|Viewer|Looks at\nthings|example-viewer", $"{entry.Name}|{entry.GenericName}|{entry.Comment}|{entry.Icon}");
        Assert.Equal("schauen|Graphics,Viewer|image/png,image/jpeg|org.example.Search",
            $"{List(entry.Keywords)}|{List(entry.Categories)}|{List(entry.MimeTypes)}|{List(entry.Implements)}");
        Assert.Equal("true|/srv/pictures|Viewer", $"{entry.TryExec}|{entry.WorkingDirectory}|{entry.StartupWmClass}");
        Assert.True(entry is { NoDisplay: true, StartupNotify: true, DBusActivatable: true, SingleMainWindow: true, PrefersNonDefaultGpu: true, Terminal: false, Hidden: false });
        Assert.Equal("gallery Galerie example-gallery, noexec Through D-Bus ",
            string.Join(", ", entry.Actions.Select(action => $"{action.Key} {action.Name} {action.Icon}")));
        Assert.Equal("look,see,watch;gaze", List(Read(Everything).Keywords));
    }

    [Theory]
    [InlineData("", "does not begin with the group [Desktop Entry]")]
    [InlineData("[Other]\n[Desktop Entry]\nType=Application\nName=x\nExec=x", "does not begin with the group [Desktop Entry]")]
    [InlineData("[Desktop Entry]\nName=x\nExec=x", "has no Type")]
    [InlineData("[Desktop Entry]\nType=Link\nName=x\nURL=x", "Type is Link, not Application")]
    [InlineData("[Desktop Entry]\nType=Application\nExec=x", "has no Name")]
    [InlineData("[Desktop Entry]\nType=Application\nName[de]=x\nExec=x", "has no Name")]
    public void A_file_that_is_no_app_is_refused(string text, string reason) =>
        Assert.Equal(reason, Assert.Throws<KeyFileException>(() => Read(text)).Message);

    [Fact]
    public void A_name_that_is_not_UTF8_is_no_name()
    {
        byte[] file = [.. "[Desktop Entry]\nType=Application\nExec=x\nName="u8, 0xff, 0xfe];
        Assert.Equal("has no Name", Assert.Throws<KeyFileException>(() => DesktopEntry.Read(file, "a", "a", MessageLocale.None)).Message);
    }

    [Fact]
    public void A_hidden_entry_needs_nothing_else() => Assert.True(Read("[Desktop Entry]\nHidden=true\n").Hidden);

    [Fact]
    public void What_a_desktop_of_ours_has_installed_for_a_guests_app_is_no_app_of_a_guest() =>
        Assert.True(Read("[Desktop Entry]\nType=Application\nName=Editor (g)\nExec=/usr/bin/seamless-run g editor\nX-Seamless-Guest=g\n").Hidden);

    [Theory]
    [InlineData("", "Seamless", true)]
    [InlineData("OnlyShowIn=GNOME;", "Seamless", false)]
    [InlineData("OnlyShowIn=GNOME;", "GNOME", true)]
    [InlineData("NotShowIn=GNOME;", "GNOME", false)]
    [InlineData("NotShowIn=GNOME;", "Seamless", true)]
    [InlineData("NotShowIn=GNOME;", "ubuntu:GNOME", false)]
    [InlineData("OnlyShowIn=Unity;\nNotShowIn=GNOME;", "Unity:GNOME", true)]
    [InlineData("OnlyShowIn=Unity;\nNotShowIn=GNOME;", "GNOME:Unity", false)]
    [InlineData("OnlyShowIn=KDE;XFCE;", "Seamless:XFCE", true)]
    public void The_first_desktop_that_a_list_names_decides(string keys, string desktops, bool shown) =>
        Assert.Equal(shown, Read($"[Desktop Entry]\nType=Application\nName=x\nExec=x\n{keys}\n").IsShownIn([.. desktops.Split(':')]));

    private static string List(IEnumerable<string> items) => string.Join(',', items);

    private static DesktopEntry Read(string text, string variables = "") =>
        DesktopEntry.Read(Encoding.UTF8.GetBytes(text), "a", "/x/a.desktop", MessageLocale.From(Variables.Of(variables)));
}
