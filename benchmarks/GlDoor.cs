// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using Seamless.Linux;

namespace Seamless.Benchmarks;

/// <summary>
/// Our library in the program, as on a machine elsewhere: over TCP to a launcher's door, which passes the bytes on to our server. In between is a
/// line that can be made longer.
/// </summary>
internal sealed class GlDoor(Scratch scratch) : GlRoute("door", scratch)
{
    private readonly string bin = Environment.GetEnvironmentVariable("SEAMLESS_BIN_DIR")
        ?? throw new InvalidOperationException("SEAMLESS_BIN_DIR is not set; start through benchmarks/run");
    private IDelayLine? line;

    public IDelayLine Line => line!;

    private string Key => Scratch.PathOf("key");

    public override void Start()
    {
        int port;
        using (var free = TcpListener.Bind(new TcpAddress(IPAddress.Loopback, 0)))
            port = free.Address.Port;
        Directory.CreateDirectory(Scratch.PathOf("run"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var added = Seamless("desktop", "add", "elsewhere", "--listen", $"127.0.0.1:{port}").Split('\n');
        File.WriteAllText(Key, added.Single(text => text.StartsWith("  key", StringComparison.Ordinal)).Split(' ')[^1]);
        Seamless("gpu", "allow", "elsewhere");
        var address = new TcpAddress(IPAddress.Loopback, port);
        line = NetemLine.IsThere ? new NetemLine(address) : new RelayLine(address);
    }

    public override void Dispose()
    {
        line?.Dispose();
        Seamless("stop");
        foreach (var server in RunningPrograms.Of(Scratch, "seamless-gl-server"))
            End(server);
        base.Dispose();
    }

    protected override void Prepare(IDictionary<string, string?> environment)
    {
        environment["LD_LIBRARY_PATH"] = Path.Combine(bin, "gl");
        environment["SEAMLESS_GL"] = $"tcp:{Line.Address}";
        environment["SEAMLESS_GL_NAME"] = "elsewhere";
        environment["SEAMLESS_GL_KEY_FILE"] = Key;
    }

    private static void End(int process)
    {
        try
        {
            using var one = Process.GetProcessById(process);
            one.Kill();
            one.WaitForExit();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended: the process of a client.
        }
    }

    private string Seamless(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(bin, "seamless"), arguments) { RedirectStandardOutput = true };
        Always(start);
        start.Environment["XDG_RUNTIME_DIR"] = Scratch.PathOf("run");
        foreach (var folder in (ReadOnlySpan<string>)["STATE", "CACHE", "CONFIG", "DATA"])
            start.Environment[$"XDG_{folder}_HOME"] = Scratch.PathOf(folder);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"seamless {string.Join(' ', arguments)} failed");
    }
}
