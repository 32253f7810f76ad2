// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher;
using Seamless.Launcher.Cli;
using Seamless.Launcher.Vms;
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Anywhere.Vms;

/// <summary>Which QEMU there is, and whether KVM is known to work with it.</summary>
public sealed class QemuProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-qemu-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("QEMU emulator version 10.0.2 (Debian 1:10.0.2+ds-2+deb13u1~bpo12+1)", "10.0.2")]
    [InlineData("QEMU emulator version 7.2.22", "7.2.22")]
    [InlineData("QEMU emulator version 11.0", "11.0")]
    [InlineData("something else", null)]
    public void Its_version_is_what_it_says(string line, string? version) => Assert.Equal(version, QemuProgram.TryParse(line)?.ToString());

    [Fact]
    public void It_is_asked_itself()
    {
        Install("echo 'QEMU emulator version 9.1.0'");

        Assert.Equal(new Version(9, 1, 0), QemuProgram.Find(Environment).Version);
    }

    [Theory]
    [InlineData("echo 'QEMU emulator version 6.0.0'", "is version 6.0.0; virtual machines need 7.2 or newer")]
    [InlineData("echo hello", "--version does not say which version it is: 'hello'")]
    public void One_that_cannot_be_used_is_refused(string does, string reason)
    {
        Install(does);

        Assert.EndsWith(reason, Assert.Throws<LauncherException>(() => QemuProgram.Find(Environment)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void None_at_all_comes_with_the_command_that_brings_it() =>
        Assert.Equal("virtual machines need qemu-system-x86_64, which is not installed; install it with: sudo apt-get install qemu-system-x86",
            Assert.Throws<LauncherException>(() => QemuProgram.Find(Environment)).Message);

    [Fact]
    public void How_kvm_did_is_remembered_for_this_machine_qemu_and_kernel()
    {
        var release = Path.Combine(_folder, "osrelease");
        File.WriteAllText(release, "6.12.1\n");
        var memory = new AcceleratorMemory(Path.Combine(_folder, "state"), Path.Combine(_folder, "no-machine-id"), release);
        var (ten, nine) = (new Version(10, 0, 2), new Version(9, 0));

        Assert.Null(memory.Recall(ten));
        memory.Remember(ten, new KvmVerdict(false, "an internal\nerror"));
        memory.Remember(nine, new KvmVerdict(true, "hello"));

        Assert.Equal(new KvmVerdict(false, "an internal error"), memory.Recall(ten));
        memory.Remember(ten, new KvmVerdict(true, "hello"));
        Assert.True(memory.Recall(ten)!.Works && memory.Recall(nine)!.Works);
        File.WriteAllText(release, "6.13.0\n");
        Assert.Null(memory.Recall(ten));
    }

    private UserEnvironment Environment => new(new Dictionary<string, string> { ["PATH"] = _folder }, "/", CurrentUser.Id);

    private void Install(string does)
    {
        var program = Path.Combine(_folder, "qemu-system-x86_64");
        File.WriteAllText(program, $"#!/bin/sh\n{does}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
