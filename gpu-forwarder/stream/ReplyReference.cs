// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Stream;

/// <summary>Where the client wants a result: a slot of a header of 8 bytes and `Capacity` bytes of data.</summary>
public readonly record struct ReplyReference(uint Offset, uint Capacity)
{
    public const int Size = 8;

    /// <summary>The program passed NULL: nobody looks at the result.</summary>
    public bool IsNone => Offset == 0 && Capacity == 0;

    public bool IsInBuffer => Capacity == StreamLayout.ReplyInBuffer;

    public bool IsInSlab => (Offset & StreamLayout.ReplyInSlab) != 0;

    /// <summary>Where its area has it.</summary>
    public uint Place => Offset & ~StreamLayout.ReplyInSlab;

    /// <exception cref="StreamException">It does not lie within its area.</exception>
    public void Check()
    {
        var area = (ulong)(IsInSlab ? StreamLimits.SlabBytes : StreamLimits.ReplyBytes);
        if ((Place & 7) != 0 || (ulong)Place + StreamLayout.ReplyHeader + Capacity > area)
            throw new StreamException($"a result of {Capacity} bytes at {Offset:x} does not lie in its area");
    }
}
