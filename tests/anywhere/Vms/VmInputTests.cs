// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Vms;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Vms;

/// <summary>What a bridge says of a machine's keyboard and pointer, on its way to a QEMU whose monitor is fake; loop and clock are stepped by hand.</summary>
public sealed class VmInputTests : IDisposable
{
    private const uint A = 30, B = 48, LeftShift = 42, LeftButton = 0x110;

    private readonly SteppedTime _time = new();
    private readonly EventLoop _loop;
    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-input-").FullName;
    private readonly FakeQmp _qemu;
    private readonly QmpConnection _qmp;
    private readonly VmInput _input;
    private readonly List<string> _complaints = [];

    public VmInputTests()
    {
        _loop = new EventLoop(_time);
        _qemu = new FakeQmp(_loop, Path);
        _qmp = new QmpConnection(_loop, Path);
        _input = new VmInput(_loop, _complaints.Add);
        _input.Attach(_qmp);
        _qmp.Connect();
        // Its answer goes on in a thread of the pool, which wakes no loop.
        for (var turn = 0; !_qmp.Ready.IsCompleted; turn++)
        {
            Assert.True(turn < 10_000, "no greeting");
            _loop.RunOnce(TimeSpan.FromMilliseconds(20));
        }
    }

    private string Path => System.IO.Path.Combine(_folder, "qmp.sock");

