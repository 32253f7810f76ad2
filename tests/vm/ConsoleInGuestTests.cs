// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>A person sits at the screen of a virtual machine: what they type and click in its window reaches the guest's own keyboard and pointer.</summary>
[Collection(TinyGuest.OneByOne)]
public sealed class ConsoleInGuestTests
{
    /// <summary>What the tablet reports goes to a file, from when this has been typed.</summary>
    private const string Watch = "cat /dev/input/$(basename $(dirname $(dirname $(grep -l Tablet /sys/class/input/event*/device/name)))) >/tmp/pointer &\n";

    private const int Key = 1, Relative = 2, Absolute = 3, LeftButton = 0x110, Wheel = 8;

    [Fact]
    public void What_is_typed_and_clicked_in_its_console_reaches_the_guest()
    {
        using var guest = new TinyGuest();
        guest.Boot();
        var console = guest.Seamless.Json("console", TinyGuest.Name).GetProperty("window");
        var (id, width, height) = (console.GetProperty("id").GetInt64(), console.GetProperty("width").GetInt32(), console.GetProperty("height").GetInt32());
        var before = Lit(guest, id);

        guest.Seamless.Done("input", "text", "\n");
        TinyGuest.Until(() => Lit(guest, id) > before, "the shell showed itself");
        guest.Seamless.Done("input", "text", "echo \"Typed, with SHIFT\" >/tmp/typed; " + Watch);
        TinyGuest.Until(() => guest.Exec("cat /tmp/typed 2>/dev/null || true") == "Typed, with SHIFT\n", "the guest's shell ran what was typed");
        TinyGuest.Until(() => guest.Exec("pidof cat || true").Length > 0, "the pointer is watched");

        // Again and again, for the file may not be open yet when the program runs.
        TinyGuest.Until(() =>
        {
            guest.Seamless.Done("input", "click", "--window", $"{id}", $"{width / 4}", $"{height / 2}");
            guest.Seamless.Done("input", "scroll", "1");
            return Reports(guest).Any(report => report is (Relative, Wheel, _));
        }, "the wheel turned");
        var reports = Reports(guest);
        Assert.Contains((Key, LeftButton, 1), reports);
        Assert.Contains((Key, LeftButton, 0), reports);
        Assert.Equal(width / 4, PixelOf(reports.First(report => report is (Absolute, 0, _)).Value, width));
        Assert.Equal(height / 2, PixelOf(reports.First(report => report is (Absolute, 1, _)).Value, height));
        Assert.Equal(-1, reports.First(report => report is (Relative, Wheel, _)).Value);
    }

    /// <summary>How much is written on the screen.</summary>
    private static int Lit(TinyGuest guest, long window)
    {
        using var picture = guest.Picture(window);
        return picture.Pixels.Count(pixel => pixel.Red > 0x80);
    }

    /// <summary>As libinput finds the pixel of an absolute pointer.</summary>
    private static int PixelOf(int part, int side) => (int)((long)part * side / 32_768);

    /// <summary>input_event of linux/input.h: time (16 bytes), type, code, value.</summary>
    private static List<(int Type, int Code, int Value)> Reports(TinyGuest guest)
    {
        var words = guest.Exec("od -An -v -t d2 /tmp/pointer").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return [.. words.Chunk(12).Where(report => report.Length == 12).Select(report => (report[8], report[9], (ushort)report[10] | (report[11] << 16)))];
    }
}
