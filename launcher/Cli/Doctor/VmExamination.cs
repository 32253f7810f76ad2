// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Vms;

namespace Seamless.Launcher.Cli.Doctor;

/// <summary>What virtual machines need. The built-in guest needs none of it, so nothing here is ever missing, only limited.</summary>
internal sealed class VmExamination(IMachine machine, Func<string, string> install)
{
    private const string Setup = "installers/linux/setup vm";

    public IReadOnlyList<Finding> Findings()
    {
        var (version, problem) = machine.Qemu();
        return
        [
            Qemu(version, problem),
            Kvm(version),
            .. version is null ? [] : new[] { Sound() },
            machine.HasProgram("virtiofsd") || machine.HasFile("/usr/libexec/virtiofsd")
                ? new("virtiofsd", Health.Ok, "serves guests' shared folders") : new("virtiofsd", Health.Ok, "not installed; QEMU serves guests' shared folders itself (9p)"),
            machine.HasProgram("passt") ? new("passt", Health.Ok, "is guests' network") : new("passt", Health.Ok, "not installed; QEMU is guests' network itself (slirp)"),
            .. new[] { ("mmdebstrap", "mmdebstrap"), ("mke2fs", "e2fsprogs"), ("zstd", "zstd") }.Select(each => Tool(each.Item1, each.Item2)),
        ];
    }

    private static Finding Qemu(Version? version, string problem) => version is null
        ? new("QEMU", Health.Limited, $"no virtual machines: {problem}", Setup)
        : version >= QemuProgram.Wanted
            ? new("QEMU", Health.Ok, $"{version}; guests' windows are read where they draw them, with and without KVM")
            : new("QEMU", Health.Limited, $"{version}; without KVM guests' windows go through shared memory of a fixed size; 8.0 or newer is better", Setup);

    private Finding Kvm(Version? qemu)
    {
        if (!machine.HasFile("/dev/kvm"))
            return new("KVM", Health.Limited, "this machine has none; virtual machines run with TCG, which is slow; the built-in guest does not need it");
        if (machine.CannotOpen("/dev/kvm") is { } reason)
            return new("KVM", Health.Limited, $"{reason}; the built-in guest does not need it", machine.IsRoot ? null : "sudo usermod -aG kvm $USER");
        return (qemu is null ? null : machine.KvmVerdict(qemu)) switch
        {
            { Works: true } => new("KVM", Health.Ok, "runs guests here"),
            { } fails => new("KVM", Health.Limited, $"it is there, but no guest ran on it ({fails.Reason}); they run with TCG, which is slow; the built-in guest does not need it"),
            null => new("KVM", Health.Ok, "not tried yet: the first start of a virtual machine does; the built-in guest does not need it"),
        };
    }

    private Finding Sound()
    {
        var sound = machine.Sound();
        return new("sound of Redox", sound.IsHeard || !sound.LacksDriver ? Health.Ok : Health.Limited,
            sound.IsHeard ? $"in a virtual machine, it comes out {sound.Remark}" : $"in a virtual machine, it is silent: {sound.Remark}",
            sound.LacksDriver ? install("qemu-system-gui") : null);
    }

    private Finding Tool(string name, string package) => machine.HasProgram(name) || machine.HasFile($"/usr/sbin/{name}") ? new(name, Health.Ok, "")
        : new(name, Health.Limited, "not installed: guest create needs it", install(package));
}
