// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Agent.Linux;
using Seamless.Agent.Linux.Apps;
using Seamless.Agent.Linux.Terminals;
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Linux.Terminals;

/// <summary>Agent, bridge and a terminal on one loop with the real clock, for the programs are real.</summary>
internal sealed class TerminalBench : IDisposable
{
    private readonly GuestRelay _bridge;
    private readonly SessionListener _guestSide;
    private readonly SessionListener _desktopSide;
    private readonly BridgeSession _session;
    private readonly InstalledApps _installed;
    private readonly AppLaunches _launches;
    private readonly StringWriter _log = new();

    public TerminalBench()
    {
        _bridge = new GuestRelay(Loop, new BridgeLog(_log, "guest"));
        SessionListener? guestSide = null, desktopSide = null;
        _bridge.Serve(
            "guest",
            (ours, door) => guestSide = new SessionListener(Loop, ours, door),
            (ours, door) => desktopSide = new SessionListener(Loop, ours, door));
        (_guestSide, _desktopSide) = (guestSide!, desktopSide!);
        _session = new BridgeSession(Loop, () => Dial(_guestSide), "guest");
        var variables = new EnvironmentVariables(new Dictionary<string, string>
        {
            ["HOME"] = Folder,
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["SHELL"] = "/bin/sh",
            ["XDG_DATA_HOME"] = Folder,
            ["XDG_DATA_DIRS"] = Folder,
        });
        var surroundings = new AppSurroundings("guest", Path.Join(Folder, "wayland-0"), Folder, variables);
        _installed = new InstalledApps(Loop, variables, _ => { });
        _launches = new AppLaunches(Loop, _installed, surroundings, _session);
        Terminals = new GuestTerminals(Loop, surroundings, _session, _launches);
        _session.Register(MessageGroup.Terminals, Terminals);
        _session.Start();
        Terminal = Connect();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("seamless-terminal-").FullName;

    public EventLoop Loop { get; } = new();

    public GuestTerminals Terminals { get; }

    public FakeTerminal Terminal { get; }

    public string Warnings => string.Join('\n', _log.ToString().Split('\n').Where(line => line.StartsWith("warn ", StringComparison.Ordinal)));

    public FakeTerminal Connect()
    {
        var terminal = FakeTerminal.Connect(Loop, () => Dial(_desktopSide));
        terminal.AwaitOpen();
        Loop.Until(() => _session.IsOpen);
        return terminal;
    }

    public uint Shell(string script, TerminalFlags flags = TerminalFlags.None) => Open(new OpenTerminal { Arguments = ["sh", "-c", script], Flags = flags });

    /// <summary>Opens a stream and waits until its program runs, or cannot.</summary>
    public uint Open(OpenTerminal open)
    {
        if (open.Flags.HasFlag(TerminalFlags.Pty)) open = open with { Columns = 100, Rows = 30, TerminalType = "xterm-256color" };
        var stream = Terminal.Open(open);
        Terminal.AwaitOpened(stream);
        return stream;
    }

    public void LoseBridge()
    {
        _bridge.Guest!.Dispose();
        Loop.Until(() => !_session.IsOpen);
    }

    public void Dispose()
    {
        Terminals.Lost();
        var stopped = false;
        _launches.StopAll(() => stopped = true);
        Loop.Until(() => stopped);
        Terminals.Dispose();
        Terminal.Dispose();
        _launches.Dispose();
        _installed.Dispose();
        _session.Dispose();
        _bridge.Dispose();
        Loop.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static UnixSocket Dial(SessionListener listener)
    {
        var (ours, theirs) = UnixSocket.Pair();
        listener.Adopt(ours);
        return theirs;
    }
}
