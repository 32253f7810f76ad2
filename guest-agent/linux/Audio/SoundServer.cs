// SPDX-License-Identifier: Apache-2.0
// A sound server of the guest's own: the built-in guest shares the machine with a person's desktop, and its apps must not play there, as they
// must not find its session bus. Its sockets are ours, and the first app that knocks starts it (systemd's protocol for that, which the servers
// understand): a guest without sound has no server. It has one sink, which goes nowhere, and no devices.
//
// PipeWire where it is installed with its session manager and its server for PulseAudio's clients; else PulseAudio.
using Seamless.Agent.Apps;
using Seamless.Agent.Linux.Apps;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Audio;

public sealed class SoundServer : ISoundServer, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // What listens is told its own process id (sd_listen_fds(3)), which nobody knows before it runs.
    private static readonly string[] AsActivated = ["-c", "LISTEN_PID=$$ exec \"$0\" \"$@\""];

    private readonly EventLoop _loop;
    private readonly AppSurroundings _surroundings;
    private readonly Action<int> _started;
    private readonly Action<int> _ended;
    private readonly SoundFiles _files;
    private readonly List<ChildProcess> _processes = [];
    private readonly List<Watch> _knocks = [];
    private readonly SoundPrograms? _programs;
    private UnixListener? _pulse;
    private UnixListener? _pipewire;
    private long _startedNanoseconds;
    private int _failures;
    private bool _isDisposed;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="surroundings">The world of the apps; the sockets are in its folder.</param>
    /// <param name="started">Takes the process id of what was started.</param>
    /// <param name="ended">Takes it again when it has ended.</param>
    public SoundServer(EventLoop loop, AppSurroundings surroundings, Action<int> started, Action<int> ended)
    {
        (_loop, _surroundings, _started, _ended) = (loop, surroundings, started, ended);
        _files = new SoundFiles(surroundings.RuntimeFolder);
        _programs = SoundPrograms.Find(new ProgramSearch(surroundings.Variables));
        if (_programs is not null)
            Listen();
    }

    /// <summary>It runs, or does not any more.</summary>
    public Action? Changed { get; set; }

    public bool IsInstalled => _programs is not null;

    public bool IsRunning => _processes.Count > 0;

    /// <summary>For libpulse.</summary>
    public string? Address => $"unix:{_files.PulseSocket}";

    /// <summary>The form of its sink, from the next start on.</summary>
    public AudioSink Form { get; set; } = new(AudioLimits.UsualRate, AudioLimits.UsualChannels);

    public AudioSink StartedForm { get; private set; }

    /// <summary>What apps find it by. Where there is none they find nobody, rather than the server of the person's desktop.</summary>
    public static IReadOnlyDictionary<string, string> VariablesOf(string runtimeFolder) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PULSE_SERVER"] = $"unix:{new SoundFiles(runtimeFolder).PulseSocket}",
        ["PIPEWIRE_RUNTIME_DIR"] = runtimeFolder,
    };

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        EndAll();
        StopListening();
    }

    private void Listen()
    {
        try
        {
            Directory.CreateDirectory(_files.PulseFolder, OwnerOnly);
            _pulse = UnixListener.Bind(_files.PulseSocket);
            _knocks.Add(_loop.Add(_pulse.Descriptor, Interest.Read, _ => Start()));
            if (!_programs!.IsPipeWire)
                return;
            _pipewire = UnixListener.Bind(_files.PipeWireSocket);
            _knocks.Add(_loop.Add(_pipewire.Descriptor, Interest.Read, _ => Start()));
        }
        catch (Exception failure) when (failure is LinuxException or IOException)
        {
            AudioLog.NotStarted(failure.Message);
            StopListening();
        }
    }

    private void StopListening()
    {
        foreach (var knock in _knocks)
            knock.Dispose();
        _knocks.Clear();
        _pulse?.Dispose();
        _pipewire?.Dispose();
        (_pulse, _pipewire) = (null, null);
    }

    private void Start()
    {
        HearKnocks(Interest.None);
        StartedForm = Form;
        _startedNanoseconds = _loop.NowNanoseconds;
        try
        {
            if (_programs!.IsPipeWire)
                StartPipeWire();
            else
                StartPulseAudio();
        }
        catch (Exception failure) when (failure is LinuxException or IOException)
        {
            AudioLog.NotStarted(failure.Message);
            EndAll();
            StopListening();
            return;
        }
        AudioLog.ServerStarted(_programs.Name);
        Changed?.Invoke();
    }

    private void StartPipeWire()
    {
        _files.WritePipeWire(Form);
        Run(_programs!.PipeWire!, ["-c", _files.PipeWireConfig], _pipewire);
        string[] policy = SoundPrograms.IsWirePlumberOfLua ? ["-c", SoundFiles.PolicyConfig] : ["-p", "policy"];
        Run(_programs.WirePlumber!, policy, null);
        Run(_programs.PipeWirePulse!, [], _pulse);
    }

    private void StartPulseAudio()
    {
        _files.WritePulseAudio();
        // Without rewinds it renders 50 ms ahead at most, not two seconds: what is rendered before somebody listens is heard by nobody.
        Run(_programs!.PulseAudio!,
        [
            "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--high-priority=no", "--realtime=no", "--log-target=stderr",
            "-L", $"module-null-sink sink_name={GuestAudio.SinkName(Form)} rate={Form.Rate} channels={Form.Channels} norewinds=1 sink_properties=device.description=Seamless",
            "-L", "module-suspend-on-idle timeout=1", "-L", $"module-native-protocol-unix socket={_files.PulseSocket}",
        ], _pulse);
    }

    private void Run(string program, string[] arguments, UnixListener? socket)
    {
        var environment = _surroundings.Environment();
        environment[AppMark.Variable] = AppMark.Of(instance: 0).ToString();
        foreach (var (name, value) in _files.Variables)
            environment[name] = value;
        environment.Remove("DBUS_SESSION_BUS_ADDRESS");
        if (SoundPrograms.IsWirePlumberOfLua)
            environment["WIREPLUMBER_CONFIG_DIR"] = _files.Folder;
        if (socket is not null)
            environment["LISTEN_FDS"] = "1";
        var process = ChildProcess.Start(_loop, new ChildProcessOptions(
            socket is null ? program : "/bin/sh", socket is null ? arguments : [.. AsActivated, program, .. arguments])
        {
            Environment = environment,
            WorkingDirectory = "/",
            Handles = socket is null ? [] : [socket.Descriptor],
            NewSession = true,
        }, _ => Ended(program));
        _processes.Add(process);
        _started(process.Pid);
    }

    /// <summary>One without the others is no server.</summary>
    private void Ended(string program)
    {
        if (!IsRunning)
            return;
        EndAll();
        Changed?.Invoke();
        var lived = TimeSpan.FromTicks((_loop.NowNanoseconds - _startedNanoseconds) / 100);
        _failures = lived < AudioLimits.ServerProof ? _failures + 1 : 0;
        if (_failures == AudioLimits.ServerFailures)
        {
            AudioLog.ServerFails(Path.GetFileName(program));
            StopListening();
            return;
        }
        AudioLog.ServerEnded(Path.GetFileName(program));
        HearKnocks(Interest.Read);
    }

    private void EndAll()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            _ended(process.Pid);
            process.Dispose();
        }
        _processes.Clear();
    }

    private void HearKnocks(Interest interest)
    {
        foreach (var knock in _knocks)
            knock.Interest = interest;
    }
}
