// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>The built-in guest on the desktop without a screen, whose programs draw with the system's OpenGL or with ours. Both times it is Mesa's software driver.</summary>
public sealed class GlGuest : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly SeamlessCommand _seamless = new();

    public GlGuest()
    {
        _seamless.NeedOpenGl();
        _seamless.Variables["LIBGL_ALWAYS_SOFTWARE"] = "1";
    }

    /// <summary>A variable for our programs and the server that the first of them starts.</summary>
    public string? Setting { get; init; }

    /// <summary>A program in the guest; answers when it has a window.</summary>
    public void Start(bool ours, params string[] command) => _seamless.Done(["run", "--env", "GSK_RENDERER=gl", "--timeout", "60", "--", .. Command(ours, command)]);

    /// <summary>A program in the guest, to its end; what it printed.</summary>
    public string Run(bool ours, params string[] command) => _seamless.Done(["exec", "local", "--", .. Command(ours, command)]);

    /// <summary>Waits for a window of this title, and looks at it until it is as it should be.</summary>
    public async Task<Picture> Window(string title, Func<Picture, bool> isSo, string what)
    {
        var file = _seamless.PathOf("window.png");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Deadline;)
        {
            var window = _seamless.Json("windows").GetProperty("windows").EnumerateArray().FirstOrDefault(w => w.GetProperty("title").GetString() == title);
            if (window.ValueKind != System.Text.Json.JsonValueKind.Undefined
                && _seamless.Run("screenshot", file, "--window", window.GetProperty("id").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture)).ExitCode == 0
                && new Picture(file) is var picture && isSo(picture))
                return picture;
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
        Assert.Fail($"{Deadline.TotalSeconds} s passed before {what}; there are {_seamless.Done("windows")}");
        throw new InvalidOperationException();
    }

    /// <summary>Compiles the program beside this file against the system's libraries.</summary>
    public string WaylandWindow([CallerFilePath] string here = "")
    {
        const string Protocol = "/usr/share/wayland-protocols/stable/xdg-shell/xdg-shell.xml";
        var (program, header, code) = (_seamless.PathOf("wayland-window"), _seamless.PathOf("xdg-shell.h"), _seamless.PathOf("xdg-shell.c"));
        Build("wayland-scanner", "client-header", Protocol, header);
        Build("wayland-scanner", "private-code", Protocol, code);
        Build("gcc", "-O1", "-I", Path.GetDirectoryName(header)!, "-o", program, Path.Combine(Path.GetDirectoryName(here)!, "wayland-window.c"), code,
            "-lwayland-client", "-l:libwayland-egl.so.1", "-l:libEGL.so.1", "-l:libGLESv2.so.2");
        return program;
    }

    private string[] Command(bool ours, string[] command) =>
        ours ? ["env", Setting ?? "SEAMLESS_GL_LOG=", _seamless.Program("seamless"), "gpu", "run", "--", .. command] : command;

    private static void Build(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {error}");
    }

    public void Dispose()
    {
        // The server belongs to the program that was first to need it; only when that has ended with its guest does nobody else wait for it.
        var servers = _seamless.ProcessesOf("seamless-gl-server");
        _seamless.Dispose();
        foreach (var server in servers)
        {
            try
            {
                using var process = Process.GetProcessById(server);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It has ended.
            }
        }
    }
}
