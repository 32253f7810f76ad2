// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Linux.Xkbcommon;

// libxkbcommon of the distribution. The loader opens it at the first call, so a program that never serves a keyboard does not need it.
internal static unsafe partial class XkbNative
{
    private const string Library = "libxkbcommon.so.0";

    internal const uint NoContextFlags = 0;
    internal const uint TextFormatV1 = 1;

    [StructLayout(LayoutKind.Sequential)]
    internal struct RuleNames
    {
        public byte* Rules;
        public byte* Model;
        public byte* Layout;
        public byte* Variant;
        public byte* Options;
    }

    [LibraryImport(Library, EntryPoint = "xkb_context_new")]
    internal static partial IntPtr ContextNew(uint flags);

    [LibraryImport(Library, EntryPoint = "xkb_context_unref")]
    internal static partial void ContextUnref(IntPtr context);

    [LibraryImport(Library, EntryPoint = "xkb_context_set_log_level")]
    internal static partial void ContextSetLogLevel(XkbContext context, int level);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_new_from_names")]
    internal static partial IntPtr KeymapNewFromNames(XkbContext context, RuleNames* names, uint flags);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_new_from_string")]
    internal static partial IntPtr KeymapNewFromString(XkbContext context, byte* text, uint format, uint flags);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_unref")]
    internal static partial void KeymapUnref(IntPtr keymap);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_get_as_string")]
    internal static partial byte* KeymapGetAsString(XkbKeymap keymap, uint format);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_min_keycode")]
    internal static partial uint KeymapMinKeycode(XkbKeymap keymap);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_max_keycode")]
    internal static partial uint KeymapMaxKeycode(XkbKeymap keymap);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_key_get_name")]
    internal static partial byte* KeymapKeyGetName(XkbKeymap keymap, uint keycode);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_num_layouts")]
    internal static partial uint KeymapNumLayouts(XkbKeymap keymap);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_layout_get_name")]
    internal static partial byte* KeymapLayoutGetName(XkbKeymap keymap, uint layout);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_num_layouts_for_key")]
    internal static partial uint KeymapNumLayoutsForKey(XkbKeymap keymap, uint keycode);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_num_levels_for_key")]
    internal static partial uint KeymapNumLevelsForKey(XkbKeymap keymap, uint keycode, uint layout);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_key_get_syms_by_level")]
    internal static partial int KeymapKeyGetSymsByLevel(XkbKeymap keymap, uint keycode, uint layout, uint level, uint** keysyms);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_key_get_mods_for_level")]
    internal static partial nuint KeymapKeyGetModsForLevel(
        XkbKeymap keymap, uint keycode, uint layout, uint level, uint* masks, nuint masksSize);

    [LibraryImport(Library, EntryPoint = "xkb_keymap_mod_get_index")]
    internal static partial uint KeymapModGetIndex(XkbKeymap keymap, byte* name);

    [LibraryImport(Library, EntryPoint = "xkb_state_new")]
    internal static partial IntPtr StateNew(XkbKeymap keymap);

    [LibraryImport(Library, EntryPoint = "xkb_state_unref")]
    internal static partial void StateUnref(IntPtr state);

    [LibraryImport(Library, EntryPoint = "xkb_state_update_key")]
    internal static partial uint StateUpdateKey(XkbState state, uint keycode, int direction);

    [LibraryImport(Library, EntryPoint = "xkb_state_update_mask")]
    internal static partial uint StateUpdateMask(
        XkbState state, uint depressed, uint latched, uint locked, uint depressedLayout, uint latchedLayout, uint lockedLayout);

    [LibraryImport(Library, EntryPoint = "xkb_state_serialize_mods")]
    internal static partial uint StateSerializeMods(XkbState state, uint components);

    [LibraryImport(Library, EntryPoint = "xkb_state_serialize_layout")]
    internal static partial uint StateSerializeLayout(XkbState state, uint components);

    [LibraryImport(Library, EntryPoint = "xkb_state_key_get_one_sym")]
    internal static partial uint StateKeyGetOneSym(XkbState state, uint keycode);

    [LibraryImport(Library, EntryPoint = "xkb_state_key_get_utf8")]
    internal static partial int StateKeyGetUtf8(XkbState state, uint keycode, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "xkb_utf32_to_keysym")]
    internal static partial uint Utf32ToKeysym(uint codePoint);

    [LibraryImport(Library, EntryPoint = "xkb_keysym_to_utf32")]
    internal static partial uint KeysymToUtf32(uint keysym);

    [LibraryImport(Library, EntryPoint = "xkb_keysym_from_name")]
    internal static partial uint KeysymFromName(byte* name, uint flags);

    [LibraryImport(Library, EntryPoint = "xkb_keysym_get_name")]
    internal static partial int KeysymGetName(uint keysym, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "free")]
    internal static partial void Free(void* pointer);
}
