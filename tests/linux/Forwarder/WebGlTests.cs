// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>WebGL 1 and 2 in Firefox: what webgl.html draws through our library, and with the driver itself.</summary>
public sealed class WebGlTests
{
    /// <summary>Both are drawn by the same driver from the same calls, so no pixel may differ.</summary>
    private const int Tolerance = 0;

    /// <summary>The whole of a browser on a machine of CI's, and its pictures.</summary>
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task What_pages_draw_in_firefox_is_what_they_draw_with_the_driver_itself()
    {
        var browser = new[] { "/usr/bin/firefox-esr", "/usr/bin/firefox" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(browser is null, "Firefox is not installed (Debian: firefox-esr)");
        using var programs = new GlPrograms();
        using var screen = new XScreen();
        var native = await Lines(programs, ours: false, screen, browser!);
        var ours = await Lines(programs, ours: true, screen, browser!);
        Assert.Contains(programs.Server.Lines, line => line.Contains(" draws with ", StringComparison.Ordinal));
        Assert.Equal(native.Where(line => !IsPicture(line)), ours.Where(line => !IsPicture(line)));
        var pictures = Pictures(native);
        Assert.Equal(11, pictures.Count);
        Assert.Equal(pictures.Keys, Pictures(ours).Keys);
        foreach (var (name, pixels) in Pictures(ours))
        {
            Assert.True(pixels.Chunk(4).Select(pixel => BitConverter.ToInt32(pixel)).Distinct().Count() > 2, $"{name}: nothing is drawn");
            Assert.Equal(pictures[name].Length, pixels.Length);
            Assert.True(pixels.Zip(pictures[name], (a, b) => Math.Abs(a - b)).Max() <= Tolerance, $"{name} is another picture");
        }
    }

    private static bool IsPicture(string line) => line.StartsWith("picture ", StringComparison.Ordinal);

    /// <summary>Pixels by the picture's name.</summary>
    private static Dictionary<string, byte[]> Pictures(List<string> lines) => lines.Where(IsPicture).Select(line => line.Split(' '))
        .GroupBy(words => words[1], words => Convert.FromBase64String(words[2]))
        .ToDictionary(parts => parts.Key, parts => parts.SelectMany(part => part).ToArray());

    /// <summary>What the page says until it is done.</summary>
    private static async Task<List<string>> Lines(GlPrograms programs, bool ours, XScreen screen, string browser, [CallerFilePath] string here = "")
    {
        var profile = Directory.CreateDirectory(Path.Combine(programs.Folder, ours ? "ours" : "native")).FullName;
        await File.WriteAllTextAsync(Path.Combine(profile, "user.js"), """
            user_pref("webgl.force-enabled", true);
            user_pref("browser.dom.window.dump.enabled", true);
            user_pref("browser.shell.checkDefaultBrowser", false);
            user_pref("browser.startup.homepage_override.mstone", "ignore");
            user_pref("browser.aboutwelcome.enabled", false);
            user_pref("datareporting.policy.dataSubmissionEnabled", false);
            user_pref("services.settings.server", "data:,none");
            user_pref("app.normandy.enabled", false);
            user_pref("network.captive-portal-service.enabled", false);
            user_pref("network.connectivity-service.enabled", false);

            """, TestContext.Current.CancellationToken);
        var page = new Uri(Path.Combine(Path.GetDirectoryName(here)!, "webgl.html")).AbsoluteUri;
        using var process = programs.Start(ours, screen, browser, "--no-remote", "--profile", profile, "--width", "800", "--height", "600", page);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(_deadline);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            return await Said(process, deadline.Token);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            // The last of its processes is gone when nobody has this pipe any more; then nobody writes into the folder.
            await errors;
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<List<string>> Said(Process process, CancellationToken cancellation)
    {
        const string Ours = "webgl: ";
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (!line.StartsWith(Ours, StringComparison.Ordinal))
                continue;
            if (line == Ours + "done")
                return lines;
            Assert.False(line.StartsWith(Ours + "failed", StringComparison.Ordinal), line);
            lines.Add(line[Ours.Length..]);
        }
        Assert.Fail($"Firefox ended; before that the page said: {string.Join('\n', lines.Where(line => !IsPicture(line)))}");
        return lines;
    }
}
