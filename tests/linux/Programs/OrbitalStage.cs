// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>
/// Orbital with a person in front of it (compositor-bridge/desktop-orbital/fake), and the Redox endpoint's real program in it. Both are
/// what <c>./check rust</c> built; without them tests skip, by name.
/// </summary>
public sealed class OrbitalStage : IDisposable
{
    private readonly Process _orbital;
    private readonly Socket _hand = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly StreamReader _answers;
    private Process? _endpoint;

    public OrbitalStage(string prefix)
    {
        Assert.SkipUnless(File.Exists(Program("fake-orbital")) && File.Exists(Program("seamless-desktop-orbital")), "the Rust programs are not built: run ./check rust");
        Prefix = prefix;
        _orbital = Process.Start(new ProcessStartInfo(Program("fake-orbital"), [prefix, "--audio", "stepped", "--leash"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("ready", _orbital.StandardOutput.ReadLine());
        _hand.ReceiveTimeout = 60_000;
        _hand.Connect(new UnixDomainSocketEndPoint(Path.Combine(prefix, "hand")));
        _answers = new StreamReader(new NetworkStream(_hand), Encoding.UTF8);
    }

    public string Prefix { get; }

    /// <summary>Starts the endpoint; where it connects to and with which key.</summary>
    public void StartEndpoint(string launcher, string key)
    {
        var keyFile = Path.Combine(Prefix, "key");
        File.WriteAllText(keyFile, key + "\n");
        var start = new ProcessStartInfo(Program("seamless-desktop-orbital"), ["--launcher", launcher, "--name", "redox", "--key-file", keyFile]);
        start.Environment["ORBITAL_DISPLAY"] = Path.Combine(Prefix, "orbital");
        start.Environment["SEAMLESS_AUDIO"] = Path.Combine(Prefix, "audio");
        start.Environment["HOME"] = Path.Combine(Prefix, "root/home/user");
        start.Environment.Remove("XDG_DATA_HOME");
        start.Environment.Remove("XDG_STATE_HOME");
        _endpoint = Process.Start(start)!;
    }

    /// <summary>One line to the person's hand, and the lines of its answer; the commands are in the fake's hand.rs.</summary>
    public string[] Hand(string command)
    {
        _hand.Send(Encoding.UTF8.GetBytes(command + "\n"));
        var lines = new List<string>();
        while (_answers.ReadLine() is { } line)
        {
            if (line == "ok")
                return [.. lines];
            if (line.StartsWith("error: ", StringComparison.Ordinal))
                throw new InvalidOperationException($"{command}: {line}");
            lines.Add(line);
        }
        throw new InvalidOperationException($"{command}: the fake Orbital has ended");
    }

    /// <summary>The windows on the screen: number, flags, x, y, width, height, focus, events, mappings, title.</summary>
    public string[][] Windows() => [.. Hand("windows").Select(line => line.Split(' ', 10))];

    public void KillEndpoint()
    {
        _endpoint?.Kill();
        _endpoint?.WaitForExit();
        _endpoint?.Dispose();
        _endpoint = null;
    }

    public void Dispose()
    {
        KillEndpoint();
        _answers.Dispose();
        _hand.Dispose();
        _orbital.StandardInput.Close();
        _orbital.WaitForExit();
        _orbital.Dispose();
    }

    private static string Program(string name) =>
        Path.Combine(Environment.GetEnvironmentVariable("SEAMLESS_RUST_DIR") ?? Path.Combine(Root(), "artifacts/rust/debug"), name);

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
