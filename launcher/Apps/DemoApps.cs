// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using Seamless.Launcher.Daemon;
using Seamless.Linux;

namespace Seamless.Launcher.Apps;

/// <summary>
/// One app of the demonstration: a program that the distribution has, with a command that puts something on its window without
/// asking anybody anything. Package is Debian's name for it.
/// </summary>
internal sealed record DemoApp(string Program, string Package, string Shows, Func<DemoFolder, ImmutableArray<string>> Command)
{
    /// <summary>Where a person would put it on a screen of 1920×1080, so that every window is seen; a size of 0 is the app's own.</summary>
    public required (int X, int Y, int Width, int Height) Place { get; init; }

    public ImmutableArray<string> Variables { get; init; } = [];
}

/// <summary>
/// Files that demonstration apps need. They lie beside the sockets: what an app that is just ending writes after the folder was
/// removed goes with the next demonstration or with `seamless stop`.
/// </summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly string _path;

    public DemoFolder(RuntimeFolder runtime)
    {
        _path = Path.Combine(runtime.DemoFolder, $"{Environment.ProcessId}");
        foreach (var left in Directory.Exists(runtime.DemoFolder) ? Directory.GetDirectories(runtime.DemoFolder) : [])
            if (!int.TryParse(Path.GetFileName(left), NumberStyles.None, CultureInfo.InvariantCulture, out var owner) || ProcessStatus.Of(owner) is null)
                TryRemove(left);
        Directory.CreateDirectory(_path);
    }

    public string Make(string name)
    {
        var path = Path.Combine(_path, name);
        Directory.CreateDirectory(path);
        return path;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(_path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => TryRemove(_path);

    private static void TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Somebody still writes there; see above for when it goes.
            return;
        }
    }
}

/// <summary>Different toolkits on purpose: a terminal, GTK 4, a plain client that draws all the time, a browser.</summary>
internal static class DemoApps
{
    private const string Page = """
        <!doctype html><meta charset="utf-8"><title>Seamless</title>
        <style>body{font:18px sans-serif;margin:3em;background:#f4f1ea;color:#222}h1{color:#1b6e5a}</style>
        <h1>A browser in a guest</h1><p>Its window lives on a desktop that is not its own.</p>
        """;

    /// <summary>Shown by the terminal, which then waits: `cat` without input ends with its window.</summary>
    private const string TerminalScript = """
        printf '\033[1;32mseamless\033[0m: a terminal in the built-in guest\n\n'
        for colour in 1 2 3 4 5 6; do printf '\033[3%dm colour %d \033[4%dm      \033[0m  ' $colour $colour $colour; [ $colour != 3 ] || echo; done
        printf '\n\n'; uname -sm; exec cat
        """;

    public static readonly IReadOnlyList<DemoApp> All =
    [
        new("gtk4-demo", "gtk-4-examples", "GTK 4", _ => ["gtk4-demo"]) { Place = (1040, 60, 0, 0), Variables = ["GSK_RENDERER=cairo"] },
        new("foot", "foot", "a terminal", _ => ["foot", "--title=foot in a guest", "sh", "-c", TerminalScript]) { Place = (60, 60, 700, 380) },
        new("firefox-esr", "firefox-esr", "a browser", Firefox) { Place = (60, 480, 900, 560) },
        new("weston-flower", "weston", "a plain Wayland client", _ => ["weston-flower"]) { Place = (1340, 760, 0, 0) },
    ];

    /// <summary>A profile of its own, so that neither a running Firefox nor the person's settings are touched.</summary>
    private static ImmutableArray<string> Firefox(DemoFolder folder)
    {
        var profile = folder.Make("firefox");
        folder.Write("firefox/user.js", """
            user_pref("browser.aboutwelcome.enabled", false);
            user_pref("browser.shell.checkDefaultBrowser", false);
            user_pref("datareporting.policy.dataSubmissionEnabled", false);
            user_pref("datareporting.policy.firstRunURL", "");
            user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
            """);
        return ["firefox-esr", "--no-remote", "--profile", profile, new Uri(folder.Write("page.html", Page)).AbsoluteUri];
    }
}
