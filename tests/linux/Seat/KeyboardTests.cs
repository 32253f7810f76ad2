// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class KeyboardTests : IDisposable
{
    private const uint KeyA = 30, KeyS = 31, LeftShift = 42, CapsLock = 58;
    private const int LockModifier = 2;
    private readonly SeatBench _bench = new();
    private readonly BenchClient _app;

    public KeyboardTests() => _app = _bench.Client();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Focus_comes_with_the_keys_that_are_down_and_goes_with_a_leave()
    {
        var window = _app.Map("main");
        _bench.Desktop.Focus(window.Id, KeyA, LeftShift);
        Assert.Equal("keys enter main [30 42]; modifiers 1 0 0 0", _app.Heard());
        _bench.Desktop.Focus(0);
        Assert.Equal("keys leave main", _app.Heard());
    }

    [Fact]
    public void Keys_and_the_modifiers_they_leave_behind_are_told()
    {
        var window = _app.Map("main");
        _bench.Desktop.Focus(window.Id);
        _app.Heard();
        Press(window.Id, LeftShift, true);
        Assert.Equal("key 42 down; modifiers 1 0 0 0", _app.Heard());
        _bench.Desktop.Tap(window.Id, KeyA);
        Assert.Equal("key 30 down; key 30 up", _app.Heard());
        Press(window.Id, LeftShift, false);
        Assert.Equal("key 42 up; modifiers 0 0 0 0", _app.Heard());
        Assert.Equal("A", _app.Typed.ToString());
    }

    [Fact]
    public void No_key_sticks_when_the_focus_goes_while_it_is_down()
    {
        var other = _bench.Client("other");
        var (first, second) = (_app.Map("main"), other.Map("second"));
        _bench.Desktop.Focus(first.Id);
        Press(first.Id, KeyA, true);
        Press(first.Id, LeftShift, true);
        _app.Heard();
        _bench.Desktop.Focus(second.Id);
        Assert.Equal("keys leave main", _app.Heard());
        Assert.Equal("keys enter second []; modifiers 0 0 0 0", other.Heard());
        // The release of a key that this client never saw pressed.
        Press(second.Id, KeyA, false);
        Press(first.Id, LeftShift, false);
        Assert.Equal("", other.Heard());
        Assert.Equal("", _app.Heard());
    }

    [Fact]
    public void A_key_for_a_window_without_the_focus_is_dropped()
    {
        var (first, second) = (_app.Map("first"), _app.Map("second"));
        _bench.Desktop.Focus(first.Id);
        _app.Heard();
        _bench.Desktop.Tap(second.Id, KeyA);
        Assert.Equal("", _app.Heard());
    }

    [Fact]
    public void An_unmapped_window_loses_the_keyboard()
    {
        var window = _app.Map("main");
        _bench.Desktop.Focus(window.Id);
        Press(window.Id, KeyA, true);
        _app.Heard();
        _app.Unmap(window.Surface);
        Assert.Equal("keys leave main", _app.Heard());
        Press(window.Id, KeyA, false);
        Assert.Equal("", _app.Heard());
        Assert.Equal(0, _bench.Seat.Keyboard.Pressed.Length);
    }

    [Fact]
    public void A_destroyed_window_loses_the_keyboard_without_a_word_about_it()
    {
        var window = _app.Map("main");
        _bench.Desktop.Focus(window.Id);
        Press(window.Id, KeyA, true);
        _app.Heard();
        window.Surface.Destroy();
        Assert.Equal("", _app.Heard());
        Assert.Null(_bench.Seat.Keyboard.Focus);
        Assert.Equal(0, _bench.Seat.Keyboard.Pressed.Length);
    }

    [Fact]
    public void The_locks_are_the_desktops()
    {
        var window = _app.Map("main");
        _bench.Desktop.Send(new LockState(true, false, false));
        _bench.Desktop.Focus(window.Id);
        Assert.Equal($"keys enter main []; modifiers 0 0 {LockModifier} 0", _app.Heard());
        // The person presses Caps Lock: the desktop sends the key, and then how the lock is.
        Press(window.Id, CapsLock, true);
        Press(window.Id, CapsLock, false);
        _bench.Say(default(LockState));
        _app.Heard();
        Assert.Equal(0u, _bench.Seat.Keyboard.Layout.State.Modifiers.Locked);
        _bench.Desktop.Tap(window.Id, KeyA);
        _app.Heard();
        Assert.Equal("a", _app.Typed.ToString());
    }

    [Fact]
    public void A_layout_reaches_the_focused_client_at_once_and_the_others_with_the_focus()
    {
        var other = _bench.Client("other");
        var (first, second) = (_app.Map("first"), other.Map("second"));
        _bench.Desktop.Focus(first.Id);
        _app.Heard();
        _bench.Say(new KeyboardLayout { Layout = "fr", RepeatRate = 30, RepeatDelayMilliseconds = 400 });
        Assert.Equal("repeat 30 400; keymap; modifiers 0 0 0 0", _app.Heard());
        Assert.Equal("repeat 30 400", other.Heard());
        _bench.Desktop.Focus(second.Id);
        Assert.Equal("keymap; keys enter second []; modifiers 0 0 0 0", other.Heard());
        _bench.Desktop.Tap(second.Id, KeyA);
        _bench.Settle();
        Assert.Equal("q", other.Typed.ToString());
    }

    [Fact]
    public void An_unknown_layout_leaves_the_one_before()
    {
        var window = _app.Map("main");
        _bench.Desktop.Focus(window.Id);
        _app.Heard();
        _bench.Say(new KeyboardLayout { Layout = "klingon-qwerty", RepeatRate = 25, RepeatDelayMilliseconds = 600 });
        Assert.Equal("", _app.Heard());
        _bench.Desktop.Tap(window.Id, KeyS);
        _bench.Settle();
        Assert.Equal("s", _app.Typed.ToString());
    }

    [Fact]
    public void The_keymap_is_a_sealed_file_that_clients_can_only_read()
    {
        FileDescriptor? keymap = null;
        var size = 0u;
        var keyboard = _app.Seat.GetKeyboard();
        keyboard.Keymap = (_, fd, bytes) => (keymap, size) = (fd, bytes);
        _bench.Settle();
        using var file = MemoryFile.Adopt(keymap!);
        Assert.Equal(Seals.Shrink | Seals.Grow | Seals.Write | Seals.Seal, file.Seals);
        Assert.Equal(size, (uint)file.Size);
        Assert.Throws<LinuxException>(() => file.WriteAt(0, "nonsense"u8));
        var last = new byte[1];
        file.ReadAt(size - 1, last);
        Assert.Equal(0, last[0]);
    }

    [Fact]
    public void A_keyboard_made_late_hears_who_has_the_focus()
    {
        var window = _app.Map("main");
        _bench.Desktop.Focus(window.Id, KeyA);
        _app.Heard();
        var heard = new List<string>();
        var late = _app.Seat.GetKeyboard();
        late.Keymap = (_, fd, _) =>
        {
            fd.Dispose();
            heard.Add("keymap");
        };
        late.RepeatInfo = (_, _) => heard.Add("repeat");
        late.Enter = (_, surface, keys) => heard.Add($"enter {_app.NameOf(surface)} {keys.Length / 4}");
        late.Modifiers = (_, _, _, _, _) => heard.Add("modifiers");
        _bench.Settle();
        Assert.Equal(["keymap", "repeat", "enter main 1", "modifiers"], heard);
    }

    [Fact]
    public void More_input_objects_than_a_client_needs_are_refused()
    {
        for (var i = 0; i < 100; i++) _app.Seat.GetKeyboard().Keymap = (_, fd, _) => fd.Dispose();
        _bench.Settle();
        Assert.False(_app.Display.IsOpen);
        Assert.Contains("objects of one input device", _app.Display.CloseReason, StringComparison.Ordinal);
    }

    private void Press(uint window, uint key, bool pressed) => _bench.Say(new Key(window, 1, 0, key, pressed));
}
