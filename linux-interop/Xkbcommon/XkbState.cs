// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;

namespace Seamless.Linux.Xkbcommon;

/// <summary>What wl_keyboard.modifiers carries.</summary>
public readonly record struct XkbModifiers(uint Depressed, uint Latched, uint Locked, uint Layout);

/// <summary>Which keys and modifiers of a keymap are down or locked.</summary>
public sealed unsafe class XkbState : SafeHandle
{
    // enum xkb_state_component
    private const uint ModsDepressed = 1, ModsLatched = 2, ModsLocked = 4;
    private const uint LayoutDepressed = 16, LayoutLatched = 32, LayoutLocked = 64, LayoutEffective = 128;

    public XkbState(XkbKeymap keymap) : base(IntPtr.Zero, ownsHandle: true)
    {
        // SAFETY: the state takes its own reference to the keymap.
        SetHandle(XkbNative.StateNew(keymap));
        if (IsInvalid) throw new XkbException("no memory for a keyboard state");
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    public XkbModifiers Modifiers => new(
        XkbNative.StateSerializeMods(this, ModsDepressed),
        XkbNative.StateSerializeMods(this, ModsLatched),
        XkbNative.StateSerializeMods(this, ModsLocked),
        XkbNative.StateSerializeLayout(this, LayoutEffective));

    /// <summary>Returns true when modifiers or layout changed.</summary>
    public bool Update(uint keycode, bool pressed) => XkbNative.StateUpdateKey(this, keycode, pressed ? 1 : 0) != 0;

    /// <summary>As a client of wl_keyboard does: takes over what the compositor says, key by key nothing. Returns true on a change.</summary>
    public bool Set(in XkbModifiers modifiers) =>
        XkbNative.StateUpdateMask(this, modifiers.Depressed, modifiers.Latched, modifiers.Locked, 0, 0, modifiers.Layout) != 0;

    /// <summary>The layout that a layout switch left locked.</summary>
    public uint LockedLayout => XkbNative.StateSerializeLayout(this, LayoutLocked);

    /// <summary>Replaces the locks and leaves what keys hold down alone. Returns true when something changed.</summary>
    public bool SetLocks(uint modifiers, uint layout) => XkbNative.StateUpdateMask(
        this,
        XkbNative.StateSerializeMods(this, ModsDepressed),
        XkbNative.StateSerializeMods(this, ModsLatched),
        modifiers,
        XkbNative.StateSerializeLayout(this, LayoutDepressed),
        XkbNative.StateSerializeLayout(this, LayoutLatched),
        layout) != 0;

    public uint Keysym(uint keycode) => XkbNative.StateKeyGetOneSym(this, keycode);

    /// <summary>The text a press of the key means now; empty for none.</summary>
    public string Text(uint keycode)
    {
        Span<byte> buffer = stackalloc byte[64];
        int length;
        // SAFETY: writes at most buffer.Length bytes including a zero and returns the length without it.
        fixed (byte* first = buffer)
            length = XkbNative.StateKeyGetUtf8(this, keycode, first, (nuint)buffer.Length);
        return length > 0 && length < buffer.Length ? Encoding.UTF8.GetString(buffer[..length]) : "";
    }

    protected override bool ReleaseHandle()
    {
        // SAFETY: the reference that the constructor got.
        XkbNative.StateUnref(handle);
        return true;
    }
}
