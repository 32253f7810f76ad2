// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Seamless.Launcher.Vms;
using Xunit;

namespace Seamless.Tests.Anywhere.Vms;

/// <summary>
/// QEMU's command line for each kind of guest and machine, option by option in tests/anywhere/Vms/*.args. GOLDEN=update rewrites them.
/// Each variant that this machine can have was started with QEMU 10.0.2.
/// </summary>
public sealed class QemuArgumentsTests
{
    private static readonly VmFiles Files = new("/run/user/1000/seamless/guests/work", "/people/ada/.local/state/seamless/logs", "work");

    private static readonly GuestDefinition Debian = new()
    {
        Name = "work",
        File = "work.toml",
        Kernel = "/guests/work/vmlinux",
        Initrd = "/guests/work/initrd",
        Disks = ["/guests/work/disk.img"],
        Share = "/guests/work/share",
    };

    private static readonly MachineFacts Tcg = new() { Qemu = new Version(10, 0, 2), Accelerator = Accelerator.Tcg, ToolsDisk = "/cache/tools.img" };

    [Fact]
    public void Without_virtualization() => Matches("tcg", Debian, Tcg);

    [Fact]
    public void With_kvm() => Matches("kvm", Debian, Tcg with { Accelerator = Accelerator.Kvm });

    [Fact]
    public void An_old_qemu_without_virtualization_shares_frames_through_ivshmem() => Matches("ivshmem", Debian, Tcg with { Qemu = new Version(7, 2, 22) });

    [Fact]
    public void Without_network_gpu_and_share() =>
        Matches("no-network", Debian with { Network = NetworkWish.None, HasGpu = false, Share = null }, Tcg with { ToolsDisk = null });

    [Fact]
    public void With_passt_and_virtiofsd() => Matches("passt-virtiofs", Debian, Tcg with { HasPasst = true, HasVirtiofsd = true });

    [Fact]
    public void An_nvidia_card_comes_with_its_sound_function_behind_a_port_of_its_own() =>
        Matches("nvidia", Debian with { Passthrough = "0000:01:00.0" },
            Tcg with { Accelerator = Accelerator.Kvm, CardFunctions = ["0000:01:00.0", "0000:01:00.1"] });

    [Fact]
    public void Root_gives_itself_up() => Matches("root", Debian, Tcg with { RunAs = new Account(65534, 65534) });

    [Fact]
    public void An_initrd_alone_is_a_system() => Matches("tiny", Debian with { Disks = [], MemoryBytes = 256L << 20, Cpus = 1, KernelArguments = "seamless.test=1" }, Tcg);

    [Fact]
    public void A_disk_alone_is_booted_by_firmware() => Matches("firmware", Debian with { Kernel = null, Initrd = null, Disks = ["/data/redox.img", "/data/more.img"] }, Tcg);

    [Fact]
    public void Redox_gets_the_devices_that_it_has_drivers_for() =>
        Matches("redox", Debian with { Kernel = null, Initrd = null, Disks = ["/data/redox.img"], Share = null, Devices = DeviceSet.Redox }, Tcg with { HasPasst = true });

    [Fact]
    public void Redox_is_heard_where_this_session_s_sound_comes_out() =>
        Assert.Contains("pa,id=sound,server=unix:/run/user/1000/a,,b/pulse/native",
            QemuArguments.For(Debian with { Kernel = null, Initrd = null, Devices = DeviceSet.Redox }, Files,
                Tcg with { Sound = DesktopSoundTests.In(["pa"], "/run/user/1000/a,b/pulse/native", ("XDG_RUNTIME_DIR", "/run/user/1000/a,b")) }));

    [Fact]
    public void A_comma_in_a_path_does_not_end_an_option() =>
        Assert.Contains("driver=file,node-name=file0,filename=/a,,readonly=off.img,discard=unmap,aio=threads",
            QemuArguments.For(Debian with { Disks = ["/a,readonly=off.img"] }, Files, Tcg));

    private static void Matches(string name, GuestDefinition guest, MachineFacts machine)
    {
        var lines = new List<string>();
        foreach (var word in QemuArguments.For(guest, Files, machine))
        {
            if (word.StartsWith('-') || lines.Count == 0)
                lines.Add(word);
            else
                lines[^1] += " " + word;
        }
        var golden = Path.Combine(Folder(), name + ".args");
        if (Environment.GetEnvironmentVariable("GOLDEN") == "update")
            File.WriteAllLines(golden, lines);
        Assert.Equal(File.ReadAllLines(golden), lines);
    }

    private static string Folder([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
