// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher;
using Seamless.Launcher.Vms;
using Xunit;

namespace Seamless.Tests.Anywhere.Vms;

/// <summary>What a guest's definition means, and what its writer is told when it means nothing.</summary>
public sealed class DefinitionTests
{
    private const string File = "/people/ada/.config/seamless/guests/work.toml";
    private const string Images = "/people/ada/.local/share/seamless/guests/work";

    [Fact]
    public void The_shortest_definition_has_sensible_defaults()
    {
        var guest = Read("kernel = \"vmlinux\"");

        Assert.Equal(("work", 2L << 30, 2, Images + "/vmlinux", Images + "/share", true), (guest.Name, guest.MemoryBytes, guest.Cpus, guest.Kernel, guest.Share, guest.HasGpu));
        Assert.Equal((AcceleratorWish.Auto, NetworkWish.User, Autostart.FirstUse, RestartPolicy.OnCrash), (guest.Accelerator, guest.Network, guest.Autostart, guest.Restart));
        Assert.Null(guest.SuspendAfter);
    }

    [Fact]
    public void Every_key_is_read()
    {
        var guest = Read("""
            memory = "512M"
            cpus = 1
            kernel = "/boot/vmlinux"
            initrd = "initrd"
            kernel-arguments = "loglevel=7"
            disk = ["disk.img", "/srv/data.img"]
            accelerator = "tcg"
            network = "none"
            autostart = "login"
            suspend-after = "30m"
            share = "/srv/share"
            gpu = "passthrough:0000:01:00.0"
            console-log = "64K"
            restart = "never"
            """);

        Assert.Equal((512L << 20, 1, "/boot/vmlinux", Images + "/initrd", "loglevel=7"), (guest.MemoryBytes, guest.Cpus, guest.Kernel, guest.Initrd, guest.KernelArguments));
        Assert.Equal([Images + "/disk.img", "/srv/data.img"], guest.Disks);
        Assert.Equal((AcceleratorWish.Tcg, NetworkWish.None, Autostart.Login, RestartPolicy.Never), (guest.Accelerator, guest.Network, guest.Autostart, guest.Restart));
        Assert.Equal((TimeSpan.FromMinutes(30), "/srv/share", "0000:01:00.0", 64L << 10), (guest.SuspendAfter, guest.Share, guest.Passthrough, guest.ConsoleLogBytes));
    }

    [Theory]
    [InlineData("cpus = 2\nmemroy = \"1G\"", 2, "there is no key 'memroy'; there are: accelerator, autostart, console-log, cpus, devices, disk, gpu, initrd, kernel, kernel-arguments, memory, network, restart, share, suspend-after")]
    [InlineData("memory = \"12 apples\"", 1, "memory is a size from 128M to 1T, such as \"2G\", not '12 apples'")]
    [InlineData("memory = 2", 1, "memory is a size from 128M to 1T, such as \"2G\", not 2")]
    [InlineData("\n\ncpus = 0", 3, "cpus is a number from 1 to 255, not 0")]
    [InlineData("cpus = \"2\"", 1, "cpus is a number from 1 to 255, not '2'")]
    [InlineData("accelerator = \"revirt\"", 1, "accelerator is auto, kvm or tcg: this QEMU offers no Revirt accelerator yet, not 'revirt'")]
    [InlineData("accelerator = \"xen\"", 1, "accelerator is auto or kvm or tcg, not 'xen'")]
    [InlineData("network = true", 1, "network is user or none, not true")]
    [InlineData("autostart = \"always\"", 1, "autostart is first-use or login or never, not 'always'")]
    [InlineData("suspend-after = \"soon\"", 1, "suspend-after is never or a time such as 90s, 30m or 8h, not 'soon'")]
    [InlineData("share = \"files\"", 1, "share is a folder's absolute path, default or none, not 'files'")]
    [InlineData("gpu = \"passthrough:01:00.0\"", 1, "gpu is virtio, none or passthrough:ADDRESS with a PCI address such as 0000:01:00.0, not 'passthrough:01:00.0'")]
    [InlineData("disk = [1]", 1, "disk is a list of texts, each in quotes")]
    [InlineData("disk = [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\"]", 1, "disk names at most 7 images, not a list")]
    [InlineData("kernel = \"a\\nb\"", 1, "kernel is a path without control characters, not 'a\nb'")]
    [InlineData("cpus = 1\n[disks]\nroot = \"a\"", 2, "disks is a table; a definition has none, only key = value")]
    [InlineData("disk = { path = \"a\" }", 1, "disk is a table; a definition has none, only key = value")]
    [InlineData("cpus = 1\ncpus = 2", 2, "cpus is here a second time; the first is in line 1")]
    [InlineData("cpus =\n", 1, "not TOML: Missing value after `=`.")]
    [InlineData("cpus = 1", 1, "kernel or disk is needed: there is nothing to boot")]
    [InlineData("disk = \"d\"\ninitrd = \"i\"", 1, "initrd and kernel-arguments need a kernel")]
    public void A_wrong_definition_is_refused_with_file_line_key_and_what_is_allowed(string text, int line, string problem)
    {
        var failure = Assert.Throws<LauncherException>(() => Read(text));

        Assert.Equal($"{File}:{line}: {problem}", failure.Message);
    }

    [Theory]
    [InlineData("local", "'local' is the built-in guest's name")]
    [InlineData("Work", "'Work' is no guest's name: small letters, digits and hyphens, a letter first")]
    [InlineData("../x", "'../x' is no guest's name: small letters, digits and hyphens, a letter first")]
    [InlineData("", "a guest's name has 1 to 32 characters")]
    public void A_name_that_could_be_something_else_is_refused(string name, string problem) => Assert.Equal(problem, GuestDefinition.ProblemOfName(name));

    [Fact]
    public void A_definition_that_is_written_and_read_again_is_the_same()
    {
        var guest = Read("memory = \"1G\"\nkernel = \"vmlinux\"\ndisk = [\"disk.img\", '/srv/a \"b\" \\ c.img']\nsuspend-after = \"2h\"\nshare = \"none\"\ngpu = \"none\"\nrestart = \"always\"");

        var again = Read(DefinitionText.Of(guest, Images));

        Assert.Equal(guest.Disks.AsEnumerable(), again.Disks);
        Assert.Equal(guest with { Disks = [] }, again with { Disks = [] });
    }

    private static GuestDefinition Read(string text) => DefinitionReader.Read(File, text, "work", Images);
}
