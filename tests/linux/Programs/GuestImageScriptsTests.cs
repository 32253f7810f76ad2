// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Diagnostics;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>The scripts that make guests' images, as they are beside the published programs; whole images are tests/vm's.</summary>
public sealed class GuestImageScriptsTests : IDisposable
{
    private static readonly byte[] Elf = [0x7f, (byte)'E', (byte)'L', (byte)'F', .. Enumerable.Range(0, 5000).Select(i => (byte)(i * i))];

    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-images-").FullName;
    private readonly string _scripts;

    public GuestImageScriptsTests()
    {
        var programs = Environment.GetEnvironmentVariable("SEAMLESS_BIN_DIR");
        Assert.SkipWhen(programs is null, "SEAMLESS_BIN_DIR is not set: run ./check linux, which publishes the programs");
        _scripts = Path.Combine(programs!, "guest-images");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("gzip -c")]
    [InlineData("zstd -qc")]
    [InlineData("xz -c --check=crc32")]
    public void A_kernel_is_unpacked_from_where_the_boot_protocol_says(string packer)
    {
        var program = packer.Split(' ')[0];
        Assert.SkipUnless(Bash($"command -v {program}").Code == 0, $"{program} is not installed; run installers/linux/setup vm");
        File.WriteAllBytes(In("elf"), Elf);
        Assert.Equal(0, Bash($"{packer} <elf >packed").Code);
        File.WriteAllBytes(In("vmlinuz"), BootImage([.. File.ReadAllBytes(In("packed")), .. program == "gzip" ? [] : BitConverter.GetBytes(Elf.Length)]));

        var outcome = Kernel("vmlinux vmlinuz vmlinux");

        Assert.Equal((0, ""), outcome);
        Assert.Equal(Elf, File.ReadAllBytes(In("vmlinux")));
    }

    [Theory]
    [InlineData(false, "is not a Linux kernel")]
    [InlineData(true, "packed in a way that is not known")]
    public void What_is_no_kernel_is_refused_in_words(bool hasHeader, string reason)
    {
        File.WriteAllBytes(In("vmlinuz"), hasHeader ? BootImage("something"u8.ToArray()) : new byte[4096]);

        var (code, said) = Kernel("vmlinux vmlinuz vmlinux");

        Assert.Equal(1, code);
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tools_disk_is_made_once_for_its_programs()
    {
        Assert.SkipUnless(Bash("PATH=$PATH:/usr/sbin:/sbin command -v mke2fs debugfs").Code == 0, "mke2fs is not installed; run installers/linux/setup vm");
        Agent("one");

        Assert.Equal((0, ""), ToolsDisk());
        Assert.Equal("one", Bash("PATH=$PATH:/usr/sbin debugfs -R 'cat /seamless-agent' tools.img 2>/dev/null").Said);
        var first = File.GetLastWriteTimeUtc(In("tools.img"));
        Assert.Equal((0, ""), ToolsDisk());
        Assert.Equal(first, File.GetLastWriteTimeUtc(In("tools.img")));

        Agent("two");
        Assert.Equal((0, ""), ToolsDisk());
        Assert.Equal("two", Bash("PATH=$PATH:/usr/sbin debugfs -R 'cat /seamless-agent' tools.img 2>/dev/null").Said);
        Assert.Equal(["seamless", "seamless-agent", "seamless-gl-server", "tools.img"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("windows out", "there is no image 'windows'; there are: debian-13 tiny")]
    [InlineData("../x out", "there is no image '../x'")]
    [InlineData("tiny out --size big", "'big' is not a size")]
    [InlineData("tiny out --packages 'a b'", "'a b' is not a list of packages")]
    [InlineData("tiny out --mirror elsewhere", "'elsewhere' is not the address of a mirror")]
    [InlineData("tiny out", "there is no seamless-agent in SEAMLESS_BIN_DIR")]
    public void What_cannot_be_built_is_refused_before_anything_is_made(string arguments, string reason)
    {
        var (code, said) = Bash($"SEAMLESS_BIN_DIR=$PWD '{_scripts}/build' {arguments}");

        Assert.Equal(1, code);
        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    /// <summary>Two sectors of setup code, the header, and the kernel somewhere behind them.</summary>
    private static byte[] BootImage(byte[] payload)
    {
        const int Setup = 2, Offset = 300;
        var image = new byte[(Setup + 1) * 512 + Offset + payload.Length + 100];
        image[0x1f1] = Setup;
        "HdrS"u8.CopyTo(image.AsSpan(0x202));
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(0x248), Offset);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(0x24c), payload.Length);
        payload.CopyTo(image.AsSpan((Setup + 1) * 512 + Offset));
        return image;
    }

    private void Agent(string text)
    {
        foreach (var (program, content) in new[] { ("seamless-agent", text), ("seamless", "verbs"), ("seamless-gl-server", "server") })
        {
            File.WriteAllText(In(program), content);
            File.SetUnixFileMode(In(program), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }
    }

    private (int Code, string Said) ToolsDisk() => Bash($"SEAMLESS_BIN_DIR=$PWD '{_scripts}/tools-disk' tools.img");

    private (int Code, string Said) Kernel(string command) => Bash($"set -euo pipefail; . '{_scripts}/parts/words'; . '{_scripts}/parts/kernel'; {command}");

    private string In(string name) => Path.Combine(_folder, name);

    private (int Code, string Said) Bash(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"exec 2>&1; {command}"]) { WorkingDirectory = _folder, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}
