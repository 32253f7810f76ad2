// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Seamless.Launcher.Cli;
using Seamless.Launcher.Cli.Doctor;
using Seamless.Launcher.Daemon;
using Seamless.Launcher.Guests;
using Seamless.Launcher.Vms;
using Seamless.Linux;
using Seamless.Tests.Anywhere.Vms;
using Xunit;

namespace Seamless.Tests.Anywhere.Launcher;

/// <summary>What the doctor says about machines that lack things.</summary>
public sealed class DoctorTests
{
    [Fact]
    public void A_machine_with_everything_has_nothing_missing_or_limited()
    {
        using var programs = new Programs();
        var machine = new FakeMachine { Variables = { ["XDG_RUNTIME_DIR"] = programs.Folder } };

        var findings = Examine(machine, programs);

        Assert.Empty(findings.Where(finding => finding.Health != Health.Ok).Select(finding => finding.Line));
        Assert.Contains("ok       foot", findings.Select(finding => finding.Line));
    }

    [Theory]
    [InlineData("libxkbcommon.so.0", "missing  libxkbcommon.so.0: not installed: the agent gives apps their keymap with it → sudo apt-get install libxkbcommon0")]
    [InlineData("librsvg-2.so.2", "limited  librsvg-2.so.2: not installed: SVG icons are left out → sudo apt-get install librsvg2-2")]
    [InlineData("foot", "limited  foot: not installed; the demo shows a terminal with it → sudo apt-get install foot")]
    [InlineData("libpulse.so.0", "limited  sound: libpulse.so.0 is not installed: the built-in guest's apps are silent → sudo apt-get install libpulse0")]
    [InlineData("wireplumber", "ok       sound: the built-in guest has a PulseAudio of its own when an app asks for one")]
    [InlineData("/dev/kvm", "limited  KVM: this machine has none; virtual machines run with TCG, which is slow; the built-in guest does not need it")]
    [InlineData("/usr/share/wayland/wayland.xml", "limited  Wayland XML: no /usr/share/wayland/wayland.xml: only building needs it → sudo apt-get install libwayland-dev")]
    public void What_lacks_is_named_with_the_command_that_brings_it(string lacking, string line)
    {
        using var programs = new Programs();
        var machine = new FakeMachine { Lacking = { lacking } };

        Assert.Contains(line, Examine(machine, programs).Select(finding => finding.Line));
    }

    [Fact]
    public void Root_needs_no_sudo_and_another_distribution_gets_a_name_instead_of_a_command()
    {
        using var programs = new Programs();

        Assert.Contains("limited  foot: not installed; the demo shows a terminal with it → apt-get install foot",
            Examine(new FakeMachine { Lacking = { "foot" }, IsRoot = true }, programs).Select(finding => finding.Line));
        Assert.Contains("limited  foot: not installed; the demo shows a terminal with it → install what Debian calls foot",
            Examine(new FakeMachine { Lacking = { "foot" }, Distributions = ["arch"] }, programs).Select(finding => finding.Line));
    }

