// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>
/// Starts a virtual machine with the accelerator that works here. KVM counts as working only after a guest's agent has said hello on
/// it; what came out is remembered, and where it does not work the guest starts again without.
/// </summary>
internal sealed class VmBoot(VmSurroundings surroundings, Pulse pulse, Action<string> say, Func<bool> shallStop)
{
    private const string KvmDevice = "/dev/kvm";

    private (Version Qemu, KvmVerdict Verdict)? _suspicion;
    private DesktopSound? _sound;

    /// <summary>Null when it shall stop; started is told each run at once, so that somebody ends it whatever happens here.</summary>
    public async Task<VmRun?> StartAsync(GuestDefinition guest, Action<VmRun?> started)
    {
        var environment = surroundings.Environment;
        var qemu = await Task.Run(() => QemuProgram.Find(environment));
        await Task.Run(RefreshToolsDisk);
        if (guest.Devices == DeviceSet.Redox)
        {
            _sound = await Task.Run(() => DesktopSound.Find(environment, qemu));
            say(_sound.IsHeard ? $"its sound comes out {_sound.Remark}" : $"it is silent: {_sound.Remark}; see: seamless doctor");
        }
        var (first, isTrial) = Choose(guest, qemu.Version);
        var run = new VmRun(surroundings, guest, pulse);
        started(run);
        var problem = await TryAsync(run, guest, qemu, first, isTrial);
        if (shallStop())
            return run;
        if (problem is null)
        {
            if (isTrial)
                surroundings.Accelerators.Remember(qemu.Version, new KvmVerdict(true, "a guest's agent said hello"));
            return run;
        }
        var verdict = new KvmVerdict(false, problem);
        // An agent that is late may have reasons of its own; only when it comes without KVM, KVM was to blame.
        if (run.HasEnded || run.IsStalled)
            surroundings.Accelerators.Remember(qemu.Version, verdict);
        else
            _suspicion = (qemu.Version, verdict);
        say($"KVM does not run guests here ({problem}); starting again with TCG, which is slower");
        await run.StopAsync(isGraceful: false);
        run = new VmRun(surroundings, guest, pulse);
        started(run);
        await TryAsync(run, guest, qemu, Accelerator.Tcg, isTrial: false);
        return run;
    }

    /// <summary>The agent of what was started last has said hello.</summary>
    public void Proven()
    {
        if (_suspicion is { } suspicion)
            surroundings.Accelerators.Remember(suspicion.Qemu, suspicion.Verdict);
        _suspicion = null;
    }

    /// <summary>Null when its QEMU is gone; what it left is cleaned up then.</summary>
    public async Task<VmRun?> AdoptAsync(GuestDefinition guest, VmRecord record, Action<VmRun?> started)
    {
        var run = new VmRun(surroundings, guest, pulse);
        started(run);
        if (await run.AdoptAsync(record))
            return run;
        surroundings.Log.GuestTrouble(guest.Name, "its QEMU ended while no daemon ran");
        return null;
    }

    private (Accelerator First, bool IsTrial) Choose(GuestDefinition guest, Version qemu)
    {
        if (guest.Accelerator == AcceleratorWish.Tcg)
            return (Accelerator.Tcg, false);
        var cannot = CannotOpenKvm();
        var known = surroundings.Accelerators.Recall(qemu);
        if (guest.Accelerator == AcceleratorWish.Kvm)
            return cannot is null ? (Accelerator.Kvm, false)
                : throw new LauncherException($"guest '{guest.Name}' wants accelerator = \"kvm\", but {cannot}; remove the line to let it start without");
        if (cannot is not null)
            say($"no KVM here ({cannot})");
        return (cannot, known) switch
        {
            (not null, _) or (_, { Works: false }) => (Accelerator.Tcg, false),
            (_, { Works: true }) => (Accelerator.Kvm, false),
            _ => (Accelerator.Kvm, true),
        };
    }

    /// <summary>Null when it went well as far as this goes; in a trial what is wrong with KVM. Otherwise failures are thrown.</summary>
    private async Task<string?> TryAsync(VmRun run, GuestDefinition guest, QemuProgram qemu, Accelerator accelerator, bool isTrial)
    {
        try
        {
            await run.StartAsync(qemu, Facts(guest, qemu, accelerator), say);
        }
        catch (LauncherException failure) when (isTrial && run.HasEnded)
        {
            return failure.Message;
        }
        if (!isTrial)
            return null;
        say($"trying KVM for up to {VmLimits.KvmHello.TotalSeconds:0} s");
        var isOver = await pulse.UntilAsync(() => run.Session.Catalogue is not null || run.HasEnded || run.IsStalled || shallStop(), VmLimits.KvmHello);
        return run.Session.Catalogue is not null ? null : isOver ? run.Problem : $"no agent said hello within {VmLimits.KvmHello.TotalSeconds:0} s";
    }

    /// <summary>So that the guest runs the agent of this Seamless. Without it the guest starts all the same, with the agent that it has.</summary>
    private void RefreshToolsDisk()
    {
        try
        {
            GuestImageScripts.Locate(surroundings.Programs, surroundings.Environment).ToolsDisk(surroundings.Folders.ToolsDiskFile).Run((_, _) => { });
        }
        catch (LauncherException failure)
        {
            say($"the guest keeps the agent that it has: {failure.Message}");
        }
    }

    private MachineFacts Facts(GuestDefinition guest, QemuProgram qemu, Accelerator accelerator) => new()
    {
        Qemu = qemu.Version,
        Accelerator = accelerator,
        HasVirtiofsd = surroundings.Virtiofsd is not null,
        HasPasst = surroundings.Passt is not null && guest.Devices != DeviceSet.Redox,
        RunAs = VmSurroundings.RunAs,
        CardFunctions = guest.Passthrough is { } card ? new Passthrough(new PciDevices(), guest.Name, card).Require(guest.MemoryBytes) : [],
        ToolsDisk = surroundings.Folders.ToolsDisk,
        Sound = _sound,
    };

    private static string? CannotOpenKvm()
    {
        try
        {
            FileDescriptor.OpenReadWrite(KvmDevice).Dispose();
            return null;
        }
        catch (LinuxException failure)
        {
            return failure.Message;
        }
    }
}
