// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Seamless.Benchmarks;

/// <summary>One way for an OpenGL program to reach a driver: straight, through virgl, or through ours.</summary>
internal abstract class GlRoute(string name, Scratch scratch) : IDisposable
{
    /// <summary>A frame or a compilation that is still under way when the program has ended takes no longer.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    private Process? server;

    public string Name { get; } = name;

    /// <summary>What microbench.c needs to find the driver.</summary>
    public virtual IEnumerable<string> Display => [];

    /// <summary>What a program draws into a window comes to the screen. On a GPU without one it stays there, which is no measure for anybody whose frames are seen.</summary>
    public virtual bool ShowsWindows => true;

    protected Scratch Scratch { get; } = scratch;

    protected virtual string? Socket => null;

    public virtual void Start()
    {
    }

    protected abstract void Prepare(IDictionary<string, string?> environment);

    public ProcessStartInfo Program(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", "exec timeout -k 5 180 \"$0\" \"$@\" 2>&1", file, .. arguments]) { RedirectStandardOutput = true };
        Always(start);
        Prepare(start.Environment);
        return start;
    }

    public bool HasServer => server is not null;

    /// <summary>CPU time of the server and of the processes that it started and that have ended.</summary>
    public double ServerMilliseconds() => server is { HasExited: false } ? ProcessCpu.MillisecondsWithChildren(server.Id) : 0;

    /// <summary>Until the server's process for the last program has ended, so that its CPU time is known.</summary>
    public void Settle()
    {
        if (server is { HasExited: false } && !SpinWait.SpinUntil(() => !ProcessCpu.HasChildren(server.Id), Settling))
            throw new InvalidOperationException($"{Name}: the server goes on for a program that has ended");
    }

    protected void Serve(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >>\"$LOG\" 2>&1", file, .. arguments]);
        Always(start);
        start.Environment["LOG"] = Scratch.PathOf($"{Name}.log");
        server = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
        if (!SpinWait.SpinUntil(() => server.HasExited || Answers(), Settling) || server.HasExited)
            throw new InvalidOperationException($"{file} does not listen: {File.ReadAllText(Scratch.PathOf($"{Name}.log")).Trim()}");
    }

    private bool Answers()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(Socket!));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    protected void Always(ProcessStartInfo start)
    {
        start.Environment["XDG_RUNTIME_DIR"] = Scratch.Folder;
        start.Environment["MESA_SHADER_CACHE_DIR"] = Scratch.PathOf("shaders");
        start.Environment["vblank_mode"] = "0";
        start.Environment["__GL_SYNC_TO_VBLANK"] = "0";
        start.Environment.Remove("WAYLAND_DISPLAY");
        if (GlNvidia.IsThere)
            start.Environment["__EGL_VENDOR_LIBRARY_FILENAMES"] = GlNvidia.Egl(Scratch);
        else
            start.Environment["LIBGL_ALWAYS_SOFTWARE"] = "1";
    }

    public virtual void Dispose()
    {
        if (server is null)
            return;
        if (!server.HasExited)
            server.Kill(entireProcessTree: true);
        server.WaitForExit();
        server.Dispose();
    }
}

/// <summary>The program calls the driver itself.</summary>
internal sealed class NativeRoute(Scratch scratch) : GlRoute("native", scratch)
{
    public override IEnumerable<string> Display => GlNvidia.IsThere ? ["--device"] : [];

    public override bool ShowsWindows => !GlNvidia.IsThere;

    protected override void Prepare(IDictionary<string, string?> environment)
    {
        if (GlNvidia.IsThere)
            environment["LD_LIBRARY_PATH"] = GlNvidia.Glx(Scratch) + Path.PathSeparator + Environment.GetEnvironmentVariable("LD_LIBRARY_PATH");
    }
}

/// <summary>Mesa's virtual driver in the program, and virglrenderer's test server on the driver.</summary>
internal sealed class VirglRoute(Scratch scratch) : GlRoute("virpipe", scratch)
{
    private const string Mesa = "/usr/share/glvnd/egl_vendor.d/50_mesa.json";

    /// <summary>Both ends know no other path: version 0.10.4 refuses to listen elsewhere.</summary>
    protected override string Socket => "/tmp/.virgl_test";

    public override void Start()
    {
        File.Delete(Socket);
        // In one process for one program after the other: the processes that it forks otherwise leave no trace of their CPU time.
        Serve("virgl_test_server", "--use-egl-surfaceless", "--no-fork");
    }

    protected override void Prepare(IDictionary<string, string?> environment)
    {
        environment["GALLIUM_DRIVER"] = "virpipe";
        environment["LIBGL_ALWAYS_SOFTWARE"] = "1";
        environment["__GLX_VENDOR_LIBRARY_NAME"] = "mesa";
        if (File.Exists(Mesa))
            environment["__EGL_VENDOR_LIBRARY_FILENAMES"] = Mesa;
    }
}

/// <summary>Our library in the program, and our server on the driver.</summary>
internal sealed class SeamlessRoute(Scratch scratch) : GlRoute("seamless", scratch)
{
    private readonly string bin = Environment.GetEnvironmentVariable("SEAMLESS_BIN_DIR")
        ?? throw new InvalidOperationException("SEAMLESS_BIN_DIR is not set; start through benchmarks/run");

    /// <summary>Where `seamless gpu status` looks for it.</summary>
    protected override string Socket => Scratch.PathOf("seamless/gl.sock");

    public override void Start()
    {
        Directory.CreateDirectory(Scratch.PathOf("seamless"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Serve(Path.Combine(bin, "seamless-gl-server"), ["--listen", Socket, .. GlNvidia.IsThere ? (string[])["--hardware"] : []]);
    }

    /// <summary>What the status verb says of the programs that draw.</summary>
    public string Status()
    {
        var start = new ProcessStartInfo(Path.Combine(bin, "seamless"), ["gpu", "status", "--seconds", "1"]) { RedirectStandardOutput = true };
        Always(start);
        using var process = Process.Start(start)!;
        var told = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return told;
    }

    protected override void Prepare(IDictionary<string, string?> environment)
    {
        var library = Path.Combine(bin, "gl");
        if (!File.Exists(Path.Combine(library, "libGL.so.1")))
            throw new InvalidOperationException("the OpenGL client library was not built: there was no cargo of 1.85 or newer");
        environment["LD_LIBRARY_PATH"] = library;
        environment["SEAMLESS_GL"] = Socket;
    }
}

/// <summary>An X server without a screen, on a display number of its own.</summary>
internal sealed class BareScreen : IDisposable
{
    private readonly Process process;

    public BareScreen()
    {
        var start = new ProcessStartInfo("sh", ["-c", "exec Xvfb -displayfd 3 -screen 0 1280x1024x24 +extension GLX -nolisten tcp 3>&1 >/dev/null 2>&1"]) { RedirectStandardOutput = true };
        process = Process.Start(start) ?? throw new InvalidOperationException("Xvfb did not start");
        Display = ":" + (process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Xvfb ended at once"));
    }

    public string Display { get; }

    public double Milliseconds() => ProcessCpu.MillisecondsWithChildren(process.Id);

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
