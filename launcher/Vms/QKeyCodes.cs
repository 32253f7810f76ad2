// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Launcher.Vms;

/// <summary>QEMU's names of keys (QKeyCode) and buttons (InputButton) for Linux's evdev codes, which stand for the same places on a keyboard.</summary>
internal static class QKeyCodes
{
    /// <summary>From code 0 on; empty where QEMU has none.</summary>
    private static readonly ImmutableArray<string> Keys =
    [
        // 0
        "", "esc", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "minus", "equal", "backspace", "tab",
        // 16
        "q", "w", "e", "r", "t", "y", "u", "i", "o", "p", "bracket_left", "bracket_right", "ret", "ctrl", "a", "s",
        // 32
        "d", "f", "g", "h", "j", "k", "l", "semicolon", "apostrophe", "grave_accent", "shift", "backslash", "z", "x", "c", "v",
        // 48
        "b", "n", "m", "comma", "dot", "slash", "shift_r", "kp_multiply", "alt", "spc", "caps_lock", "f1", "f2", "f3", "f4", "f5",
        // 64
        "f6", "f7", "f8", "f9", "f10", "num_lock", "scroll_lock", "kp_7", "kp_8", "kp_9", "kp_subtract", "kp_4", "kp_5", "kp_6", "kp_add", "kp_1",
        // 80
        "kp_2", "kp_3", "kp_0", "kp_decimal", "", "", "less", "f11", "f12", "ro", "", "hiragana", "henkan", "katakanahiragana", "muhenkan", "",
        // 96
        "kp_enter", "ctrl_r", "kp_divide", "print", "alt_r", "lf", "home", "up", "pgup", "left", "right", "end", "down", "pgdn", "insert", "delete",
        // 112
        "", "audiomute", "volumedown", "volumeup", "", "kp_equals", "", "pause", "", "kp_comma", "lang1", "lang2", "yen", "meta_l", "meta_r", "compose",
        // 128
        "stop", "again", "props", "undo", "front", "copy", "open", "paste", "find", "cut", "help", "menu", "calculator", "", "", "",
        // 144
        "", "", "", "", "", "", "", "", "", "", "", "mail", "ac_bookmarks", "computer", "ac_back", "ac_forward",
        // 160
        "", "", "", "audionext", "audioplay", "audioprev", "audiostop", "", "", "", "", "", "ac_home", "ac_refresh", "", "",
        // 176
        "", "", "", "", "", "", "", "f13", "f14", "f15", "f16", "f17", "f18", "f19", "f20", "f21",
        // 192
        "f22", "f23", "f24",
    ];

    /// <summary>From BTN_LEFT (0x110) on.</summary>
    private static readonly ImmutableArray<string> Buttons = ["left", "right", "middle", "side", "extra"];

    private const int FirstButton = 0x110;

    /// <summary>All names of keys, for a comparison with those of a QEMU.</summary>
    public static IEnumerable<string> Names => Keys.Where(name => name.Length > 0);

    /// <summary>Null when QEMU has no such key.</summary>
    public static string? KeyOf(int code) => code < Keys.Length && Keys[code].Length > 0 ? Keys[code] : null;

    /// <summary>Null when QEMU's pointers have no such button.</summary>
    public static string? ButtonOf(int code) => code - FirstButton is >= 0 and var index && index < Buttons.Length ? Buttons[index] : null;
}
