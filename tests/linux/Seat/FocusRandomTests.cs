// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CsCheck;
using Seamless.Agent.Linux;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Linux;

/// <summary>
/// Whatever the desktop says and whatever clients do to their windows: no button or key remains for a client that has not the focus, and
/// each client hears a story that can be.
/// </summary>
public sealed class FocusRandomTests
{
    private const int Windows = 3;
    private static readonly uint[] ButtonCodes = [0x110, 0x111, 0x112];
    private static readonly uint[] KeyCodes = [30, 31, 42, 58];

    private enum Kind
    {
        Enter, Leave, Move, Press, Release, Focus, FocusWithKeys, Unfocus, KeyDown, KeyUp, Unmap, Map, Destroy, AddPanel, Lost,
        TouchDown, TouchUp, TouchCancel, Text, Drag,
    }

    private readonly record struct Op(Kind Kind, int Window, int Code, int X, int Y);

    private static readonly Gen<Op> AnOp =
        Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, Windows - 1], Gen.Int[0, 3], Gen.Int[-20, 120], Gen.Int[-20, 120],
            (kind, window, code, x, y) => new Op(kind, window, code, x, y));

    [Fact]
    public void No_button_or_key_remains_for_a_client_without_the_focus() =>
        AnOp.Array[1, 60].Sample(Run, iter: 60, threads: 1);

    private static void Run(Op[] operations)
    {
        using var world = new World();
        foreach (var operation in operations)
        {
            world.Do(operation);
            world.CheckInvariants();
        }
    }

    private sealed class World : IDisposable
    {
        private readonly SeatBench _bench = new();
        private readonly BenchClient[] _clients;
        private readonly FocusModel[] _models;
        private readonly BenchWindow?[] _windows = new BenchWindow?[Windows];
        private readonly SelectionClient _dragger;

        public World()
        {
            _clients = [_bench.Client("first"), _bench.Client("second")];
            _models = [.. _clients.Select(client => new FocusModel(client.Seat))];
            _dragger = new SelectionClient(_clients[0]);
            for (var i = 0; i < Windows; i++) _windows[i] = Owner(i).Map($"window {i}", geometry: new Box(0, 0, 100, 100));
            _bench.Settle();
        }

        public void Dispose() => _bench.Dispose();

        public void Do(in Op operation)
        {
            var window = _windows[operation.Window];
            var id = window?.Id ?? 999;
            var (x, y) = (Fixed.FromInt(operation.X), Fixed.FromInt(operation.Y));
            if (!DoToClient(operation, window) && _bench.Desktop.IsOpen) SayToAgent(operation, id, x, y);
            _bench.Settle();
        }

        public void CheckInvariants()
        {
            var seat = _bench.Seat;
            Assert.Equal(seat.Pointer.Focus is null, seat.Pointer.FocusClient is null);
            if (seat.Pointer.Focus is null) Assert.Equal(0, seat.Pointer.Pressed.Length);
            if (seat.Keyboard.Focus is null) Assert.Equal(0, seat.Keyboard.Pressed.Length);
            Assert.True(seat.Pointer.Focus is null or { IsAlive: true });
            Assert.True(seat.Keyboard.Focus is null or { IsAlive: true });
            for (var i = 0; i < _clients.Length; i++) Check(seat, _clients[i], _models[i]);
        }

        private static void Check(Seat seat, BenchClient client, FocusModel model)
        {
            model.ForgetDead();
            Assert.True(client.Display.IsOpen, client.Display.CloseReason);
            Assert.Empty(model.Complaints);
            var hasPointer = seat.Pointer.FocusClient?.Client == client.Server;
            var hasKeyboard = seat.Keyboard.FocusClient?.Client == client.Server;
            Assert.Equal(hasPointer ? seat.Pointer.Focus!.Id : null, model.PointerFocus?.Id);
            Assert.Equal(hasKeyboard ? seat.Keyboard.Focus!.Id : null, model.KeyboardFocus?.Id);
            Assert.Equal(hasPointer ? seat.Pointer.Pressed.ToArray().Order() : [], model.Buttons.Order());
            Assert.Equal(hasKeyboard ? seat.Keyboard.Pressed.ToArray().Order() : [], model.Keys.Order());
        }

        private BenchClient Owner(int window) => _clients[window % _clients.Length];

        private bool DoToClient(in Op operation, BenchWindow? window)
        {
            switch (operation.Kind)
            {
                case Kind.Unmap: window?.Client.Unmap(window.Surface); return true;
                case Kind.Map when window is null: _windows[operation.Window] = Owner(operation.Window).Map("again"); return true;
                case Kind.Map: window.Client.Attach(window.Surface, 100, 100); return true;
                case Kind.Destroy:
                    window?.Surface.Destroy();
                    _windows[operation.Window] = null;
                    return true;
                case Kind.AddPanel when window is not null:
                    window.Client.AddSubsurface(window.Client.CreateSurface("panel"), window.Surface, operation.X, operation.Y, 50, 50);
                    return true;
                case Kind.Drag when window is not null && window.Client == _clients[0]:
                    _dragger.Device.StartDrag(null, window.Surface, null, window.Client.PressSerial);
                    return true;
                case Kind.Lost when operation.Code == 0 && _bench.Desktop.IsOpen:
                    _bench.Desktop.Session!.Close("the desktop ends");
                    return true;
                case Kind.Lost:
                    _bench.Time.Advance(TimeSpan.FromSeconds(3));
                    return true;
                default:
                    return false;
            }
        }

        private void SayToAgent(in Op operation, uint id, Fixed x, Fixed y)
        {
            var desktop = _bench.Desktop;
            var (button, key) = (ButtonCodes[operation.Code % ButtonCodes.Length], KeyCodes[operation.Code]);
            switch (operation.Kind)
            {
                case Kind.Enter: desktop.Send(new PointerEnter(id, x, y)); break;
                case Kind.Leave: desktop.Send(new PointerLeave(id)); break;
                case Kind.Move: desktop.Send(new PointerMotion { Window = id, X = x, Y = y }); break;
                case Kind.Press: desktop.Send(new PointerButton(id, 1, 0, button, true)); break;
                case Kind.Release: desktop.Send(new PointerButton(id, 1, 0, button, false)); break;
                case Kind.Focus: desktop.Send(new KeyboardFocus(id, [])); break;
                case Kind.FocusWithKeys: desktop.Send(new KeyboardFocus(id, KeyCodes.AsSpan(..operation.Code).ToImmutableArray())); break;
                case Kind.Unfocus: desktop.Send(new KeyboardFocus(0, [])); break;
                case Kind.KeyDown: desktop.Send(new Key(id, 1, 0, key, true)); break;
                case Kind.KeyUp: desktop.Send(new Key(id, 1, 0, key, false)); break;
                case Kind.TouchDown: desktop.Send(new TouchDown(id, 1, operation.Code, x, y, 0)); break;
                case Kind.TouchUp: desktop.Send(new TouchUp(id, operation.Code, 0)); break;
                case Kind.TouchCancel: desktop.Send(new TouchCancel(id)); break;
                case Kind.Text: desktop.Send(new TextInput(id, "aÄ")); break;
            }
        }
    }
}
