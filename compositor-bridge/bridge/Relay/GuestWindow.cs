// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>What the bridge remembers of one window of the guest.</summary>
internal sealed class GuestWindow(uint id, WindowRole role)
{
    public uint Id { get; } = id;

    public WindowRole Role { get; } = role;

    /// <summary>The newest whole truth about it, already cleaned.</summary>
    public WindowState State { get; set; }

    /// <summary>0 for none; a parent that closed leaves its children without.</summary>
    public uint Parent { get; set; }

    /// <summary>The desktop that looks on now has been told of this window.</summary>
    public bool IsAtDesktop { get; set; }

    /// <summary>Pixels of its newest frame.</summary>
    public long Pixels { get; set; }

    /// <summary>Of its newest frame; later ones are higher.</summary>
    public uint LastSerial { get; set; }

    /// <summary>The frame that waits for its FrameShown; 0 for none.</summary>
    public uint FrameInFlight { get; set; }

    /// <summary>The frame that the desktop has not answered yet; 0 for none.</summary>
    public uint FrameAtDesktop { get; set; }

    /// <summary>Goes to the desktop when it has answered the one before. Only after a Resync can there be one.</summary>
    public Frame? WaitingFrame { get; set; }

    /// <summary>No desktop will answer the frame in flight: the bridge does, in its own time.</summary>
    public bool IsOwedAnAnswer { get; set; }

    /// <summary>
    /// After a Resync the guest does not wait for the answer to what it sent before, and the two cross on the wire: one frame more
    /// may be under way, once.
    /// </summary>
    public bool MayOvertake { get; set; }

    public bool HasTouch { get; set; }

    public bool HasConstraint { get; set; }

    /// <summary>Of a window whose pixels only the bridge can read; null until its first such frame.</summary>
    public CopiedContent? Copies { get; set; }

    private HeldSerials _held;

    /// <summary>Frames whose pixels a desktop may be reading.</summary>
    public ReadOnlySpan<uint> HeldFrames => _held.Span;

    public void Hold(uint serial) => _held.Add(serial);

    public bool Release(uint serial) => _held.Remove(serial);

    private struct HeldSerials
    {
        private Serials _serials;
        private int _count;

        [System.Diagnostics.CodeAnalysis.UnscopedRef]
        public readonly ReadOnlySpan<uint> Span => ((ReadOnlySpan<uint>)_serials)[.._count];

        public void Add(uint serial)
        {
            if (_count == RelayLimits.HeldFrames)
                RemoveAt(0);
            _serials[_count++] = serial;
        }

        public bool Remove(uint serial)
        {
            var index = Span.IndexOf(serial);
            if (index < 0)
                return false;
            RemoveAt(index);
            return true;
        }

        private void RemoveAt(int index)
        {
            Span<uint> all = _serials;
            all[(index + 1).._count].CopyTo(all[index..]);
            _count--;
        }
    }

    [InlineArray(RelayLimits.HeldFrames)]
    private struct Serials
    {
        private uint _first;
    }
}
