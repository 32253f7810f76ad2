// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux;
using Seamless.Linux.Xkbcommon;

namespace Seamless.Agent.Linux;

// Text that arrives as text (an input method, a script, a paste by typing) becomes key strokes, because that is what every app
// understands. A character of the layout is typed with its key and modifiers; others get a spare key (SpareKeys). What the person holds
// down meanwhile is hidden from the app by wl_keyboard.modifiers and put back at the end.
public sealed class TypedText(Keyboard keyboard, TimeProvider time)
{
    private readonly List<Keystroke> _strokes = [];

    /// <summary>Types into the focused surface; nothing when there is none. Characters that no key can mean are left out.</summary>
    public void Type(string text)
    {
        if (keyboard.FocusClient is not { } client || text.Length == 0) return;
        XkbModifiers? told = null;
        for (var position = 0; position < text.Length;)
        {
            position = Collect(text, position, out var keymapChanged);
            if (keymapChanged)
            {
                keyboard.Layout.PublishSpares();
                foreach (var binding in client.Keyboards) binding.Offer(keyboard.Layout.File);
                told = null;
            }

            Send(client, ref told);
        }

        keyboard.TellModifiers(client, keyboard.Layout.State.Modifiers);
    }

    // As many characters as the spare keys suffice for; returns the position behind them.
    private int Collect(string text, int position, out bool keymapChanged)
    {
        var layout = keyboard.Layout;
        var keystrokes = layout.Keystrokes();
        var batch = layout.Spares.BeginBatch();
        keymapChanged = false;
        _strokes.Clear();
        while (position < text.Length)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(position), out var character, out var length) != System.Buffers.OperationStatus.Done)
                character = new Rune(0);
            var keysym = text[position] == '\n' && position > 0 && text[position - 1] == '\r' ? Keysym.None : KeystrokeIndex.KeysymOf(character);
            if (keysym != Keysym.None)
            {
                // A key that is down cannot go down again: then the character gets a key of its own.
                if (keystrokes.TryFind(keysym, out var stroke) && !keyboard.Pressed.Contains(stroke.Key)) _strokes.Add(stroke);
                else if (layout.Spares.TryAssign(keysym, batch, out var key, ref keymapChanged)) _strokes.Add(new Keystroke(key, 0));
                else if (_strokes.Count > 0 || layout.Spares.Count > 0) return position;
            }

            position += length;
        }

        return position;
    }

    private void Send(SeatClient client, ref XkbModifiers? told)
    {
        var layout = keyboard.Layout.State.Modifiers.Layout;
        var timeMs = (uint)(Clock.Nanoseconds(time) / 1_000_000);
        foreach (var stroke in _strokes)
        {
            var wanted = new XkbModifiers(stroke.Modifiers, 0, 0, layout);
            if (told != wanted) keyboard.TellModifiers(client, wanted);
            told = wanted;
            keyboard.SendKey(client, timeMs, stroke, pressed: true);
            keyboard.SendKey(client, timeMs, stroke, pressed: false);
        }
    }
}
