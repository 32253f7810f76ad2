// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Vms;
using Xunit;

namespace Seamless.Tests.Anywhere.Launcher;

/// <summary>`seamless guest create` with scripts that make files as the real ones do, at once.</summary>
public sealed class GuestCreateTests : IDisposable
{
    private const string Works = """
        #!/bin/sh
        mkdir -p "$2"
        echo "$*" >"$2/arguments"
        echo "$SEAMLESS_BIN_DIR" >"$2/programs"
        echo progress 0.5 installing packages
        touch "$2/vmlinux" "$2/initrd" "$2/disk.img"
        echo progress 1 ready
        """;

    private readonly CliFixture _cli = new();
    private readonly string _programs;

    public GuestCreateTests()
    {
        _programs = Path.Combine(_cli.Folder, "programs");
        foreach (var distribution in (string[])["debian-13", "tiny"])
        {
            Directory.CreateDirectory(Path.Combine(_programs, "guest-images", distribution));
            File.WriteAllText(Path.Combine(_programs, "guest-images", distribution, "build.sh"), "");
        }
        File.WriteAllText(Path.Combine(_programs, "seamless-agent"), "");
        _cli["SEAMLESS_BIN_DIR"] = _programs;
        Script(Works);
    }

    private string Images => Path.Combine(_cli.Folder, ".local/share/seamless/guests");

    private string Definition => Path.Combine(_cli.Folder, ".config/seamless/guests/work.toml");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void A_guest_is_its_image_and_its_definition()
    {
        var outcome = _cli.Run("guest", "create", "work", "--packages", "foot,btop", "--size", "4G", "--memory", "3G", "--cpus", "3");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("guest work: installing packages", outcome.Remarks, StringComparison.Ordinal);
        Assert.Equal(["work"], Directory.EnumerateFileSystemEntries(Images).Select(Path.GetFileName));
        Assert.Equal($"debian-13 {Images}/.work.new --packages foot,btop --size 4096M\n", File.ReadAllText(Path.Combine(Images, "work/arguments")));
        Assert.Equal(_programs + "\n", File.ReadAllText(Path.Combine(Images, "work/programs")));
        var definition = DefinitionReader.Read(Definition, File.ReadAllText(Definition), "work", Path.Combine(Images, "work"));
        Assert.Equal(3L << 30, definition.MemoryBytes);
        Assert.Equal(3, definition.Cpus);
        Assert.Equal([Path.Combine(Images, "work/disk.img")], definition.Disks);
        Assert.Equal(Path.Combine(Images, "work/vmlinux"), definition.Kernel);
    }

    [Fact]
    public void Of_a_guest_that_could_not_be_built_nothing_is_left_but_the_reason()
    {
        Script("#!/bin/sh\nmkdir -p \"$2\"; touch \"$2/disk.img\"\necho E: no such package btop >&2\necho 'seamless: the packages could not be had' >&2\nexit 1\n");

        var outcome = _cli.Run("guest", "create", "work");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("seamless: the packages could not be had; E: no such package btop", outcome.FirstRemark);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Images));
        Assert.False(File.Exists(Definition));
    }

    [Fact]
    public void What_a_killed_builder_left_does_not_get_into_the_next_image()
    {
        Directory.CreateDirectory(Path.Combine(Images, ".work.new"));
        File.WriteAllText(Path.Combine(Images, ".work.new/half"), "");

        Assert.Equal(0, _cli.Run("guest", "create", "work").ExitCode);

        Assert.False(File.Exists(Path.Combine(Images, "work/half")));
    }

    [Fact]
    public void Redox_is_a_machine_with_its_devices_and_a_desktop_of_the_same_name()
    {
        var disk = Path.Combine(_programs, "harddrive.img");
        File.WriteAllBytes(disk, new byte[4096]);

        var outcome = _cli.Run("guest", "create", "redox", "--redox-image", disk);

        Assert.Equal(0, outcome.ExitCode);
        var definition = DefinitionReader.Read(Definition, File.ReadAllText(Definition.Replace("work", "redox", StringComparison.Ordinal)), "redox", Path.Combine(Images, "redox"));
        Assert.Equal((DeviceSet.Redox, disk), (definition.Devices, Assert.Single(definition.Disks)));
        Assert.Contains("seamless-desktop-orbital --launcher wires:10.0.2.100:7654 --name redox", outcome.Answers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("QFI\u00fb", "is no raw image")]
    [InlineData("", "is too small for a disk")]
    public void What_is_no_raw_disk_is_refused(string content, string words)
    {
        var disk = Path.Combine(_programs, "harddrive.img");
        File.WriteAllText(disk, content);

        var outcome = _cli.Run("guest", "create", "redox", "--redox-image", disk);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(words, outcome.FirstRemark, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("local", "built-in guest")]
    [InlineData("Work", "no guest's name")]
    [InlineData("../work", "no guest's name")]
    public void A_bad_name_is_refused_in_words(string name, string reason)
    {
        var outcome = _cli.Run("guest", "create", name);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(reason, outcome.FirstRemark, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_taken_is_refused_and_its_guest_stays_as_it_is()
    {
        _cli.Run("guest", "create", "work", "--distro", "tiny");
        var before = File.ReadAllText(Definition);

        var outcome = _cli.Run("guest", "create", "work", "--memory", "4G");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("there is a guest 'work' already", outcome.FirstRemark, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Definition));
    }

    [Theory]
    [InlineData("--size", "a lot")]
    [InlineData("--memory", "1M")]
    [InlineData("--cpus", "0")]
    [InlineData("--distro", "windows")]
    public void What_cannot_be_is_said_before_anything_is_built(string option, string value)
    {
        var outcome = _cli.Run("guest", "create", "work", option, value);

        Assert.Equal(1, outcome.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(Images, ".work.new")));
        Assert.False(File.Exists(Definition));
    }

    private void Script(string text)
    {
        var file = Path.Combine(_programs, "guest-images/build");
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