    public void Dispose()
    {
        _input.Dispose();
        _qmp.Dispose();
        _qemu.Dispose();
        _loop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Keys_buttons_wheel_and_pointer_come_out_in_qemu_s_words_and_in_order()
    {
        Key(LeftShift, true);
        Key(A, true);
        Key(A, false);
        Key(LeftShift, false);
        _input.Received(MachineInput.Position(100, 32_767));
        Key(LeftButton, true);
        Key(LeftButton, false);
        _input.Received(MachineInput.Wheel(1, -2));
        Settle();
        Assert.Equal(
            ["shift+", "a+", "a-", "shift-", "x=100 y=32767 left+", "left-", "wheel-up+ wheel-up- wheel-up+ wheel-up- wheel-right+ wheel-right-"], _qemu.Input);
        Assert.Empty(_complaints);
    }

    [Fact]
    public void Every_key_that_we_name_is_one_of_qemu_s()
    {
        // The members of QKeyCode, as `query-qmp-schema` of QEMU 10.0.2 lists them; older ones lack none that we use.
        var theirs = QemusKeys.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet();
        Assert.All(QKeyCodes.Names, name => Assert.Contains(name, theirs));
        Assert.Equal(QKeyCodes.Names.Count(), QKeyCodes.Names.Distinct().Count());
        Assert.Equal(("a", "f12", "up", "meta_l"), (QKeyCodes.KeyOf(30), QKeyCodes.KeyOf(88), QKeyCodes.KeyOf(103), QKeyCodes.KeyOf(125)));
        Assert.Null(QKeyCodes.KeyOf(767));
    }

    [Fact]
    public void A_qemu_that_is_busy_holds_up_nobody_and_gets_the_latest_place_of_the_pointer()
    {
        _qemu.IsBusy = true;
        for (var i = 0; i < 10_000; i++)
            _input.Received(MachineInput.Position(i, i));
        Key(A, true);
        Settle();
        Assert.Equal(["x=0 y=0"], _qemu.Input);
        _qemu.IsBusy = false;
        _qemu.AnswerInput();
        Settle();
        Assert.Equal(["x=0 y=0", "x=9999 y=9999", "a+"], _qemu.Input);
    }

    [Fact]
    public void What_does_not_fit_is_dropped_and_then_no_key_is_down()
    {
        Key(A, true);
        Settle();
        _qemu.IsBusy = true;
        Key(B, true);
        Settle();
        for (var i = 0; i <= VmLimits.InputEvents; i++)
            Key(LeftShift, i % 2 == 0);
        _qemu.IsBusy = false;
        _qemu.AnswerInput();
        Settle();
        Assert.Equal(["a+", "b+", "a-", "b-"], _qemu.Input);
    }

    [Fact]
    public void They_come_no_faster_than_a_keyboard_s_queue_is_emptied()
    {
        for (var i = 0; i < 10; i++)
            Key(A, i % 2 == 0);
        _loop.UntilQuiet();
        Assert.Equal(VmLimits.InputBurst, _qemu.Input.Count);
        _time.Advance(VmLimits.InputInterval);
        _loop.UntilQuiet();
        Assert.Equal(VmLimits.InputBurst + 1, _qemu.Input.Count);
        Settle();
        Assert.Equal(10, _qemu.Input.Count);
    }

    [Fact]
    public void When_the_bridge_is_gone_every_key_is_let_go_of()
    {
        Key(A, true);
        Key(B, true);
        Key(B, false);
        Key(LeftButton, true);
        Settle();
        _qemu.Input.Clear();
        _input.ReleaseAll();
        Settle();
        Assert.Equal(["a-", "left-"], _qemu.Input);
        _input.ReleaseAll();
        Settle();
        Assert.Equal(2, _qemu.Input.Count);
    }

    [Fact]
    public void A_guest_that_was_paused_has_no_key_down_when_it_goes_on()
    {
        Key(A, true);
        Settle();
        // QEMU stopped before this one came to it, and threw it away.
        _qemu.IsBusy = true;
        Key(A, false);
        _loop.UntilQuiet();
        _input.Paused();
        _qemu.AnswerInput();
        _qemu.IsBusy = false;
        Key(B, true);
        Settle();
        _qemu.Input.Clear();
        _input.Resumed();
        Settle();
        Assert.Equal(["a-"], _qemu.Input);
    }

    [Fact]
    public void A_refusal_is_told_once_and_stops_nothing()
    {
        _qemu.Refusal = "Input handler not found for event type abs";
        _input.Received(MachineInput.Position(1, 1));
        Settle();
        _input.Received(MachineInput.Position(2, 2));
        Settle();
        _qemu.Refusal = null;
        Key(A, true);
        Settle();
        Assert.Equal(["x=1 y=1", "x=2 y=2", "a+"], _qemu.Input);
        Assert.Equal(["Input handler not found for event type abs"], _complaints);
    }

    [Fact]
    public void Keys_that_no_qemu_has_and_a_monitor_that_is_gone_are_no_trouble()
    {
        Key(767, true);
        Settle();
        Assert.Empty(_qemu.Input);
        _qemu.Hangup();
        Settle();
        Key(A, true);
        _input.ReleaseAll();
        Settle();
        Assert.Empty(_qemu.Input);
    }

    [Fact]
    public void Any_order_of_presses_pauses_and_losses_leaves_no_key_down()
    {
        var random = new Random(4711);
        for (var step = 0; step < 3_000; step++)
        {
            switch (random.Next(12))
            {
                case < 8: Key((uint)random.Next(2, 60), random.Next(2) == 0); break;
                case 8: _input.Received(MachineInput.Position(random.Next(32_768), random.Next(32_768))); break;
                case 9: _input.ReleaseAll(); break;
                case 10: _input.Paused(); _input.Resumed(); break;
                default: Settle(); break;
            }
        }
        Settle();
        _input.ReleaseAll();
        Settle();
        var down = new HashSet<string>();
        foreach (var each in _qemu.Input.SelectMany(line => line.Split(' ')).Where(word => !word.Contains('=', StringComparison.Ordinal)))
            _ = each[^1] == '+' ? down.Add(each[..^1]) : down.Remove(each[..^1]);
        Assert.Empty(down);
    }

    private void Key(uint code, bool isPressed) => _input.Received(MachineInput.Key(code, isPressed));

    /// <summary>Until nothing waits for the clock any more.</summary>
    private void Settle()
    {
        for (var i = 0; i < VmLimits.InputEvents + 10; i++)
        {
            var before = _qemu.Input.Count;
            _loop.UntilQuiet();
            _time.Advance(VmLimits.InputInterval);
            _loop.UntilQuiet();
            if (_qemu.Input.Count == before)
                return;
        }
    }

    private const string QemusKeys = """
        unmapped shift shift_r alt alt_r ctrl ctrl_r menu esc 1 2 3 4 5 6 7 8 9 0 minus equal backspace tab q w e r t y u i o p
        bracket_left bracket_right ret a s d f g h j k l semicolon apostrophe grave_accent backslash z x c v b n m comma dot slash
        asterisk spc caps_lock f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 num_lock scroll_lock kp_divide kp_multiply kp_subtract kp_add kp_enter
        kp_decimal sysrq kp_0 kp_1 kp_2 kp_3 kp_4 kp_5 kp_6 kp_7 kp_8 kp_9 less f11 f12 print home pgup pgdn end left up down right insert
        delete stop again props undo front copy open paste find cut lf help meta_l meta_r compose pause ro hiragana henkan yen muhenkan
        katakanahiragana kp_comma kp_equals power sleep wake audionext audioprev audiostop audioplay audiomute volumeup volumedown
        mediaselect mail calculator computer ac_home ac_back ac_forward ac_refresh ac_bookmarks lang1 lang2 f13 f14 f15 f16 f17 f18 f19
        f20 f21 f22 f23 f24
        """;
}
