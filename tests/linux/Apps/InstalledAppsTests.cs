// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Agent.Apps.Icons;
using Seamless.Linux;
using Seamless.Linux.Librsvg;
using Xunit;

namespace Seamless.Tests.Linux.Apps;

/// <summary>The packages that the demo installs, as the distribution made them.</summary>
public sealed class InstalledAppsTests
{
    private static readonly EnvironmentVariables Variables = new(new Dictionary<string, string> { ["HOME"] = "/nonexistent", ["PATH"] = "/usr/bin:/bin" });

    [Theory]
    [InlineData("foot", "Foot")]
    [InlineData("firefox-esr", "Firefox ESR")]
    [InlineData("org.gtk.Demo4", "GTK Demo")]
    public void The_demo_apps_are_in_the_catalogue_with_their_icons(string id, string name)
    {
        using var loop = new EventLoop();
        using var apps = new InstalledApps(loop, Variables, _ => { });
        var entry = apps.Find(id);
        Assert.SkipWhen(entry is null && id == "firefox-esr", "this distribution has no package firefox-esr");
        Assert.Equal(name, entry?.Name);
        Assert.Null(entry?.NotStartable);
        Assert.Contains(apps.Parts().SelectMany(part => part.Apps), app => app.Id == id && app.IconKey.Length > 0);

        var themes = new IconThemes(IconThemeSetting.Default, IconThemes.BaseDirectories(DataDirectories.From(Variables)), line => Assert.Fail(line));
        foreach (var size in (int[])[16, 48, 128])
        {
            var file = Assert.NotNull(themes.Find(entry!.Icon, size));
            var png = IconImage.Load(file, size, out var reason);
            Assert.Null(reason);
            Assert.Equal("PNG", System.Text.Encoding.ASCII.GetString(png!.AsSpan(1, 3)));
        }
    }

    [Fact]
    public void An_SVG_image_is_drawn_at_the_size_asked_for()
    {
        Assert.SkipUnless(SvgImage.IsAvailable, "librsvg2-2 is not installed");
        var png = SvgImage.RenderPng("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='5'><rect width='10' height='5'/></svg>"u8, 64);
        Assert.Equal((64, 64), (png[19], png[23]));
        var e = Assert.Throws<SvgException>(() => SvgImage.RenderPng("<svg"u8, 64));
        Assert.StartsWith("cannot be drawn: XML parse error", e.Message);
    }

    [Fact]
    public void Three_hundred_apps_are_read_in_a_tenth_of_a_second()
    {
        var folder = Directory.CreateTempSubdirectory("seamless-many-");
        try
        {
            var translations = string.Concat(Enumerable.Range(0, 100).Select(i => $"Name[x{i}]=A name in another language\nComment[x{i}]=What it is good for\n"));
            var applications = folder.CreateSubdirectory("applications").FullName;
            for (var i = 0; i < 300; i++)
                File.WriteAllText(Path.Join(applications, $"{i}.desktop"), $"[Desktop Entry]\nType=Application\nName=App {i}\n{translations}Exec=true %F\n");
            var scanner = new AppScanner(new EnvironmentVariables(new Dictionary<string, string> { ["XDG_DATA_DIRS"] = folder.FullName, ["LANG"] = "de_DE.UTF-8" }));
            Assert.Equal(300, scanner.Scan().Entries.Count); // compiles
            var best = TimeSpan.MaxValue;
            for (var run = 0; run < 5; run++)
            {
                var cold = new AppScanner(new EnvironmentVariables(new Dictionary<string, string> { ["XDG_DATA_DIRS"] = folder.FullName, ["LANG"] = "de_DE.UTF-8" }));
                var began = System.Diagnostics.Stopwatch.GetTimestamp();
                cold.Scan();
                var took = System.Diagnostics.Stopwatch.GetElapsedTime(began);
                if (took < best) best = took;
            }
            Assert.True(best < TimeSpan.FromMilliseconds(100), $"{best.TotalMilliseconds:F1} ms");
            TestContext.Current.TestOutputHelper?.WriteLine($"300 apps: {best.TotalMilliseconds:F1} ms");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
