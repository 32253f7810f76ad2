// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using Seamless.Linux;

namespace Seamless.Benchmarks;

/// <summary>CPU time so far of every program between a client and Orbital's screen, in nanoseconds.</summary>
internal readonly record struct OrbitalCpu(long Agent, long Bridge, long Launcher, long Endpoint, long Orbital)
{
    public long Sum => Agent + Bridge + Launcher + Endpoint + Orbital;

    public static OrbitalCpu operator -(OrbitalCpu a, OrbitalCpu b) =>
        new(a.Agent - b.Agent, a.Bridge - b.Bridge, a.Launcher - b.Launcher, a.Endpoint - b.Endpoint, a.Orbital - b.Orbital);
}

/// <summary>
/// The whole line as a person on Redox has it: the built-in guest's agent → bridge → the launcher's door, by TCP → the Redox endpoint → Orbital,
/// for which the fake stands. One system of programs of its own, with its own folders.
/// </summary>
internal sealed class OrbitalLine(Scratch scratch, string packing) : Contender("orbital", scratch)
{
    private readonly string bin = Environment.GetEnvironmentVariable("SEAMLESS_BIN_DIR")!;
    private readonly string rust = Environment.GetEnvironmentVariable("SEAMLESS_RUST_DIR")!;
    private Process? orbital, endpoint;
    private int agent, bridge, launcher;
    private OrbitalHand? hand;

    public override string Display => throw new NotSupportedException("clients are started by the guest");

    public int Port { get; private set; }

    public OrbitalHand Hand => hand!;

    public override void Start()
    {
        var prefix = Scratch.Folder;
        orbital = Run(Path.Combine(rust, "fake-orbital"), prefix, "--display", "2200x1300", "--audio", "stepped");
        Scratch.WaitForListener("hand");
        hand = new OrbitalHand(Path.Combine(prefix, "hand"));
        using (var free = TcpListener.Bind(new TcpAddress(IPAddress.Loopback, 0)))
            Port = free.Address.Port;
        var key = Path.Combine(prefix, "key");
        var added = Seamless("desktop", "add", "redox", "--built-in", "--listen", $"127.0.0.1:{Port}").Split('\n');
        File.WriteAllText(key, added.Single(line => line.StartsWith("  key", StringComparison.Ordinal)).Split(' ')[^1]);
        Seamless("desktop", "use", "redox");
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >>\"$LOG\" 2>&1", Path.Combine(rust, "seamless-desktop-orbital"),
            "--launcher", $"127.0.0.1:{Port}", "--name", "redox", "--key-file", key]);
        start.Environment["ORBITAL_DISPLAY"] = Path.Combine(prefix, "orbital");
        start.Environment["SEAMLESS_AUDIO"] = Path.Combine(prefix, "audio");
        start.Environment["HOME"] = Scratch.PathOf("home");
        start.Environment.Remove("XDG_DATA_HOME");
        endpoint = Run(start);
    }

    /// <summary>Starts a program in the guest, and finds its window by its title.</summary>
    public (string Id, int X, int Y) Open(string title, params string[] command)
    {
        Seamless(["run", "--no-wait", "--", .. command]);
        var window = Hand.Window(title);
        (agent, bridge, launcher) = (ProgramOf("seamless-agent"), ProgramOf("seamless-bridge"), ProgramOf("seamless"));
        return window;
    }

    /// <summary>Ends the programs of that name in the guest, and their windows go with them.</summary>
    public void KillClients(string name)
    {
        foreach (var each in RunningPrograms.Of(Scratch, name))
        {
            using var client = Process.GetProcessById(each);
            client.Kill();
        }
        Hand.Do("wait windows 0");
    }

    public OrbitalCpu Cpu() => new(Of(agent), Of(bridge), Of(launcher), Of(endpoint!.Id), Of(orbital!.Id));

    public override void Dispose()
    {
        Seamless("stop");
        hand?.Dispose();
        base.Dispose();
    }

    private static long Of(int process) => ProcessCpu.Nanoseconds([process]);

    private string Seamless(params string[] arguments)
    {
        var info = new ProcessStartInfo(Path.Combine(bin, "seamless"), arguments) { RedirectStandardOutput = true };
        info.Environment["XDG_RUNTIME_DIR"] = Scratch.PathOf("run");
        foreach (var (name, folder) in (ReadOnlySpan<(string, string)>)[("STATE", "state"), ("CACHE", "cache"), ("CONFIG", "config"), ("DATA", "data")])
            info.Environment[$"XDG_{name}_HOME"] = Scratch.PathOf(folder);
        info.Environment["SEAMLESS_PACK_ROWS"] = packing;
        info.Environment.Remove("WAYLAND_DISPLAY");
        Directory.CreateDirectory(Scratch.PathOf("run"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"seamless {string.Join(' ', arguments)} failed");
    }

    private int ProgramOf(string name) => RunningPrograms.Of(Scratch, name).Single();
}
