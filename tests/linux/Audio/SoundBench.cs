// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Agent.Linux;
using Seamless.Agent.Linux.Apps;
using Seamless.Agent.Linux.Audio;
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Audio;

/// <summary>The agent's sound, a real sound server, a bridge and a desktop that listens, on one loop with the real clock.</summary>
internal sealed class SoundBench : IDisposable
{
    private static readonly string[] PipeWirePrograms = ["pipewire", "wireplumber", "pipewire-pulse"];

    private readonly GuestRelay _bridge;
    private readonly SessionListener _guestSide;
    private readonly SessionListener _desktopSide;
    private readonly BridgeSession _session;
    private readonly SoundServer _server;
    private readonly List<ChildProcess> _programs = [];
    private readonly StringWriter _log = new();

    /// <param name="server">pipewire or pulseaudio: the only one that this guest finds.</param>
    /// <param name="sink">What the desktop wants.</param>
    public SoundBench(string server, AudioSink sink)
    {
        var bin = Directory.CreateDirectory(Path.Join(Folder, "bin")).FullName;
        foreach (var program in server == "pipewire" ? PipeWirePrograms : ["pulseaudio"])
            File.CreateSymbolicLink(Path.Join(bin, program), GuestProgram.Require($"/usr/bin/{program}", program));
        _bridge = new GuestRelay(Loop, new BridgeLog(_log, "guest"));
        SessionListener? guestSide = null, desktopSide = null;
        _bridge.Serve("guest", (ours, door) => guestSide = new SessionListener(Loop, ours, door), (ours, door) => desktopSide = new SessionListener(Loop, ours, door));
        (_guestSide, _desktopSide) = (guestSide!, desktopSide!);
        _session = new BridgeSession(Loop, () => Dial(_guestSide), "guest");
        var variables = new EnvironmentVariables(new Dictionary<string, string> { ["HOME"] = Folder, ["PATH"] = bin });
        var surroundings = new AppSurroundings("guest", Path.Join(Folder, "wayland-0"), Folder, variables);
        _server = new SoundServer(Loop, surroundings, Started.Add, pid => Started.Remove(pid));
        Audio = new GuestAudio(Loop, _session, _server, pid => (uint)(pid % 1000) + 1);
        _session.Register(MessageGroup.Audio, Audio);
        _session.Start();
        Loop.Until(() => _session.IsOpen);
        Desktop = Connect(sink);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("seamless-sound-").FullName;

    public EventLoop Loop { get; } = new();

    public GuestAudio Audio { get; }

    public FakeDesktop Desktop { get; private set; }

    /// <summary>Processes of the sound server.</summary>
    public List<int> Started { get; } = [];

    public string Warnings => string.Join('\n', _log.ToString().Split('\n').Where(line => line.StartsWith("warn ", StringComparison.Ordinal)));

    public FakeDesktop Connect(AudioSink sink)
    {
        Desktop?.Dispose();
        Loop.Until(() => _bridge.Desktop is null);
        Desktop = FakeDesktop.Connect(Loop, () => Dial(_desktopSide));
        Desktop.Sink = sink;
        Desktop.AwaitOpen();
        // The sink was said before.
        Loop.Until(() => _session.IsLive);
        return Desktop;
    }

    public ChildProcess Play(string program, string package, params string[] arguments) => Play(null, program, package, arguments);

    public ChildProcess Play(FileDescriptor? input, string program, string package, params string[] arguments)
    {
        var environment = new Dictionary<string, string>(SoundServer.VariablesOf(Folder)) { ["HOME"] = Folder, ["PATH"] = "/usr/bin:/bin", ["LANG"] = "C.UTF-8" };
        var process = ChildProcess.Start(
            Loop, new ChildProcessOptions(GuestProgram.Require($"/usr/bin/{program}", package), arguments) { Environment = environment, StandardInput = input });
        _programs.Add(process);
        return process;
    }

    /// <summary>The frames of a stream, its gaps as silence.</summary>
    public byte[] FramesOf(uint stream)
    {
        var parts = Desktop.All<AudioData>().Where(data => data.Stream == stream).ToArray();
        if (parts.Length == 0)
            return [];
        var bytes = new byte[((long)parts[^1].Position * Desktop.Sink.FrameBytes) + parts[^1].Frames.Length];
        foreach (var part in parts)
            part.Frames.Span.CopyTo(bytes.AsSpan((int)part.Position * Desktop.Sink.FrameBytes));
        return bytes;
    }

    public void AwaitStopped(int streams) => Loop.Until(() => Desktop.All<AudioStopped>().Count() >= streams, () => Desktop.Describe() + Warnings);

    /// <summary>The loop's turns for so long: it is the length of what is played, or of a silence, that is the subject.</summary>
    public void Listen(TimeSpan time)
    {
        var isOver = false;
        using var timer = Loop.CreateTimer(() => isOver = true);
        timer.Start(time);
        Loop.Until(() => isOver);
    }

    public void Dispose()
    {
        foreach (var program in _programs)
        {
            program.Kill();
            program.Dispose();
        }
        Audio.Dispose();
        _server.Dispose();
        Desktop.Dispose();
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
