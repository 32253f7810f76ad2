// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Desktop.Headless.Input;

/// <summary>Keys by what they write on a US keyboard, and by name. Codes are those of linux/input-event-codes.h.</summary>
internal static class UsLayout
{
    public const uint LeftShift = 42;

    private const string Rows =
        "`1234567890-=\0~!@#$%^&*()_+\0"
        + "qwertyuiop[]\0QWERTYUIOP{}\0"
        + "asdfghjkl;'\0ASDFGHJKL:\"\0"
        + "\\zxcvbnm,./\0|ZXCVBNM<>?\0";

    private static readonly Dictionary<char, Stroke> Characters = ReadRows();

    private static readonly Dictionary<string, uint> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Escape"] = 1,
        ["Esc"] = 1,
        ["BackSpace"] = 14,
        ["Tab"] = 15,
        ["Return"] = 28,
        ["Enter"] = 28,
        ["space"] = 57,
        ["Control_L"] = 29,
        ["ctrl"] = 29,
        ["control"] = 29,
        ["Control_R"] = 97,
        ["Shift_L"] = LeftShift,
        ["shift"] = LeftShift,
        ["Shift_R"] = 54,
        ["Alt_L"] = 56,
        ["alt"] = 56,
        ["Alt_R"] = 100,
        ["altgr"] = 100,
        ["ISO_Level3_Shift"] = 100,
        ["Super_L"] = 125,
        ["super"] = 125,
        ["meta"] = 125,
        ["logo"] = 125,
        ["Super_R"] = 126,
        ["Menu"] = 127,
        ["Caps_Lock"] = 58,
        ["Num_Lock"] = 69,
        ["Scroll_Lock"] = 70,
        ["Print"] = 99,
        ["Pause"] = 119,
        ["Home"] = 102,
        ["Up"] = 103,
        ["Prior"] = 104,
        ["Page_Up"] = 104,
        ["Left"] = 105,
        ["Right"] = 106,
        ["End"] = 107,
        ["Down"] = 108,
        ["Next"] = 109,
        ["Page_Down"] = 109,
        ["Insert"] = 110,
        ["Delete"] = 111,
        ["F1"] = 59,
        ["F2"] = 60,
        ["F3"] = 61,
        ["F4"] = 62,
        ["F5"] = 63,
        ["F6"] = 64,
        ["F7"] = 65,
        ["F8"] = 66,
        ["F9"] = 67,
        ["F10"] = 68,
        ["F11"] = 87,
        ["F12"] = 88,
        ["KP_7"] = 71,
        ["KP_8"] = 72,
        ["KP_9"] = 73,
        ["KP_Subtract"] = 74,
        ["KP_4"] = 75,
        ["KP_5"] = 76,
        ["KP_6"] = 77,
        ["KP_Add"] = 78,
        ["KP_1"] = 79,
        ["KP_2"] = 80,
        ["KP_3"] = 81,
        ["KP_0"] = 82,
        ["KP_Decimal"] = 83,
        ["KP_Enter"] = 96,
        ["KP_Divide"] = 98,
        ["KP_Multiply"] = 55,
        ["plus"] = 13,
        ["minus"] = 12,
        ["equal"] = 13,
        ["comma"] = 51,
        ["period"] = 52,
        ["slash"] = 53,
        ["backslash"] = 43,
        ["semicolon"] = 39,
        ["apostrophe"] = 40,
        ["grave"] = 41,
        ["bracketleft"] = 26,
        ["bracketright"] = 27,
        ["XF86AudioMute"] = 113,
        ["XF86AudioLowerVolume"] = 114,
        ["XF86AudioRaiseVolume"] = 115,
        ["XF86Back"] = 158,
        ["XF86Forward"] = 159,
    };

    /// <summary>One key, and whether shift is held with it.</summary>
    public readonly record struct Stroke(uint Code, bool IsShifted);

    public static bool TryFind(char character, out Stroke stroke) => Characters.TryGetValue(character, out stroke);

    /// <summary>A name as xkb has it, a usual short one, or a character of the keyboard.</summary>
    public static bool TryFind(string name, out Stroke stroke)
    {
        if (name.Length == 1 && TryFind(name[0], out stroke)) return true;
        var isKnown = Names.TryGetValue(name, out var code);
        stroke = new Stroke(code, name.Equals("plus", StringComparison.OrdinalIgnoreCase));
        return isKnown;
    }

    private static Dictionary<char, Stroke> ReadRows()
    {
        var characters = new Dictionary<char, Stroke>
        {
            [' '] = new(57, false),
            ['\n'] = new(28, false),
            ['\t'] = new(15, false),
            ['\b'] = new(14, false),
            ['\e'] = new(1, false),
        };
        // The first key of each row; the one before 1 and the one before z lie apart from their rows.
        ReadOnlySpan<uint> firstCodes = [1, 16, 30, 43];
        var lines = Rows.Split('\0');
        for (var line = 0; line + 1 < lines.Length; line++)
        {
            for (var column = 0; column < lines[line].Length; column++)
            {
                var code = firstCodes[line / 2] + (uint)column;
                if (line < 2 && column == 0) code = 41;
                characters.Add(lines[line][column], new Stroke(code, line % 2 == 1));
            }
        }
        return characters;
    }
}
