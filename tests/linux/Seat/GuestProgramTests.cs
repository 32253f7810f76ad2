// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux;

/// <summary>Typed text, keys and both selections with programs that we did not write: foot and wl-clipboard.</summary>
public sealed class GuestProgramTests : IDisposable
{
    private readonly SeatBench _bench = new(realTime: true);
    private readonly string _folder = Directory.CreateTempSubdirectory("seat").FullName;

    public GuestProgramTests() => _bench.Server.Listen(Path.Combine(_folder, "wayland-0"));

    public void Dispose()
    {
        _bench.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("Grüße 漢字 €")]
    [InlineData("😀 $ ~ {a} \\ ^")]
    public void Foot_gets_the_text_that_is_typed(string text)
    {
        var foot = GuestProgram.Require("/usr/bin/foot", "foot");
        var file = Path.Combine(_folder, "typed");
        using var program = new GuestProgram(_bench, _folder, foot, "sh", "-c", $"read -r line; printf %s \"$line\" > {file}.part; mv {file}.part {file}");
        var window = program.AwaitFocusedWindow();
        _bench.Say(new TextInput(window, text + "\n"));
        program.AwaitEnd();
        Assert.True(File.Exists(file), program.Output);
        Assert.Equal(text, File.ReadAllText(file));
    }

    [Fact]
    public void Foot_understands_keys_of_another_layout()
    {
        const uint shift = 42, y = 21, enter = 28;
        var foot = GuestProgram.Require("/usr/bin/foot", "foot");
        var file = Path.Combine(_folder, "keys");
        _bench.Say(new KeyboardLayout { Layout = "de", RepeatRate = 25, RepeatDelayMilliseconds = 600 });
        using var program = new GuestProgram(_bench, _folder, foot, "sh", "-c", $"read -r line; printf %s \"$line\" > {file}");
        var window = program.AwaitFocusedWindow();
        _bench.Desktop.Send(new Key(window, 1, 0, shift, true));
        _bench.Desktop.Tap(window, y);
        _bench.Desktop.Send(new Key(window, 1, 0, shift, false));
        _bench.Desktop.Tap(window, y);
        _bench.Desktop.Tap(window, enter);
        program.AwaitEnd();
        Assert.Equal("Zz", File.ReadAllText(file));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_wl_copy_copies_wl_paste_pastes(bool primary)
    {
        var copy = GuestProgram.Require("/usr/bin/wl-copy", "wl-clipboard");
        string[] option = primary ? ["--primary"] : [];
        using var owner = new GuestProgram(_bench, _folder, copy, [.. option, "--foreground", "Grüße aus dem Gast"]);
        var copied = owner.AwaitFocusedWindow();
        var selection = primary ? _bench.Seat.Selections.Primary : _bench.Seat.Selections.Clipboard;
        _bench.Loop.Until(() => selection.Source is not null, () => owner.Output);
        using var reader = new GuestProgram(_bench, _folder, "/usr/bin/wl-paste", [.. option, "--no-newline"]);
        reader.AwaitFocusedWindow(copied);
        reader.AwaitEnd();
        Assert.Equal("Grüße aus dem Gast", reader.Output);
        Assert.True(owner.IsRunning, owner.Output);
    }
}
