// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Audio;

/// <summary>
/// The sound server of the user's session, in a virtual machine. systemd starts it when somebody connects, so whether it runs is seen from the
/// files that it makes: our own connection would start it.
/// </summary>
public sealed class SessionSound : ISoundServer, IDisposable
{
    // The lock of PipeWire, and what PulseAudio writes its process id to.
    private readonly string[] _signs;
    private readonly string _folder;
    private readonly FileWatch? _watch;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="runtimeFolder">XDG_RUNTIME_DIR; null: there is none, and the server is looked for without a sign of it.</param>
    public SessionSound(EventLoop loop, string? runtimeFolder)
    {
        _folder = runtimeFolder ?? "";
        _signs = runtimeFolder is null ? [] : [Path.Join(runtimeFolder, "pipewire-0.lock"), Path.Join(runtimeFolder, "pulse", "pid")];
        if (runtimeFolder is null)
        {
            IsRunning = true;
            return;
        }
        _watch = new FileWatch(loop, Look);
        try
        {
            _watch.Add(_folder);
        }
        catch (LinuxException failure)
        {
            AudioLog.Lost(failure.Message);
        }
        Look(_folder);
    }

    public bool IsInstalled => true;

    public bool IsRunning { get; private set; }

    public string? Address => null;

    /// <summary>Its sinks are made while it runs.</summary>
    public AudioSink Form
    {
        set { }
    }

    public AudioSink StartedForm => default;

    public Action? Changed { get; set; }

    public void Dispose() => _watch?.Dispose();

    private void Look(string path)
    {
        var pulse = Path.Join(_folder, "pulse");
        if (path != _folder && path != pulse && !_signs.Contains(path))
            return;
        if (Directory.Exists(pulse))
            _watch!.Add(pulse);
        var runs = _signs.Any(File.Exists);
        if (runs == IsRunning)
            return;
        IsRunning = runs;
        Changed?.Invoke();
    }
}
