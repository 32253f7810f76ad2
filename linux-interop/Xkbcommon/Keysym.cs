// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Seamless.Linux.Xkbcommon;

/// <summary>The X keysym numbers (keysymdef.h) and their relation to characters.</summary>
public static unsafe class Keysym
{
    public const uint None = 0;
    public const uint BackSpace = 0xff08;
    public const uint Tab = 0xff09;
    public const uint Return = 0xff0d;
    public const uint Escape = 0xff1b;
    public const uint Delete = 0xffff;

    /// <summary>None when no keysym stands for the character.</summary>
    public static uint FromRune(Rune character) => XkbNative.Utf32ToKeysym((uint)character.Value);

    /// <summary>0 when the keysym is not a character.</summary>
    public static uint ToCodePoint(uint keysym) => XkbNative.KeysymToUtf32(keysym);

    /// <summary>None when there is no keysym of that name ("Return", "adiaeresis", "U6F22"). Upper and lower case differ.</summary>
    public static uint FromName(string name)
    {
        // SAFETY: zero-terminated and pinned during the call.
        fixed (byte* bytes = XkbKeymap.Terminated(name)) return XkbNative.KeysymFromName(bytes, 0);
    }

    public static string NameOf(uint keysym)
    {
        Span<byte> buffer = stackalloc byte[64];
        int length;
        // SAFETY: writes at most buffer.Length bytes including a zero.
        fixed (byte* first = buffer) length = XkbNative.KeysymGetName(keysym, first, (nuint)buffer.Length);
        return length > 0 && length < buffer.Length ? Encoding.ASCII.GetString(buffer[..length]) : "";
    }
}
