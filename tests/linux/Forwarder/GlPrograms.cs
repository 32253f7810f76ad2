// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>
/// Starts programs with our library in front of the system's, or without. Everybody draws with Mesa's software driver, so that
/// pictures can be compared.
/// </summary>
public sealed class GlPrograms : IDisposable
{
    private readonly GlServer _server;

    /// <summary>The folder with our library.</summary>
    public string Library { get; } = Path.Combine(Environment.GetEnvironmentVariable("SEAMLESS_BIN_DIR")!, "gl");

    /// <param name="options">Words for the server's command line.</param>
    public GlPrograms(params string[] options)
        : this(new GlServer(options))
    {
    }

    public GlPrograms(GlServer server)
    {
        _server = server;
        Assert.SkipUnless(File.Exists(Path.Combine(Library, "libGL.so.1")), "the OpenGL client library was not built: there was no cargo of 1.85 or newer");
    }

    /// <summary>How our library comes to the server: nothing before the socket's path shares memory with it.</summary>
    public string Way { get; init; } = "";

    public GlServer Server => _server;

    /// <summary>The test's own folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("seamless-gl-programs-").FullName;

    /// <summary>The program, with our library or with the system's.</summary>
    public Process Start(bool ours, XScreen? screen, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LIBGL_ALWAYS_SOFTWARE"] = "1";
        start.Environment["vblank_mode"] = "0";
        // GTK draws with OpenGL, and is the only instance of its program.
        start.Environment["GSK_RENDERER"] = "gl";
        start.Environment["GDK_BACKEND"] = "x11";
        start.Environment["GTK_A11Y"] = "none";
        start.Environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere";
        start.Environment["HOME"] = Folder;
        start.Environment["MOZ_CRASHREPORTER_DISABLE"] = "1";
        start.Environment.Remove("WAYLAND_DISPLAY");
        if (screen is not null)
            start.Environment["DISPLAY"] = screen.Display;
        if (ours)
        {
            start.Environment["LD_LIBRARY_PATH"] = Library;
            start.Environment["SEAMLESS_GL"] = Way + _server.Socket;
        }
        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end; what it printed on both.</summary>
    public async Task<(int Code, string Printed)> Run(bool ours, XScreen? screen, string program, params string[] arguments)
    {
        using var process = Start(ours, screen, program, arguments);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Compiles the demo beside this file against the system's OSMesa.</summary>
    public Task<string> OsMesaDemo() => Compiled("osmesa-demo");

    /// <summary>Compiles an OSMesa program beside this file.</summary>
    public Task<string> Compiled(string name) => Compiled(name, ["-l:libOSMesa.so.8", "-lm"]);

    /// <summary>Compiles a program beside this file against these libraries of the system's.</summary>
    public async Task<string> Compiled(string name, string[] libraries, [CallerFilePath] string here = "")
    {
        var program = Path.Combine(Folder, name);
        var source = Path.Combine(Path.GetDirectoryName(here)!, name + ".c");
        var (code, printed) = await Run(ours: false, null, "gcc", ["-O1", "-o", program, source, .. libraries]);
        Assert.True(code == 0, printed);
        return program;
    }

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
