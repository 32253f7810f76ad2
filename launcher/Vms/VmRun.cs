// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text.Json;
using Seamless.Launcher.Daemon;
using Seamless.Launcher.Doors;
using Seamless.Launcher.Guests;
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>
/// One life of a virtual machine, from its bridge's start to its last file: bridge, QEMU and their helpers, QEMU's monitor and our
/// session to the bridge. When it is over there is a new one. Lives on the loop's thread.
/// </summary>
internal sealed class VmRun : IDisposable
{
    private readonly VmSurroundings _surroundings;
    private readonly GuestDefinition _guest;
    private readonly VmFiles _files;
    private readonly Pulse _pulse;
    private readonly ProcessRecord _record;
    private readonly List<SupervisedProcess> _services = [];
    private readonly VmInput _input;
    private SupervisedProcess? _bridge;
    private SupervisedProcess? _qemu;
    private QmpConnection? _qmp;
    private ConsoleLog? _console;
    private DesktopWires? _wires;

    public VmRun(VmSurroundings surroundings, GuestDefinition guest, Pulse pulse)
    {
        _surroundings = surroundings;
        _guest = guest;
        _files = surroundings.FilesOf(guest.Name);
        _pulse = pulse;
        _record = new ProcessRecord(_files.Processes);
        _input = new VmInput(surroundings.Loop, refusal => surroundings.Log.InputRefused(guest.Name, refusal));
        Session = new GuestSession(surroundings.Loop, guest.Name, _files.DesktopSocket, surroundings.Log, _input) { Changed = pulse.Beat, IsOnThisMachine = false, Files = surroundings.OpenedFiles.Of(guest.Name) };
    }

    public GuestSession Session { get; }

    public Accelerator Accelerator { get; private set; }

