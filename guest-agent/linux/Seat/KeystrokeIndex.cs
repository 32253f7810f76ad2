// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using System.Text;
using Seamless.Linux.Xkbcommon;

namespace Seamless.Agent.Linux;

/// <summary>A key (evdev code) and the modifiers that must be down for it to mean what was asked.</summary>
public readonly record struct Keystroke(uint Key, uint Modifiers);

/// <summary>Finds the key that types a keysym in one layout of a keymap.</summary>
public sealed class KeystrokeIndex
{
    // The longest list of levels any layout of xkeyboard-config has is 8, and few levels have more than four ways to them.
    private const int MostMasks = 16;
    private const int MostKeycode = 255;   // beyond it Xwayland and older toolkits see nothing
    private readonly Dictionary<uint, Keystroke> _byKeysym = [];
    private readonly XkbKeymap _keymap;
    private readonly uint _layout;
    private readonly uint _unusable;

    public KeystrokeIndex(XkbKeymap keymap, uint layout)
    {
        (_keymap, _layout) = (keymap, layout);
        // A character typed with one of these down would be a command, or depends on a lock that the person sees as a lamp.
        _unusable = keymap.ModifierMask("Control") | keymap.ModifierMask("Mod1") | keymap.ModifierMask("Mod4")
            | keymap.ModifierMask("Lock") | keymap.ModifierMask("Mod2");
        for (var keycode = keymap.MinKeycode; keycode <= Math.Min(keymap.MaxKeycode, MostKeycode); keycode++) AddKey(keycode);
    }

    public bool TryFind(uint keysym, out Keystroke keystroke) => _byKeysym.TryGetValue(keysym, out keystroke);

    /// <summary>What a character is as a key: Return and Tab for their control characters; None for what no key can mean.</summary>
    public static uint KeysymOf(Rune character) => character.Value switch
    {
        '\n' or '\r' => Keysym.Return,
        '\t' => Keysym.Tab,
        '\b' => Keysym.BackSpace,
        0x1b => Keysym.Escape,
        0x7f => Keysym.Delete,
        < 0x20 or (>= 0x80 and < 0xa0) => Keysym.None,
        _ => Keysym.FromRune(character),
    };

    private void AddKey(uint keycode)
    {
        var layouts = _keymap.LayoutCountOf(keycode);
        if (layouts == 0) return;
        // A key with fewer layouts than the keymap wraps around, as the clients' copy of the same library does.
        var layout = _layout % layouts;
        for (uint level = 0; level < _keymap.LevelCountOf(keycode, layout); level++)
        {
            var keysyms = _keymap.KeysymsOf(keycode, layout, level);
            if (keysyms.Length != 1 || keysyms[0] == Keysym.None || !TryMask(keycode, layout, level, out var mask)) continue;
            var keystroke = new Keystroke(keycode - XkbKeymap.EvdevOffset, mask);
            // The way with fewer modifiers wins, then the lower key: the letter row before the keypad.
            if (_byKeysym.TryGetValue(keysyms[0], out var known) && Cost(known) <= Cost(keystroke)) continue;
            _byKeysym[keysyms[0]] = keystroke;
        }
    }

    private bool TryMask(uint keycode, uint layout, uint level, out uint best)
    {
        Span<uint> masks = stackalloc uint[MostMasks];
        var count = _keymap.ModifiersOf(keycode, layout, level, masks);
        best = uint.MaxValue;
        foreach (var mask in masks[..count])
        {
            if ((mask & _unusable) == 0 && BitOperations.PopCount(mask) < BitOperations.PopCount(best)) best = mask;
        }

        return best != uint.MaxValue;
    }

    private static int Cost(Keystroke keystroke) => BitOperations.PopCount(keystroke.Modifiers);
}
