// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Launcher.Apps;

/// <summary>
/// One app of the demonstration: a program that the distribution has, with a command that puts something on its window without
/// asking anybody anything. Package is Debian's name for it.
/// </summary>
internal sealed record DemoApp(string Program, string Package, string Shows, Func<DemoFolder, ImmutableArray<string>> Command)
{
    public ImmutableArray<string> Variables { get; init; } = [];
}

/// <summary>Files that demonstration apps need; removed when the demonstration is over.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("seamless-demo-").FullName;

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

    public void Dispose()
    {
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (IOException)
        {
            // A browser that is just ending still writes there; what is left is in the temporary folder of this machine.
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
        printf '\033[1;32mseamless\033[0m: a terminal in the built-in guest\n\n'; uname -srm; echo; ls --color=always /; exec cat
        """;

    public static readonly IReadOnlyList<DemoApp> All =
    [
        new("foot", "foot", "a terminal", _ => ["foot", "--title=foot in a guest", "sh", "-c", TerminalScript]),
        new("gtk4-demo", "gtk-4-examples", "GTK 4", _ => ["gtk4-demo"]) { Variables = ["GDK_BACKEND=wayland", "GSK_RENDERER=cairo"] },
        new("weston-flower", "weston", "a plain Wayland client", _ => ["weston-flower"]),
        new("firefox-esr", "firefox-esr", "a browser", Firefox) { Variables = ["MOZ_ENABLE_WAYLAND=1"] },
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
        // Small enough to stand below the others on the screen, so that the picture shows every window whole.
        return ["firefox-esr", "--width", "1100", "--height", "400", "--no-remote", "--profile", profile, new Uri(folder.Write("page.html", Page)).AbsoluteUri];
    }
}