    /// <summary>QEMU is gone.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>QEMU stopped the guest because it cannot go on: KVM met an instruction that it does not know.</summary>
    public bool IsStalled { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>How QEMU said that it ends; null when it did not say.</summary>
    public QmpShutdown? Shutdown { get; private set; }

    /// <summary>How QEMU ended, or why something else does not run.</summary>
    public string Problem => HasEnded ? $"QEMU ended: {_qemu!.Ending}"
        : IsStalled ? "QEMU stopped the guest with an internal error"
        : new[] { _bridge, _qemu }.Concat(_services).Select(each => each?.Problem ?? "").FirstOrDefault(problem => problem.Length > 0)
            ?? (Session.IsOpen ? "its agent has not sent its apps yet" : "its bridge does not answer yet");

    public IEnumerable<SupervisedProcess> Processes => new[] { _bridge, _qemu }.Concat(_services).OfType<SupervisedProcess>();

    /// <summary>To QEMU's monitor; the guest's own start is waited for elsewhere.</summary>
    public async Task StartAsync(QemuProgram qemu, MachineFacts facts, Action<string> say)
    {
        Accelerator = facts.Accelerator;
        VmFolder.Prepare(_guest, _files, facts);
        var bridgeArguments = BridgeArguments(facts);
        new VmRecord(facts.Qemu.ToString(), facts.Accelerator, bridgeArguments).Write(_files.Record);
        StartBridge(bridgeArguments).Start();
        Session.Start();
        say("starting its bridge");
        // A session is open only when the bridge's loop runs, and before that it listens for QEMU.
        if (!await _pulse.UntilAsync(() => Session.IsOpen, LauncherLimits.GuestStart))
            throw new LauncherException($"the bridge of guest '{_guest.Name}' does not answer: {_bridge!.Problem}; see: seamless logs");
        _surroundings.Desktop.Attach(_guest.Name, _files.DesktopSocket);
        await StartServicesAsync(facts);
        say($"starting QEMU {facts.Qemu} with {(facts.Accelerator == Accelerator.Kvm ? "KVM" : "TCG, without hardware virtualization")}");
        StartQemu(qemu.Path, QemuArguments.For(_guest, _files, facts)).Start();
        await OpenMonitorAsync();
        OpenWires();
    }

    /// <summary>Takes over what a killed daemon left running; false when its QEMU is gone.</summary>
    public async Task<bool> AdoptAsync(VmRecord record)
    {
        Accelerator = record.Accelerator;
        var processes = ProcessRecord.Read(_files.Processes).ToList();
        var bridge = StartBridge(record.BridgeArguments);
        foreach (var (processId, ticks, program) in processes)
        {
            if (program == SeamlessPrograms.Bridge)
                bridge.Adopt(processId, ticks);
            else
                (program == QemuProgram.Name ? StartQemu(program, []) : Service(program, program, [])).Adopt(processId, ticks);
        }
        if (_qemu is null or { ProcessId: 0 })
            return false;
        // It may have died while nobody looked after it; QEMU's ports take the new one.
        bridge.Start();
        Session.Start();
        _surroundings.Desktop.Attach(_guest.Name, _files.DesktopSocket);
        await OpenMonitorAsync();
        OpenWires();
        var status = await AnswerAsync(_qmp!.QueryStatus());
        IsPaused = status.Status == "paused";
        IsStalled = status.Status == "internal-error";
        if (IsPaused)
            _input.Paused();
        return true;
    }

    public async Task PauseAsync()
    {
        await AnswerAsync(_qmp!.Execute("stop"));
        IsPaused = true;
    }

    public async Task ResumeAsync()
    {
        await AnswerAsync(_qmp!.Execute("cont"));
        IsPaused = false;
    }

    /// <summary>Ends everything of it: the guest by its power button when there is somebody to press it for, then harder.</summary>
    public async Task StopAsync(bool isGraceful)
    {
        if (isGraceful && !HasEnded && Session.Catalogue is not null)
            await AskAsync(IsPaused ? ["cont", "system_powerdown"] : ["system_powerdown"], VmLimits.PowerDown);
        if (!HasEnded)
            await AskAsync(["quit"], VmLimits.Quit);
        Session.Dispose();
        _qmp?.Dispose();
        _wires?.Dispose();
        _console?.Dispose();
        if (_qemu is not null)
            await EndAsync(_qemu);
        _surroundings.Desktop.Detach(_guest.Name);
        foreach (var each in _services)
            await EndAsync(each);
        if (_bridge is not null)
            await EndAsync(_bridge);
        VmFolder.Clean(_files, _surroundings.Log);
        Dispose();
    }

    /// <summary>Lets go of everything without ending it.</summary>
    public void Dispose()
    {
        Session.Dispose();
        _input.Dispose();
        _qmp?.Dispose();
        _wires?.Dispose();
        _console?.Dispose();
        foreach (var each in Processes)
            each.Dispose();
    }

    private async Task AskAsync(string[] commands, TimeSpan limit)
    {
        try
        {
            foreach (var command in commands)
                await AnswerAsync(_qmp?.Execute(command) ?? throw new LauncherException("QEMU's monitor was never reached"));
        }
        catch (LauncherException)
        {
            // It is not listening; what comes next is harder.
            return;
        }
        await _pulse.UntilAsync(() => HasEnded, limit);
    }

    private async Task<T> AnswerAsync<T>(Task<T> answer)
    {
        try
        {
            return await answer.WaitAsync(VmLimits.QmpAnswer, _surroundings.Loop.Time);
        }
        catch (TimeoutException late)
        {
            throw new LauncherException($"QEMU of guest '{_guest.Name}' does not answer on its monitor", late);
        }
    }

    private static Task EndAsync(SupervisedProcess process)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Stop(() => ended.TrySetResult());
        return ended.Task;
    }

    private ImmutableArray<string> BridgeArguments(MachineFacts facts)
    {
        List<string> words =
        [
            "--name", _guest.Name, "--desktop-socket", _files.DesktopSocket, "--control-port", _files.ControlSocket, "--bulk-port", _files.BulkSocket,
        ];
        if (_guest.HasGpu)
            words.AddRange(facts.CanServeGpu ? ["--gpu-socket", _files.GpuSocket] : ["--ivshmem", _files.Ivshmem]);
        return [.. words];
    }

    private SupervisedProcess StartBridge(IReadOnlyList<string> arguments) => _bridge = new SupervisedProcess(_surroundings.Loop,
        new ProcessPlan(_guest.Name, SeamlessPrograms.Bridge, _surroundings.Programs.Require(SeamlessPrograms.Bridge), arguments) { OutlivesUs = true },
        _surroundings.Log, _record)
    {
        Ended = _pulse.Beat,
    };

