// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>
/// Orbital with a person in front of it (compositor-bridge/desktop-orbital/fake), and the Redox endpoint's real program in it. Both are
/// what <c>./check rust</c> built; without them tests skip, by name.
/// </summary>
public sealed class OrbitalStage : IDisposable
{
    private readonly SeamlessCommand _seamless;
    private readonly string _audio;
    private readonly string _address;
    private readonly string _key;
    private Process? _orbital;
    private Socket? _hand;
    private StreamReader? _answers;
    private Process? _endpoint;

    /// <param name="seamless">The launcher gets to know the desktop, which has the guests from then on.</param>
    /// <param name="audio">What moves its sound: stepped, real, or none of it.</param>
    public OrbitalStage(SeamlessCommand seamless, string audio = "stepped")
    {
        (_seamless, _audio) = (seamless, audio);
        Prefix = seamless.PathOf("orbital");
        Assert.SkipUnless(File.Exists(Program("fake-orbital")) && File.Exists(Program("seamless-desktop-orbital")), "the Rust programs are not built: run ./check rust");
        Directory.CreateDirectory(Home);
        StartOrbital();

        using (var free = Seamless.Linux.TcpListener.Bind(new TcpAddress(IPAddress.Loopback, 0)))
            _address = free.Address.ToString();
        var lines = seamless.Done("desktop", "add", "redox", "--built-in", "--listen", _address).Split('\n');
        _key = lines.Single(line => line.StartsWith("  key", StringComparison.Ordinal)).Split(' ')[^1];
        seamless.Done("desktop", "use", "redox");
        StartEndpoint();
    }

    public string Prefix { get; }

    /// <summary>Of the person.</summary>
    public string Home => Path.Combine(Prefix, "root/home/user");

    public void StartOrbital()
    {
        _orbital = Process.Start(new ProcessStartInfo(Program("fake-orbital"), [Prefix, "--audio", _audio, "--leash"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("ready", _orbital.StandardOutput.ReadLine());
        _hand = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
        _hand.Connect(new UnixDomainSocketEndPoint(Path.Combine(Prefix, "hand")));
        _answers = new StreamReader(new NetworkStream(_hand), Encoding.UTF8);
    }

    public void KillOrbital()
    {
        _orbital!.Kill();
        _orbital.WaitForExit();
        CloseHand();
    }

    public void StartEndpoint()
    {
        var keyFile = Path.Combine(Prefix, "key");
        File.WriteAllText(keyFile, _key + "\n");
        var start = new ProcessStartInfo(Program("seamless-desktop-orbital"), ["--launcher", _address, "--name", "redox", "--key-file", keyFile]);
        start.Environment["ORBITAL_DISPLAY"] = Path.Combine(Prefix, "orbital");
        start.Environment["SEAMLESS_AUDIO"] = Path.Combine(Prefix, "audio");
        start.Environment["HOME"] = Home;
        // A session on Redox has none of them; what the person starts there finds the endpoint in the home folder.
        start.Environment.Remove("XDG_RUNTIME_DIR");
        start.Environment.Remove("XDG_DATA_HOME");
        start.Environment.Remove("XDG_STATE_HOME");
        _endpoint = Process.Start(start)!;
    }

    /// <summary>One line to the person's hand, and the lines of its answer; the commands are in the fake's hand.rs.</summary>
    public string[] Hand(string command) => Ask(command, out var error) ?? throw new InvalidOperationException($"{command}: {error}");

    /// <summary>The same where it is the question whether it can be done.</summary>
    public bool Tried(string command) => Ask(command, out _) is not null;

    /// <summary>The windows on the screen: number, flags, x, y, width, height, focus, events, mappings, title.</summary>
    public string[][] Windows() => [.. Hand("windows").Select(line => line.Split(' ', 10))];

    /// <summary>A terminal of the built-in guest on the screen: from then on the guest has its desktop.</summary>
    public void ShowTerminal(params string[] command)
    {
        _seamless.Done(Terminal(command));
        Hand("wait window Terminal within 30000");
    }

    /// <summary>How the launcher is asked for one; the answer is not its window.</summary>
    public static string[] Terminal(params string[] command)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/foot"), "foot is not installed");
        if (command.Length == 0)
            command = ["sh", "-c", "read line"];
        return ["run", "--no-wait", "--", "foot", "--config=/dev/null", "--title=Terminal", .. command];
    }

    /// <summary>What root runs on Redox, and what it says.</summary>
    public string Associate()
    {
        var start = new ProcessStartInfo(Program("seamless-associate"), ["--root", Path.Combine(Prefix, "root")]) { RedirectStandardOutput = true };
        using var associate = Process.Start(start)!;
        var said = associate.StandardOutput.ReadToEnd();
        associate.WaitForExit();
        Assert.Equal(0, associate.ExitCode);
        return said;
    }

    public void KillEndpoint()
    {
        _endpoint?.Kill();
        _endpoint?.WaitForExit();
        _endpoint?.Dispose();
        _endpoint = null;
    }

    /// <summary>It ends by itself; with what exit code.</summary>
    public int EndpointEnded()
    {
        Assert.True(_endpoint!.WaitForExit(TimeSpan.FromSeconds(30)), "the endpoint goes on");
        var code = _endpoint.ExitCode;
        KillEndpoint();
        return code;
    }

    public void Dispose()
    {
        KillEndpoint();
        if (_orbital is { HasExited: false })
        {
            _orbital.StandardInput.Close();
            _orbital.WaitForExit();
        }
        CloseHand();
    }

    private string[]? Ask(string command, out string error)
    {
        _hand!.Send(Encoding.UTF8.GetBytes(command + "\n"));
        var lines = new List<string>();
        while (_answers!.ReadLine() is { } line)
        {
            error = line;
            if (line == "ok")
                return [.. lines];
            if (line.StartsWith("error: ", StringComparison.Ordinal))
                return null;
            lines.Add(line);
        }
        throw new InvalidOperationException($"{command}: the fake Orbital has ended{(_orbital!.WaitForExit(1000) ? $", exit code {_orbital.ExitCode}" : " the connection")}");
    }

    private void CloseHand()
    {
        _answers?.Dispose();
        _hand?.Dispose();
        _orbital?.Dispose();
        _orbital = null;
    }

    private static string Program(string name) =>
        Path.Combine(Environment.GetEnvironmentVariable("SEAMLESS_RUST_DIR") ?? Path.Combine(Root(), "artifacts/rust/debug"), name);

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
