// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Linux;
using Seamless.Tests.Fakes;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux.Journeys;

/// <summary>
/// A key on its way from the person's keyboard to the app: desktop → bridge → agent → wl_keyboard. One process, no clock, no thread: each
/// station passes it on when it gets it, or the loop would come to rest with the key on its way.
/// </summary>
public sealed class KeyJourney : IDisposable
{
    private const uint KeyA = 30, KeyB = 48, LeftShift = 42;
    private readonly WholeLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void A_key_of_the_desktop_reaches_the_app_that_has_the_focus()
    {
        using var app = new App(_line);
        Assert.Equal("enter []; modifiers 0", app.Heard());
        _line.Desktop.Seat.Keyboard.Key(LeftShift, isPressed: true);
        _line.Desktop.Seat.Keyboard.Key(KeyA, isPressed: true);
        _line.Desktop.Seat.Keyboard.Key(KeyA, isPressed: false);
        Assert.Equal("key 42 down; modifiers 1; key 30 down; key 30 up", app.Heard());
        _line.Desktop.Seat.Keyboard.Key(LeftShift, isPressed: false);
        Assert.Equal("key 42 up; modifiers 0", app.Heard());
    }

    [Fact]
    public void The_focus_moves_with_the_keys_that_are_held()
    {
        using var first = new App(_line);
        first.Heard();
        _line.Desktop.Seat.Keyboard.Key(KeyB, isPressed: true);
        using var second = new App(_line);
        Assert.Equal("key 48 down; leave", first.Heard());
        Assert.Equal("enter [48]; modifiers 0", second.Heard());
        _line.Desktop.Seat.Keyboard.Key(KeyB, isPressed: false);
        Assert.Equal("key 48 up", second.Heard());
        Assert.Equal("", first.Heard());
    }

    [Fact]
    public void Text_of_the_desktop_reaches_the_app_as_keys()
    {
        using var app = new App(_line);
        app.Heard();
        Assert.True(_line.Desktop.Seat.Keyboard.Text("aB"));
        Assert.Equal("modifiers 0; key 30 down; key 30 up; modifiers 1; key 48 down; key 48 up; modifiers 0", app.Heard());
    }

    [Fact]
    public void An_app_without_its_window_hears_no_keys()
    {
        using var app = new App(_line);
        app.Heard();
        _line.Desktop.Seat.Keyboard.Key(KeyA, isPressed: true);
        Assert.Equal("key 30 down", app.Heard());
        app.Hide();
        Assert.Equal("leave", app.Heard());
        _line.Desktop.Seat.Keyboard.Key(KeyA, isPressed: false);
        Assert.Equal("", app.Heard());
    }

    /// <summary>A window that writes down what its keyboard says.</summary>
    private sealed class App : IDisposable
    {
        private readonly WholeLine _line;
        private readonly Display _display;
        private readonly WlSurface _surface;
        private readonly List<string> _heard = [];

        public App(WholeLine line)
        {
            _line = line;
            _display = line.Connect();
            Listen(_display.Bind<WlSeat>().GetKeyboard());
            _surface = _display.Bind<WlCompositor>(4).CreateSurface();
            var shell = _display.Bind<XdgWmBase>().GetXdgSurface(_surface);
            var isConfigured = false;
            shell.Configure = serial =>
            {
                shell.AckConfigure(serial);
                if (!isConfigured) Draw();
                isConfigured = true;
            };
            shell.GetToplevel().SetTitle("app");
            _surface.Commit();
            line.Loop.UntilQuiet();
        }

        public string Heard()
        {
            _line.Loop.UntilQuiet();
            var heard = string.Join("; ", _heard);
            _heard.Clear();
            return heard;
        }

        public void Hide()
        {
            _surface.Attach(null, 0, 0);
            _surface.Commit();
        }

        public void Dispose() => _display.Dispose();

        private void Draw()
        {
            const int side = 64;
            using var file = MemoryFile.Create("app", side * side * 4, Seals.Shrink);
            var pool = _display.Bind<WlShm>().CreatePool(file.Descriptor, side * side * 4);
            _surface.Attach(pool.CreateBuffer(0, side, side, side * 4, WlShm.Format.Xrgb8888), 0, 0);
            _surface.Damage(0, 0, side, side);
            _surface.Commit();
        }

        private void Listen(WlKeyboard keyboard)
        {
            keyboard.Keymap = (_, fd, _) => fd.Dispose();
            keyboard.Enter = (_, _, keys) =>
            {
                var codes = new List<uint>();
                for (var i = 0; i < keys.Length; i += 4) codes.Add(BinaryPrimitives.ReadUInt32LittleEndian(keys[i..]));
                _heard.Add($"enter [{string.Join(' ', codes)}]");
            };
            keyboard.Leave = (_, _) => _heard.Add("leave");
            keyboard.Key = (_, _, key, state) => _heard.Add($"key {key} {(state == WlKeyboard.KeyState.Pressed ? "down" : "up")}");
            keyboard.Modifiers = (_, depressed, _, _, _) => _heard.Add($"modifiers {depressed}");
        }
    }
}
