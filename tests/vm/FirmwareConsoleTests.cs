// SPDX-License-Identifier: Apache-2.0
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>A machine as Redox gets one, whose disk has nothing but a boot sector: what a boot loader meets, before any driver.</summary>
[Collection(TinyGuest.OneByOne)]
public sealed class FirmwareConsoleTests
{
    private const int SectorBytes = 512, DiskBytes = 1 << 20;

    /// <summary>Says that it is there, and then each key that the firmware's keyboard service (int 0x16) brings, on the first serial port.</summary>
    private static readonly byte[] BootSector =
    [
        0xba, 0xf8, 0x03, // mov dx, 0x3f8
        0xb0, (byte)'>', // mov al, '>'
        0xee, // out dx, al
        0xb4, 0x00, // again: mov ah, 0
        0xcd, 0x16, // int 0x16
        0xee, // out dx, al
        0xeb, 0xf9, // jmp again
    ];

    [Fact]
    public void What_is_typed_at_a_dark_screen_reaches_the_boot_loader()
    {
        using var guest = new TinyGuest();
        var disk = new byte[DiskBytes];
        BootSector.CopyTo(disk, 0);
        (disk[SectorBytes - 2], disk[SectorBytes - 1]) = (0x55, 0xaa);
        var image = guest.Seamless.PathOf("redox.img");
        File.WriteAllBytes(image, disk);
        File.WriteAllText(guest.Seamless.PathOf("config/seamless/guests/redox.toml"),
            $"memory = \"256M\"\ncpus = 1\ndisk = [\"{image}\"]\ndevices = \"redox\"\naccelerator = \"tcg\"\nnetwork = \"none\"\nautostart = \"never\"\n");
        guest.Seamless.Done("guest", "start", "redox");
        var window = guest.Seamless.Json("console", "redox").GetProperty("window");
        Assert.Equal((640, 480), (window.GetProperty("width").GetInt32(), window.GetProperty("height").GetInt32()));

        // Keys in the middle of the firmware's own start would make it give the keyboard up, as on any machine.
        TinyGuest.Until(() => Said(guest).Contains('>', StringComparison.Ordinal), "the firmware has started the boot sector");
        guest.Seamless.Done("input", "text", "Redox-7");
        TinyGuest.Until(() => Said(guest).Contains(">Redox-7", StringComparison.Ordinal), "the boot sector said what was typed");
        guest.Seamless.Done("guest", "stop", "redox");
    }

    private static string Said(TinyGuest guest) => guest.Seamless.Done("logs", "redox", "--console");
}
