// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>What the person did when a serial was handed out.</summary>
[Flags]
public enum SerialKind
{
    None = 0,
    PointerEnter = 1,
    KeyboardEnter = 2,
    ButtonPress = 4,
    ButtonRelease = 8,
    KeyPress = 16,
    KeyRelease = 32,
    TouchDown = 64,
    TouchUp = 128,
    Modifiers = 256,

    /// <summary>The person did something to this client: what a popup grab and a selection must answer to. Releases count, because
    /// toolkits open menus and copy on the release.</summary>
    Gesture = ButtonPress | ButtonRelease | KeyPress | KeyRelease | TouchDown | TouchUp,

    /// <summary>A gesture, or the client has the person's attention: wl-copy answers to the focus its own window gets.</summary>
    Attention = Gesture | KeyboardEnter | PointerEnter | Modifiers,
}

/// <summary>
/// A serial that a client was given: what for, for which surface (its object id), and the desktop's own serial of what the person did
/// (the newest until then; 0 before any), which requests to the desktop name.
/// </summary>
public readonly record struct SeatSerial(uint Serial, SerialKind Kind, uint Surface, uint DesktopSerial);

/// <summary>
/// The serials one client may still refer to, newest first. A ring: what is pushed out is refused as too old, which is also what bounds the
/// memory. Requests that need the person's consent (popup grab, move, selection, drag, activation) are judged by it.
/// </summary>
public sealed class SeatSerials
{
    private readonly SeatSerial[] _ring = new SeatSerial[SeatLimits.SerialsPerClient];
    private int _next;

    public void Add(in SeatSerial serial)
    {
        _ring[_next] = serial;
        _next = (_next + 1) % _ring.Length;
    }

    public bool TryFind(uint serial, SerialKind kinds, out SeatSerial found)
    {
        foreach (ref readonly var entry in _ring.AsSpan())
        {
            if (entry.Serial != serial || (entry.Kind & kinds) == 0) continue;
            found = entry;
            return true;
        }

        found = default;
        return false;
    }

    public bool Holds(uint serial, SerialKind kinds) => TryFind(serial, kinds, out _);
}
