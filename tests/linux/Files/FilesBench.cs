// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Seamless.Agent.Apps;
using Seamless.Agent.Linux;
using Seamless.Agent.Linux.Apps;
using Seamless.Agent.Linux.Files;
using Seamless.Bridge;
using Seamless.Launcher;
using Seamless.Launcher.Files;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Protocol.Control;
using Seamless.Tests.Fakes;
using Xunit;
using LauncherSession = Seamless.Launcher.Guests.GuestSession;

namespace Seamless.Tests.Linux.Files;

/// <summary>
/// Agent, bridge and launcher of one guest on one loop with the real clock, each of which may die at any moment and come back with what is on
/// the disk. The app is a program that does nothing until it is ended; what it saves, the test saves in its place.
/// </summary>
internal sealed class FilesBench : IDisposable
{
    private readonly EnvironmentVariables _variables;
    private readonly List<string> _log = [];
    private BridgeSession? _session;
    private GuestApps? _apps;
    private GuestFiles? _files;
    private GuestRelay? _bridge;
    private LauncherSession? _launcher;

    public FilesBench(params (string Id, string Exec, string Types)[] apps)
    {
        Directory.CreateDirectory(Path.Join(Data, "applications"));
        foreach (var (id, exec, types) in apps.Length > 0 ? apps : [("editor", $"/bin/sh -c \"echo $$ >> {Folder}/pids; exec sleep 1000\" %f", "text/plain;")])
            File.WriteAllText(Path.Join(Data, "applications", id + ".desktop"), $"[Desktop Entry]\nType=Application\nName={id}\nExec={exec}\nMimeType={types}\n");
        Directory.CreateDirectory(Documents);
        // What files are called is the distribution's; which apps there are is ours.
        Directory.CreateSymbolicLink(Path.Join(Directory.CreateDirectory(Path.Join(Folder, "share")).FullName, "mime"), "/usr/share/mime");
        _variables = new EnvironmentVariables(new Dictionary<string, string>
        {
            ["HOME"] = Folder,
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["XDG_DATA_HOME"] = Data,
            ["XDG_DATA_DIRS"] = Path.Join(Folder, "share"),
        });
        AgentLog.Write = line =>
        {
            lock (_log) _log.Add($"agent: {line}");
        };
        StartBridge();
        StartAgent();
        StartLauncher();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("seamless-files-").FullName;

    public string Data => Path.Join(Folder, "data");

    public string Documents => Path.Join(Folder, "documents");

    public string Opened => Path.Join(Data, "seamless", "opened");

    public string State => Path.Join(Folder, "state");

    public EventLoop Loop { get; } = new();

    public OpenedFiles Files { get; private set; } = null!;

    public bool IsLauncherUp => _launcher is not null;

    public string[] Warnings
    {
        get
        {
            lock (_log) return [.. _log.Where(line => line.StartsWith("warn ", StringComparison.Ordinal))];
        }
    }

    /// <summary>What is left of opened files in the guest.</summary>
    public string[] LeftInGuest => Directory.Exists(Opened) ? [.. Directory.EnumerateFileSystemEntries(Opened).Where(path => !path.EndsWith("/.lock", StringComparison.Ordinal))] : [];

    public string[] Journals => Directory.Exists(State) ? Directory.GetFiles(State) : [];

    public string Write(string name, string content)
    {
        File.WriteAllText(Path.Join(Documents, name), content);
        return Path.Join(Documents, name);
    }

    public OpenedFileInfo Open(string path, string? app = null, bool readOnly = false)
    {
        var opening = Files.OpenAsync(new OpenArguments { Guest = "guest", File = path, App = app, ReadOnly = readOnly });
        Loop.Until(() => opening.IsCompleted, Lines);
        return opening.GetAwaiter().GetResult();
    }

    public string CopyOf(OpenedFileInfo file, string name) => Path.Join(Opened, file.Key, name);

    public void Until(Func<bool> condition) => Loop.Until(condition, () => $"{Lines()}\n{string.Join('\n', Files.Describe())}\n{string.Join('\n', LeftInGuest)}");

    public void UntilContent(string path, string content) => Until(() => File.Exists(path) && File.ReadAllText(path) == content);

    public bool AnyAppRuns => Running().Count > 0;

    /// <summary>The app's process is over.</summary>
    public void EndApps()
    {
        // Each tells its number first of all.
        Loop.Until(() => Running().Count >= _apps!.Launches.Instances.Count());
        foreach (var process in Running()) process.Signal(9);
        Assert.True(SpinWait.SpinUntil(() => !AnyAppRuns, Turns.Limit));
    }

    /// <summary>Its apps lose their compositor and end.</summary>
    public void KillAgent()
    {
        if (_session is null) return;
        EndApps();
        _files!.Dispose();
        _apps!.Dispose();
        _session.Dispose();
        (_files, _apps, _session) = (null, null, null);
    }

    public void StartAgent()
    {
        if (_session is not null) return;
        _session = new BridgeSession(Loop, () => Dial(GuestSocket), "guest");
        _apps = new GuestApps(Loop, new AppSurroundings("guest", Path.Join(Folder, "wayland-0"), Folder, _variables), _session);
        _files = new GuestFiles(Loop, _variables, _session, _apps);
        _session.Register(MessageGroup.Apps, _apps);
        _session.Register(MessageGroup.Files, _files);
        _session.Start();
    }

    public void KillBridge()
    {
        _bridge?.Dispose();
        _bridge = null;
    }

    public void StartBridge()
    {
        if (_bridge is not null) return;
        _bridge = new GuestRelay(Loop, new BridgeLog(new LogLines(_log), "guest"));
        _bridge.Serve(
            "guest",
            (ours, door) => new SessionListener(Loop, UnixListener.Bind(GuestSocket, UnixFileMode.UserRead | UnixFileMode.UserWrite), ours, door),
            (ours, door) => new SessionListener(Loop, UnixListener.Bind(DesktopSocket, UnixFileMode.UserRead | UnixFileMode.UserWrite), ours, door));
    }

    public void KillLauncher()
    {
        _launcher?.Dispose();
        _launcher = null;
        Files.Dispose();
    }

    public void StartLauncher()
    {
        if (_launcher is not null) return;
        Files = new OpenedFiles(Loop, State, NullLogger.Instance);
        _launcher = new LauncherSession(Loop, "guest", DesktopSocket, NullLogger.Instance) { Files = Files.Of("guest") };
        _launcher.Start();
        Loop.Until(() => _bridge is null || _session is null || _launcher.Catalogue is not null, Lines);
    }

    /// <summary>Opened by a person who does not give up.</summary>
    public string Again(string path)
    {
        Start();
        string? copy = null;
        Until(() => (copy = TryOpen(path)) is not null);
        return copy!;
    }

    /// <summary>Null while the agent is about to come.</summary>
    private string? TryOpen(string path)
    {
        try
        {
            return CopyOf(Open(path), Path.GetFileName(path));
        }
        catch (LauncherException refused) when (refused.Message.Contains("agent", StringComparison.Ordinal))
        {
            return null;
        }
    }

    public void Kill(string who)
    {
        if (who is "agent" or "agent and launcher" or "all") KillAgent();
        if (who is "bridge" or "all") KillBridge();
        if (who is "launcher" or "agent and launcher" or "all") KillLauncher();
    }

    public void Start()
    {
        StartBridge();
        StartAgent();
        StartLauncher();
    }

    public void Dispose()
    {
        KillLauncher();
        KillAgent();
        KillBridge();
        Loop.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private string Lines()
    {
        lock (_log) return string.Join('\n', _log);
    }

    private List<ProcessStatus> Running() => !File.Exists(Path.Join(Folder, "pids")) ? []
        : [.. File.ReadAllLines(Path.Join(Folder, "pids")).Select(line => ProcessStatus.Of(int.Parse(line, CultureInfo.InvariantCulture))).OfType<ProcessStatus>().Where(process => !process.HasEnded)];

    private string GuestSocket => Path.Join(Folder, "g");

    private string DesktopSocket => Path.Join(Folder, "d");

    private static UnixSocket Dial(string path) => UnixSocket.Connect(path);

    private sealed class LogLines(List<string> lines) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            lock (lines) lines.Add(value ?? "");
        }
    }
}
