// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux.Xkbcommon;

namespace Seamless.Agent.Linux;

// Typed text may hold characters that no key of the layout has. Keys that the layout leaves empty are given those characters, in a copy of
// the keymap that is otherwise the same: every key of the layout keeps its meaning, so nothing has to be put back in a hurry while the
// client may still be looking a key up. The oldest character gives way when the spare keys run out.
public sealed class SpareKeys
{
    private const uint FirstKeycode = 9, LastKeycode = 255;   // X11's range: beyond it Xwayland and older toolkits see nothing
    private readonly string _head, _tail;
    private readonly List<Spare> _spares = [];
    private long _uses;

    private sealed class Spare(uint keycode, string name)
    {
        internal uint Keycode { get; } = keycode;
        internal string Name { get; } = name;
        internal uint Keysym { get; set; }
        internal long LastUse { get; set; }
    }

    public SpareKeys(XkbKeymap keymap)
    {
        var text = keymap.ToText();
        var place = EndOfSymbols(text);
        (_head, _tail) = (text[..place], text[place..]);
        for (var keycode = Math.Min(LastKeycode, keymap.MaxKeycode); keycode >= Math.Max(FirstKeycode, keymap.MinKeycode); keycode--)
        {
            if (_spares.Count == SeatLimits.SpareKeys) break;
            if (keymap.LayoutCountOf(keycode) == 0 && keymap.KeyName(keycode) is { } name) _spares.Add(new Spare(keycode, name));
        }
    }

    public int Count => _spares.Count;

    /// <summary>
    /// The evdev code of the spare key that means <paramref name="keysym"/>. A key used at or after <paramref name="batch"/> keeps its
    /// meaning: false when there is no other left. <paramref name="changed"/> tells that <see cref="Text"/> is a new one.
    /// </summary>
    public bool TryAssign(uint keysym, long batch, out uint key, ref bool changed)
    {
        Spare? oldest = null;
        key = 0;
        foreach (var spare in _spares)
        {
            if (spare.Keysym == keysym)
            {
                spare.LastUse = ++_uses;
                key = spare.Keycode - XkbKeymap.EvdevOffset;
                return true;
            }

            if (oldest is null || spare.LastUse < oldest.LastUse) oldest = spare;
        }

        if (oldest is null || oldest.LastUse > batch) return false;
        (oldest.Keysym, oldest.LastUse, changed) = (keysym, ++_uses, true);
        key = oldest.Keycode - XkbKeymap.EvdevOffset;
        return true;
    }

    /// <summary>Keys assigned from now on stay until the next batch begins.</summary>
    public long BeginBatch() => _uses;

    /// <summary>The keymap with the spare keys as they are assigned now.</summary>
    public string Text()
    {
        var text = new StringBuilder(_head, _head.Length + _tail.Length + 32 * _spares.Count);
        foreach (var spare in _spares)
        {
            if (spare.Keysym != Keysym.None) text.Append($"    key <{spare.Name}> {{ [ {Keysym.NameOf(spare.Keysym)} ] }};\n");
        }

        return text.Append(_tail).ToString();
    }

    // The text form ends "… };" (symbols) "};" (keymap), in this order since libxkbcommon's first version.
    private static int EndOfSymbols(string text)
    {
        var keymapEnd = text.LastIndexOf("};", StringComparison.Ordinal);
        var symbolsEnd = keymapEnd > 0 ? text.LastIndexOf("};", keymapEnd - 1, StringComparison.Ordinal) : -1;
        return symbolsEnd > 0 ? symbolsEnd : throw new XkbException("the keymap's text form does not end in its symbols");
    }
}
