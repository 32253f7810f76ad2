// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;

namespace Seamless.Linux.Xkbcommon;

/// <summary>
/// A compiled keymap. Keycodes here are XKB's, that is evdev + <see cref="EvdevOffset"/>; Wayland and our wire carry evdev's.
/// Immutable, so the spans it hands out live as long as it does.
/// </summary>
public sealed unsafe class XkbKeymap : SafeHandle
{
    public const uint EvdevOffset = 8;

    private XkbKeymap(IntPtr raw) : base(IntPtr.Zero, ownsHandle: true) => SetHandle(raw);

    public override bool IsInvalid => handle == IntPtr.Zero;

    public uint MinKeycode => XkbNative.KeymapMinKeycode(this);

    public uint MaxKeycode => XkbNative.KeymapMaxKeycode(this);

    public uint LayoutCount => XkbNative.KeymapNumLayouts(this);

    /// <exception cref="XkbException">No such layout, model, variant or rules file.</exception>
    public static XkbKeymap FromNames(XkbContext context, in KeymapNames names)
    {
        var raw = CompileNames(context, names);
        return raw != IntPtr.Zero ? new XkbKeymap(raw) : throw new XkbException($"no keymap for {names}");
    }

    /// <exception cref="XkbException">The text is not a keymap.</exception>
    public static XkbKeymap FromText(XkbContext context, string text)
    {
        IntPtr raw;
        // SAFETY: Terminated ends in a zero byte and stays pinned during the call; the library copies.
        fixed (byte* bytes = Terminated(text))
            raw = XkbNative.KeymapNewFromString(context, bytes, XkbNative.TextFormatV1, 0);
        return raw != IntPtr.Zero ? new XkbKeymap(raw) : throw new XkbException("the keymap text does not compile");
    }

    /// <summary>The whole keymap in text format 1, which is what wl_keyboard.keymap carries (there with a zero byte at its end).</summary>
    public string ToText()
    {
        var text = XkbNative.KeymapGetAsString(this, XkbNative.TextFormatV1);
        if (text == null) throw new XkbException("the keymap has no text form");
        try
        {
            // SAFETY: a zero-terminated string that the library allocated for us.
            return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        }
        finally
        {
            // SAFETY: xkb_keymap_get_as_string says: free() it.
            XkbNative.Free(text);
        }
    }

    /// <summary>The key's name between angle brackets in the text form ("AC01"), or null when the keymap has no such key.</summary>
    public string? KeyName(uint keycode) => Text(XkbNative.KeymapKeyGetName(this, keycode));

    public string LayoutName(uint layout) => Text(XkbNative.KeymapLayoutGetName(this, layout)) ?? "";

    public uint LayoutCountOf(uint keycode) => XkbNative.KeymapNumLayoutsForKey(this, keycode);

    public uint LevelCountOf(uint keycode, uint layout) => XkbNative.KeymapNumLevelsForKey(this, keycode, layout);

    public ReadOnlySpan<uint> KeysymsOf(uint keycode, uint layout, uint level)
    {
        uint* keysyms = null;
        // SAFETY: the library stores a pointer into the keymap, which this object keeps alive, and returns its element count.
        var count = XkbNative.KeymapKeyGetSymsByLevel(this, keycode, layout, level, &keysyms);
        return count > 0 ? new ReadOnlySpan<uint>(keysyms, count) : [];
    }

    /// <summary>The modifier masks that reach a level; returns how many were written.</summary>
    public int ModifiersOf(uint keycode, uint layout, uint level, Span<uint> masks)
    {
        // SAFETY: the library writes at most masks.Length elements.
        fixed (uint* first = masks)
            return (int)XkbNative.KeymapKeyGetModsForLevel(this, keycode, layout, level, first, (nuint)masks.Length);
    }

    /// <summary>The bit of a modifier in every mask ("Shift", "Lock", "Control", "Mod1" …); 0 when the keymap lacks it.</summary>
    public uint ModifierMask(string name)
    {
        // SAFETY: zero-terminated and pinned during the call.
        fixed (byte* bytes = Terminated(name))
        {
            var index = XkbNative.KeymapModGetIndex(this, bytes);
            return index < 32 ? 1u << (int)index : 0;
        }
    }

    protected override bool ReleaseHandle()
    {
        // SAFETY: the one reference that the constructor took over; states hold references of their own.
        XkbNative.KeymapUnref(handle);
        return true;
    }

    private static IntPtr CompileNames(XkbContext context, in KeymapNames names)
    {
        // SAFETY: five zero-terminated strings pinned during the call, which copies; an empty one is passed as null = the default.
        fixed (byte* rules = Part(names.Rules), model = Part(names.Model), layout = Part(names.Layout))
        fixed (byte* variant = Part(names.Variant), options = Part(names.Options))
        {
            var raw = new XkbNative.RuleNames { Rules = rules, Model = model, Layout = layout, Variant = variant, Options = options };
            return XkbNative.KeymapNewFromNames(context, &raw, 0);
        }
    }

    private static byte[]? Part(string part) => part.Length == 0 ? null : Terminated(part);

    // A zero inside would silently cut the text: whoever sent it meant something else.
    internal static byte[] Terminated(string text) =>
        text.Contains('\0', StringComparison.Ordinal)
            ? throw new XkbException("a keyboard name or keymap contains a zero character")
            : Encoding.UTF8.GetBytes(text + '\0');

    // SAFETY: null or a zero-terminated string inside the keymap.
    private static string? Text(byte* text) =>
        text == null ? null : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
