// SPDX-License-Identifier: Apache-2.0
// What a person does in the window that shows the guest's screen: it goes to the launcher, which reaches the machine's keyboard and pointer. The
// bridge knows what is down there, whoever the launcher is, and lets go of it when the person can no longer do so.
using Seamless.Protocol;

namespace Seamless.Bridge;

internal sealed class ConsoleInput(GuestRelay relay, GpuScanout screen)
{
    private const uint FirstButton = 0x110, LastButton = 0x117;

    /// <summary>A notch of a wheel, in the units of PointerAxis and in pixels.</summary>
    private const int NotchUnits = 120, NotchPixels = 15;

    private readonly ulong[] _down = new ulong[(ProtocolLimits.EvdevCode / 64) + 1];
    private (int X, int Y)? _position;
    private double _wheelX, _wheelY;

    /// <summary>The console has the keyboard.</summary>
    public bool HasKeyboard { get; private set; }

    /// <summary>The pointer is over the console.</summary>
    public bool HasPointer { get; private set; }

    /// <summary>Keys that are down already are none of the machine's: they belong to where they were pressed.</summary>
    public void TakeKeyboard() => HasKeyboard = true;

    public void LeaveKeyboard()
    {
        HasKeyboard = false;
        Release(isButtons: false);
    }

    public void Key(in Key key)
    {
        if (HasKeyboard && !IsButton(key.Code))
            Press(key.Code, key.IsPressed);
    }

    public void Enter(Fixed x, Fixed y)
    {
        HasPointer = true;
        Move(x, y);
    }

    public void LeavePointer()
    {
        HasPointer = false;
        (_wheelX, _wheelY) = (0, 0);
        Release(isButtons: true);
    }

    public void Move(Fixed x, Fixed y)
    {
        var area = screen.Area;
        if (!HasPointer || area.IsEmpty || relay.Machine is not { } machine)
            return;
        var place = (Part(x, area.Width), Part(y, area.Height));
        if (place == _position)
            return;
        _position = place;
        machine.Send(MachineInput.Position(place.Item1, place.Item2));
    }

    public void Button(in PointerButton button)
    {
        if (HasPointer && IsButton(button.Code))
            Press(button.Code, button.IsPressed);
    }

    public void Scroll(in PointerAxis axis)
    {
        if (!HasPointer || relay.Machine is not { } machine)
            return;
        var (x, y) = (Notches(ref _wheelX, axis.WheelX, axis.DeltaX), Notches(ref _wheelY, axis.WheelY, axis.DeltaY));
        if (axis.StopX || axis.StopY)
            (_wheelX, _wheelY) = (0, 0);
        if (x != 0 || y != 0)
            machine.Send(MachineInput.Wheel(x, y));
    }

    /// <summary>The desktop has gone, or the window has.</summary>
    public void LeaveAll()
    {
        LeaveKeyboard();
        LeavePointer();
    }

    /// <summary>Another launcher: what the one before it pressed is up from now on.</summary>
    public void MachineCame()
    {
        _position = null;
        Release(isButtons: false);
        Release(isButtons: true);
    }

    private static bool IsButton(uint code) => code is >= FirstButton and <= LastButton;

    /// <summary>The middle of that pixel, so that the guest's rounding finds the same one.</summary>
    private static int Part(Fixed at, int side) =>
        (int)((((2L * Math.Clamp(at.Floor(), 0, side - 1)) + 1) * (ProtocolLimits.MachinePosition + 1)) / (2L * side));

    private static int Notches(ref double rest, int units, Fixed distance)
    {
        rest += units != 0 ? units : distance.ToDouble() * NotchUnits / NotchPixels;
        var notches = (int)Math.Clamp(rest / NotchUnits, -ProtocolLimits.MachineNotches, ProtocolLimits.MachineNotches);
        // What is left over counts on; what was too much does not.
        rest = Math.Abs(notches) == ProtocolLimits.MachineNotches ? 0 : rest - (notches * NotchUnits);
        return notches;
    }

    private void Press(uint code, bool isPressed)
    {
        var bit = 1UL << (int)(code % 64);
        ref var word = ref _down[code / 64];
        if ((word & bit) != 0 == isPressed || relay.Machine is not { } machine)
            return;
        word ^= bit;
        machine.Send(MachineInput.Key(code, isPressed));
    }

    /// <summary>Without a launcher nothing can be let go of; the next one does it.</summary>
    private void Release(bool isButtons)
    {
        if (relay.Machine is not { } machine)
            return;
        for (var code = 0u; code <= ProtocolLimits.EvdevCode; code++)
        {
            var bit = 1UL << (int)(code % 64);
            if ((_down[code / 64] & bit) == 0 || IsButton(code) != isButtons)
                continue;
            _down[code / 64] ^= bit;
            machine.Send(MachineInput.Key(code, isPressed: false));
        }
    }
}
