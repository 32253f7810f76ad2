// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>Maxima of what one client or one person can make the seat remember.</summary>
public static class SeatLimits
{
    /// <summary>Serials a client may still refer to. A client that answers slower than this many key strokes is not answering them.</summary>
    public const int SerialsPerClient = 64;

    /// <summary>Keys down at once, as many as the wire tells of.</summary>
    public const int PressedKeys = ProtocolLimits.PressedKeys;

    /// <summary>Pointer buttons down at once: evdev names eight (BTN_LEFT … BTN_TASK).</summary>
    public const int PressedButtons = 8;

    /// <summary>Touch points at once: the largest panels track 20 and more is a broken desktop.</summary>
    public const int TouchPoints = 32;

    /// <summary>wl_pointer, wl_keyboard, wl_touch and relative pointer objects of one client, of each kind: toolkits make one of each,
    /// a plugin host a few more.</summary>
    public const int BindingsPerClient = 64;

    /// <summary>Different characters of one text that the layout lacks before the keymap must be sent again.</summary>
    public const int SpareKeys = 32;

    /// <summary>Pixels of a cursor's side; the wire's own limit.</summary>
    public const int CursorSidePixels = ProtocolLimits.CursorSide;

    /// <summary>Pointer constraints of one client: one per surface is the protocol's rule, games have one window.</summary>
    public const int ConstraintsPerClient = 64;

    /// <summary>Activation tokens not used yet. Older ones expire first: a token that nobody used while 256 others were asked for is lost.</summary>
    public const int ActivationTokens = 256;

    /// <summary>After this an activation no longer answers to what the person did; slow apps need some seconds to start.</summary>
    public static readonly TimeSpan ActivationTokenLife = TimeSpan.FromSeconds(60);
}
