// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Wayland.Client;

namespace Seamless.Tests.Linux;

/// <summary>What a toolkit believes of pointer and keyboard from their events alone; says what cannot be.</summary>
internal sealed class FocusModel
{
    public FocusModel(WlSeat seat)
    {
        var (pointer, keyboard) = (seat.GetPointer(), seat.GetKeyboard());
        pointer.Enter = (_, surface, _, _) =>
        {
            Require(PointerFocus is null or { IsAlive: false }, "a second pointer enter without a leave");
            Buttons.Clear();
            PointerFocus = surface;
        };
        pointer.Leave = (_, surface) =>
        {
            Require(surface is null || surface == PointerFocus, "a pointer leave of another surface");
            PointerFocus = null;
            Buttons.Clear();
        };
        pointer.Button = (_, _, code, state) =>
        {
            Require(PointerFocus is not null, "a button without the pointer");
            if (state == WlPointer.ButtonState.Pressed) Require(Buttons.Add(code), "a button pressed twice");
            else Require(Buttons.Remove(code), "a button released that was not pressed");
        };
        pointer.Motion = (_, _, _) => Require(PointerFocus is not null, "a motion without the pointer");
        keyboard.Keymap = (_, fd, _) => fd.Dispose();
        keyboard.Enter = (_, surface, keys) =>
        {
            Require(KeyboardFocus is null or { IsAlive: false }, "a second keyboard enter without a leave");
            KeyboardFocus = surface;
            Keys.Clear();
            for (var i = 0; i < keys.Length; i += 4) Keys.Add(BinaryPrimitives.ReadUInt32LittleEndian(keys[i..]));
        };
        keyboard.Leave = (_, surface) =>
        {
            Require(surface is null || surface == KeyboardFocus, "a keyboard leave of another surface");
            KeyboardFocus = null;
            Keys.Clear();
        };
        keyboard.Key = (_, _, key, state) =>
        {
            Require(KeyboardFocus is not null, "a key without the keyboard");
            if (state == WlKeyboard.KeyState.Pressed) Require(Keys.Add(key), "a key pressed twice");
            else Require(Keys.Remove(key), "a key released that was not pressed");
        };
    }

    public WlSurface? PointerFocus { get; private set; }

    public HashSet<uint> Buttons { get; } = [];

    public WlSurface? KeyboardFocus { get; private set; }

    public HashSet<uint> Keys { get; } = [];

    /// <summary>What could not be, in words.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>A destroyed surface has no focus: that is not told, the client knows.</summary>
    public void ForgetDead()
    {
        if (PointerFocus is { IsAlive: false }) (PointerFocus, _) = (null, Clear(Buttons));
        if (KeyboardFocus is { IsAlive: false }) (KeyboardFocus, _) = (null, Clear(Keys));
    }

    private static bool Clear(HashSet<uint> codes)
    {
        codes.Clear();
        return true;
    }

    private void Require(bool holds, string complaint)
    {
        if (!holds) Complaints.Add(complaint);
    }
}
