// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Linux.Xkbcommon;

/// <summary>Where keymaps are compiled: the rules files of the system and of the user. One per program is enough.</summary>
public sealed class XkbContext : SafeHandle
{
    // XKB_LOG_LEVEL_CRITICAL: what the library would print about a user's odd keymap goes to nobody's benefit on our stderr.
    private const int OnlyCritical = 10;

    private XkbContext(IntPtr raw) : base(IntPtr.Zero, ownsHandle: true) => SetHandle(raw);

    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <exception cref="XkbException">libxkbcommon or its data files are not installed.</exception>
    public static XkbContext Create()
    {
        IntPtr raw;
        try
        {
            // SAFETY: takes and returns no memory of ours.
            raw = XkbNative.ContextNew(XkbNative.NoContextFlags);
        }
        catch (DllNotFoundException)
        {
            throw new XkbException("libxkbcommon.so.0 was not found: install libxkbcommon0");
        }

        if (raw == IntPtr.Zero) throw new XkbException("no keyboard configuration was found: install xkb-data");
        var context = new XkbContext(raw);
        XkbNative.ContextSetLogLevel(context, OnlyCritical);
        return context;
    }

    protected override bool ReleaseHandle()
    {
        // SAFETY: the one reference that Create got; keymaps hold references of their own.
        XkbNative.ContextUnref(handle);
        return true;
    }
}
