// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Xunit;

namespace Seamless.Tests.Anywhere.Apps;

/// <summary>What type a file is, and which app opens it, as the two freedesktop specifications say.</summary>
public sealed class DefaultAppsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-types-").FullName;
    private readonly EnvironmentVariables _variables;

    public DefaultAppsTests()
    {
        Write("data/mime/globs2", """
            # made for this test
            50:text/plain:*.txt
            50:text/x-csrc:*.c
            50:text/x-c++src:*.C:cs
            50:application/gzip:*.gz
            60:application/x-compressed-tar:*.tar.gz
            50:text/x-makefile:makefile
            50:text/x-readme:readme*
            80:image/x-frame:*.[0-9][0-9]
            10:application/x-weak:*.txt
            """);
        Write("data/mime/subclasses", "text/x-csrc text/plain\napplication/x-thing application/x-parent\n");
        Write("data/mime/aliases", "text/x-c text/x-csrc\n");
        _variables = new EnvironmentVariables(new Dictionary<string, string>
        {
            ["HOME"] = _folder,
            ["XDG_DATA_HOME"] = Path.Join(_folder, "home"),
            ["XDG_DATA_DIRS"] = Path.Join(_folder, "data"),
            ["XDG_CONFIG_HOME"] = Path.Join(_folder, "config"),
            ["XDG_CONFIG_DIRS"] = Path.Join(_folder, "etc"),
        });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("notes.txt", "text/plain")]
    [InlineData("NOTES.TXT", "text/plain")]
    [InlineData("a.c", "text/x-csrc")]
    [InlineData("a.C", "text/x-c++src")]
    [InlineData("a.tar.gz", "application/x-compressed-tar")]
    [InlineData("a.gz", "application/gzip")]
    [InlineData("Makefile", "text/x-makefile")]
    [InlineData("README.now", "text/x-readme")]
    [InlineData("picture.07", "image/x-frame")]
    [InlineData("picture.7", "text/plain")]
    public void The_name_tells_the_type(string name, string type) => Assert.Equal(type, new FileTypes(_variables).Of(name, "words\n"u8));

    [Fact]
    public void A_name_that_fits_nothing_leaves_the_first_bytes_to_tell_text_from_the_rest()
    {
        var types = new FileTypes(_variables);
        Assert.Equal("text/plain", types.Of("letter", "Grüße\n"u8));
        Assert.Equal("text/plain", types.Of("empty", []));
        Assert.Equal("application/octet-stream", types.Of("program", "\x7f\0\u0001ELF"u8));
    }

    [Fact]
    public void A_type_is_also_what_it_is_a_kind_of()
    {
        var types = new FileTypes(_variables);
        Assert.Equal(["text/x-csrc", "text/plain"], types.WithParents("text/x-c"));
        Assert.Equal(["text/markdown", "text/plain"], types.WithParents("text/markdown"));
        Assert.Equal(["application/x-thing", "application/x-parent"], types.WithParents("application/x-thing"));
    }

    [Fact]
    public void What_the_person_has_chosen_goes_before_what_the_system_has_and_that_before_what_apps_say()
    {
        DesktopEntry[] apps = [App("zed", "text/plain"), App("system", "text/plain"), App("mine", "x/y"), App("shell", "image/png", terminal: true), App("viewer", "image/png")];
        Assert.Equal("system", Find("text/plain", apps));
        Assert.Equal("viewer", Find("image/png", apps));
        Assert.Null(Find("video/mp4", apps));
        Write("etc/mimeapps.list", "[Default Applications]\ntext/plain=zed.desktop;\n");
        Assert.Equal("zed", Find("text/plain", apps));
        Write("config/mimeapps.list", "[Default Applications]\ntext/plain=gone.desktop;mine.desktop;\n[Removed Associations]\nimage/png=viewer.desktop;\n");
        Assert.Equal("mine", Find("text/plain", apps));
        Assert.Equal("mine", Find("text/x-csrc", apps));
        Assert.Equal("shell", Find("image/png", apps));
        Write("home/applications/mimeapps.list", "[Added Associations]\nvideo/mp4=viewer.desktop;\n");
        Assert.Equal("viewer", Find("video/mp4", apps));
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*.a*b", "x.aab", true)]
    [InlineData("*.a*b", "x.aac", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("[!0-9]x", "ax", true)]
    [InlineData("[!0-9]x", "1x", false)]
    [InlineData("[ab", "[ab", true)]
    [InlineData("", "a", false)]
    public void Patterns_are_those_of_a_shell(string pattern, string name, bool fits) => Assert.Equal(fits, GlobPattern.Fits(pattern, name));

    private string? Find(string type, DesktopEntry[] apps) => new DefaultApps(_variables).Find(type, apps)?.Id;

    private static DesktopEntry App(string id, string type, bool terminal = false)
    {
        Assert.True(ExecLine.TryParse("true %f", out var exec, out _));
        return new DesktopEntry { Id = id, File = "", Name = id, MimeTypes = [type], Terminal = terminal, Exec = exec };
    }

    private void Write(string file, string content)
    {
        var path = Path.Join(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
