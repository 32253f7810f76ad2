// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Agent.Linux;

/// <summary>The evdev codes that are down, in the order they went down. Bounded; a code beyond the limit is treated as never pressed.</summary>
public sealed class PressedCodes(int limit)
{
    private readonly uint[] _codes = new uint[limit];
    private int _count;

    public int Count => _count;

    public ReadOnlySpan<uint> All => _codes.AsSpan(0, _count);

    public bool Contains(uint code) => All.Contains(code);

    /// <summary>False when it is down already, or when too many are.</summary>
    public bool Press(uint code)
    {
        if (_count == _codes.Length || Contains(code)) return false;
        _codes[_count++] = code;
        return true;
    }

    /// <summary>False when it was not down: its press went elsewhere, and so must its release.</summary>
    public bool Release(uint code)
    {
        var place = All.IndexOf(code);
        if (place < 0) return false;
        _codes.AsSpan(place + 1, _count - place - 1).CopyTo(_codes.AsSpan(place));
        _count--;
        return true;
    }

    /// <summary>As the array of wl_keyboard.enter: 32-bit codes in this machine's byte order, which is little-endian wherever we run.</summary>
    public ReadOnlySpan<byte> Write(Span<byte> into)
    {
        for (var i = 0; i < _count; i++) BinaryPrimitives.WriteUInt32LittleEndian(into[(i * sizeof(uint))..], _codes[i]);
        return into[..(_count * sizeof(uint))];
    }

    public void Clear() => _count = 0;
}
