// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux.Xkbcommon;

namespace Seamless.Agent.Linux;

/// <summary>A layout that the desktop chose, compiled, with everything derived from it.</summary>
public sealed class CompiledLayout : IDisposable
{
    private readonly uint _capsMask;
    private readonly uint _numMask;
    private KeystrokeIndex? _keystrokes;
    private uint _keystrokesLayout;

    public CompiledLayout(XkbContext context, in KeymapNames names)
    {
        Keymap = XkbKeymap.FromNames(context, names);
        State = new XkbState(Keymap);
        Spares = new SpareKeys(Keymap);
        File = new KeymapFile(Spares.Text());
        _capsMask = Keymap.ModifierMask("Lock");
        _numMask = Keymap.ModifierMask("Mod2");
        ShiftMask = Keymap.ModifierMask("Shift");
        ControlMask = Keymap.ModifierMask("Control");
    }

    public XkbKeymap Keymap { get; }

    public uint ShiftMask { get; }

    public uint ControlMask { get; }

    public XkbState State { get; private set; }

    public SpareKeys Spares { get; }

    /// <summary>What clients are given: the layout, and the spare keys as they are assigned now.</summary>
    public KeymapFile File { get; private set; }

    /// <summary>Forgets every key that is down and presses these; locks and the chosen layout stay.</summary>
    public void Restart(ReadOnlySpan<uint> pressed)
    {
        var (locked, layout) = (State.Modifiers.Locked, State.LockedLayout);
        State.Dispose();
        State = new XkbState(Keymap);
        foreach (var key in pressed) State.Update(key + XkbKeymap.EvdevOffset, pressed: true);
        // A lock key among them was pressed before it came here: what it did to the lock is in the lock state that we have.
        State.SetLocks(locked, layout);
    }

    /// <summary>Returns true when something changed.</summary>
    public bool SetLocks(bool caps, bool num)
    {
        var before = State.Modifiers.Locked;
        var locked = (before & ~(_capsMask | _numMask)) | (caps ? _capsMask : 0) | (num ? _numMask : 0);
        return locked != before && State.SetLocks(locked, State.LockedLayout);
    }

    /// <summary>Where the layout has its characters. Made at the first text: most people never need it.</summary>
    public KeystrokeIndex Keystrokes()
    {
        var layout = State.Modifiers.Layout;
        if (_keystrokes is null || _keystrokesLayout != layout)
            (_keystrokes, _keystrokesLayout) = (new KeystrokeIndex(Keymap, layout), layout);
        return _keystrokes;
    }

    /// <summary>Makes a new file of the spare keys as they are assigned now.</summary>
    public void PublishSpares()
    {
        File.Dispose();
        File = new KeymapFile(Spares.Text());
    }

    public void Dispose()
    {
        File.Dispose();
        State.Dispose();
        Keymap.Dispose();
    }
}