    [Fact]
    public void Ubuntu_s_children_are_known_by_what_they_are_like()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "NAME=\"Pop!_OS\"\nID=pop\nID_LIKE=\"ubuntu debian\"\n");

        Assert.Equal(["pop", "ubuntu", "debian"], Machine.ReadDistributions(file));
        File.Delete(file);
    }

    [Fact]
    public void A_device_that_may_not_be_opened_is_limited_with_the_kernel_s_reason()
    {
        using var programs = new Programs();
        var machine = new FakeMachine { Closed = "open '/dev/kvm': Permission denied (EACCES)" };

        Assert.Contains("limited  KVM: open '/dev/kvm': Permission denied (EACCES); the built-in guest does not need it → sudo usermod -aG kvm $USER",
            Examine(machine, programs).Select(finding => finding.Line));
    }

    [Fact]
    public void A_server_that_qemu_cannot_speak_to_is_limited_and_a_session_without_one_is_not()
    {
        using var programs = new Programs();

        Assert.Contains("limited  sound of Redox: in a virtual machine, it is silent: this QEMU has no driver for PulseAudio → sudo apt-get install qemu-system-gui",
            Examine(new FakeMachine { Heard = DesktopSoundTests.In(["none", "alsa"], "/run/user/1000/pulse/native") }, programs).Select(finding => finding.Line));
        Assert.Contains("ok       sound of Redox: in a virtual machine, it is silent: this session has no sound server",
            Examine(new FakeMachine { Heard = DesktopSoundTests.In(["none", "pa"]) }, programs).Select(finding => finding.Line));
    }

    [Fact]
    public void Kvm_that_failed_a_guest_is_limited_with_what_was_seen()
    {
        using var programs = new Programs();
        var machine = new FakeMachine { Verdict = new KvmVerdict(false, "QEMU stopped the guest with an internal error") };

        Assert.Contains("limited  KVM: it is there, but no guest ran on it (QEMU stopped the guest with an internal error); they run with TCG, which is slow; the built-in guest does not need it",
            Examine(machine, programs).Select(finding => finding.Line));
    }

    [Fact]
    public void An_old_qemu_or_none_is_limited_and_says_what_that_means()
    {
        using var programs = new Programs();

        Assert.Contains("limited  QEMU: 7.2.22; without KVM guests' windows go through shared memory of a fixed size; 8.0 or newer is better → installers/linux/setup vm",
            Examine(new FakeMachine { Emulator = (new Version(7, 2, 22), "") }, programs).Select(finding => finding.Line));
        Assert.Contains("limited  QEMU: no virtual machines: it is not there → installers/linux/setup vm",
            Examine(new FakeMachine { Emulator = (null, "it is not there") }, programs).Select(finding => finding.Line));
    }

    [Fact]
    public void Programs_that_were_not_built_are_missing()
    {
        var nowhere = new ProgramFolder(["/nowhere"]);

        var finding = new Examination(new FakeMachine(), nowhere, Runtime()).Findings().Single(each => each.Name == "programs");

        Assert.Equal("missing  programs: no seamless-bridge, seamless-agent, seamless-desktop-headless in /nowhere → installers/linux/build", finding.Line);
    }

    [Fact]
    public void Json_has_the_same_findings_with_stable_names()
    {
        using var cli = new CliFixture();

        var findings = JsonDocument.Parse(cli.Run("doctor", "--json").Answers).RootElement.EnumerateArray().ToList();

        Assert.All(findings, finding => Assert.Contains(finding.GetProperty("state").GetString(), (string[])["ok", "limited", "missing"]));
        Assert.Contains("programs", findings.Select(finding => finding.GetProperty("name").GetString()));
    }

    private static IReadOnlyList<Finding> Examine(FakeMachine machine, Programs programs) =>
        new Examination(machine, new ProgramFolder([programs.Folder]), Runtime()).Findings();

    private static RuntimeFolder Runtime()
    {
        var folder = Directory.CreateTempSubdirectory("seamless-doctor-");
        var runtime = RuntimeFolder.Locate(new UserEnvironment(new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = folder.FullName }, "/", CurrentUser.Id));
        folder.Delete();
        return runtime;
    }

    /// <summary>A folder in which all of our programs lie.</summary>
    private sealed class Programs : IDisposable
    {
        public Programs()
        {
            foreach (var name in SeamlessPrograms.All)
                File.WriteAllText(Path.Combine(Folder, name), "");
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("seamless-programs-").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }

    private sealed class FakeMachine : IMachine
    {
        public HashSet<string> Lacking { get; } = [];
        public Dictionary<string, string> Variables { get; } = [];
        public string? Closed { get; init; }
        public bool IsRoot { get; init; }
        public IReadOnlyList<string> Distributions { get; init; } = ["debian"];
        public bool HasLibrary(string soname) => !Lacking.Contains(soname);
        public bool HasProgram(string name) => !Lacking.Contains(name);
        public bool HasFile(string path) => !Lacking.Contains(path);
        public string? CannotOpen(string path) => Closed;
        public string? Variable(string name) => Variables.GetValueOrDefault(name);
        public string? CannotSealMemory() => null;
        public (Version? Version, string Problem) Emulator { get; init; } = (new Version(10, 0, 2), "");
        public KvmVerdict? Verdict { get; init; }
        public (Version? Version, string Problem) Qemu() => Emulator;
        public KvmVerdict? KvmVerdict(Version qemu) => Verdict;
        public DesktopSound Heard { get; init; } = new() { Driver = "pa", Remark = "through PulseAudio at /run/user/1000/pulse/native" };
        public DesktopSound Sound() => Heard;
    }
}