    private SupervisedProcess StartQemu(string path, IReadOnlyList<string> arguments)
    {
        var (program, words) = VmScope.Wrap(_surroundings.SystemdRun, _guest, path, arguments);
        _qemu = new SupervisedProcess(_surroundings.Loop,
            new ProcessPlan(_guest.Name, QemuProgram.Name, program, words) { OutlivesUs = true, IsRestarted = false }, _surroundings.Log, _record)
        {
            Ended = QemuEnded,
        };
        _console = new ConsoleLog(_surroundings.Loop, _files.ConsoleLog, _guest.ConsoleLogBytes);
        return _qemu;
    }

    private async Task StartServicesAsync(MachineFacts facts)
    {
        var sockets = new List<string>();
        if (facts.HasVirtiofsd && _guest.Share is { } share)
        {
            Service("virtiofsd", _surroundings.Virtiofsd!, ["--socket-path", _files.ShareSocket, "--shared-dir", share, "--sandbox", "namespace"]).Start();
            sockets.Add(_files.ShareSocket);
        }
        if (facts.HasPasst && _guest.Network == NetworkWish.User)
        {
            Service("passt", _surroundings.Passt!, ["--foreground", "--one-off", "--quiet", "--socket", _files.NetworkSocket]).Start();
            sockets.Add(_files.NetworkSocket);
        }
        using var watch = new FileWatch(_surroundings.Loop, _ => _pulse.Beat());
        watch.Add(_files.Folder);
        foreach (var socket in sockets)
            if (!await _pulse.UntilAsync(() => File.Exists(socket), LauncherLimits.GuestStart))
                throw new LauncherException($"guest '{_guest.Name}': nobody listens on {socket}: {Problem}");
    }

    private SupervisedProcess Service(string program, string path, IReadOnlyList<string> arguments)
    {
        var service = new SupervisedProcess(_surroundings.Loop,
            new ProcessPlan(_guest.Name, program, path, arguments) { OutlivesUs = true, IsRestarted = false }, _surroundings.Log, _record);
        _services.Add(service);
        return service;
    }

    private async Task OpenMonitorAsync()
    {
        _qmp = new QmpConnection(_surroundings.Loop, _files.QmpSocket) { Happened = Happened, Lost = _ => _pulse.Beat() };
        _input.Attach(_qmp);
        var ready = _qmp.Ready;
        _ = ready.ContinueWith(_ => _surroundings.Loop.Post(_pulse.Beat), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _qmp.Connect();
        if (!await _pulse.UntilAsync(() => ready.IsCompleted || HasEnded, VmLimits.QmpGreeting))
            throw new LauncherException($"QEMU of guest '{_guest.Name}' does not answer on its monitor within {VmLimits.QmpGreeting.TotalSeconds:0} s; see: seamless logs");
        // Its monitor closes a moment before its end is noticed, and the end has the reason.
        if (ready.IsFaulted)
            await _pulse.UntilAsync(() => HasEnded, VmLimits.Quit);
        if (HasEnded)
            throw new LauncherException($"QEMU of guest '{_guest.Name}' ended while it started: {_qemu!.Ending}");
        await ready;
    }

    /// <summary>A machine that an older Seamless started may have none.</summary>
    private void OpenWires()
    {
        if (_guest is { Devices: DeviceSet.Redox, Network: not NetworkWish.None } && File.Exists(_files.Wire(0)))
            _wires = new DesktopWires(_surroundings.Loop, _files.Wires, stream => _surroundings.CameByWire!(stream, _guest.Name));
    }

    private void QemuEnded()
    {
        HasEnded = true;
        _pulse.Beat();
    }

    private void Happened(string name, JsonElement? data)
    {
        switch (name)
        {
            case "SHUTDOWN":
                Shutdown = data?.Deserialize(QmpJson.Default.QmpShutdown);
                break;
            case "STOP":
                _input.Paused();
                // Asked for, or because it cannot go on: only the status tells.
                _ = LookWhyAsync();
                break;
            case "RESUME":
                IsPaused = false;
                _input.Resumed();
                break;
            default:
                return;
        }
        _pulse.Beat();
    }

    private async Task LookWhyAsync()
    {
        try
        {
            var status = await _qmp!.QueryStatus();
            IsStalled = status.Status == "internal-error";
            IsPaused = status.Status == "paused";
            _pulse.Beat();
        }
        catch (LauncherException)
        {
            // QEMU is ending; that is heard elsewhere.
            return;
        }
    }
}
