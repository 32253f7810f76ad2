// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Seamless.Gpu.Stream;

namespace Seamless.Gpu.Server;

/// <summary>
/// Draws from arrays in the client's memory: a ClientArrays record has put the used elements into the slab and the driver's pointers in
/// front of them, for exactly one draw. The draw may touch no other element.
/// </summary>
internal sealed unsafe partial class Executor
{
    private ClientArrays? _arrays;
    private GlContext? _arraysOf;

    /// <summary>The indices of the draw that is checked; what the client says of them may be wrong.</summary>
    public (uint Lowest, uint Highest) IndexRange { get; private set; }

    public bool HasArrays => _arrays is not null;

    public void Expect(ClientArrays arrays) => (_arrays, _arraysOf) = (arrays, Context);

    /// <summary>False: the draw is left out, with an error.</summary>
    public bool MayDraw()
    {
        if (Context.Arrays.MayDraw(this, _arrays is not null && _arraysOf == Context))
            return true;
        KeepError(0x0502); // INVALID_OPERATION
        AfterDraw();
        return false;
    }

    public int Attribute(uint index, uint name)
    {
        int value = 0;
        Gl.GetVertexAttrib(index, (Silk.NET.OpenGL.GLEnum)name, &value);
        return value;
    }

    public byte* Slab => _stream.Slab;

    public void BeforeDraw()
    {
        if (_arrays is not null)
            throw new StreamException("arrays of the client's memory for a draw that cannot have them");
    }

    public void BeforeArrays(int first, int count, int instances, uint baseInstance)
    {
        if (_arrays is { } arrays && count > 0)
            arrays.Allow(first, (long)first + count - 1, instances, baseInstance);
    }

    public void BeforeElements(byte* indices, int count, uint type, int baseVertex, int instances, uint baseInstance)
    {
        IndexRange = default;
        if (_arrays is not { } arrays || count <= 0 || Sizes.Element(type) is not (1 or 2 or 4))
            return;
        var bound = Integer(Binding.GL_ELEMENT_ARRAY_BUFFER_BINDING) != 0;
        var size = count * Sizes.Element(type);
        if (size > StreamLimits.SlabBytes)
            throw new StreamException($"{count} indices with arrays of the client's memory");
        if (bound)
        {
            var buffer = (byte*)Gl.MapBufferRange(Silk.NET.OpenGL.BufferTargetARB.ElementArrayBuffer, (nint)indices, (nuint)size, Silk.NET.OpenGL.MapBufferAccessMask.ReadBit);
            if (buffer is null)
            {
                _ = Succeeded();
                throw new StreamException("indices outside of the element buffer, with arrays of the client's memory");
            }
            indices = Copied(buffer, size);
            Gl.UnmapBuffer(Silk.NET.OpenGL.BufferTargetARB.ElementArrayBuffer);
        }
        var (lowest, highest) = Range(indices, count, type, Restart(type));
        if (lowest > highest)
            return;
        IndexRange = ((uint)lowest, (uint)highest);
        arrays.Allow(lowest + baseVertex, highest + baseVertex, instances, baseInstance);
    }

    public void AfterDraw() => (_arrays, _arraysOf) = (null, null);

    /// <summary>The index that begins a new primitive and is no vertex; -1: none.</summary>
    private long Restart(uint type)
    {
        const Silk.NET.OpenGL.EnableCap fixedIndex = (Silk.NET.OpenGL.EnableCap)0x8D69, restart = (Silk.NET.OpenGL.EnableCap)0x8F9D;
        if (Gl.IsEnabled(fixedIndex))
            return type switch { 0x1401 => byte.MaxValue, 0x1403 => ushort.MaxValue, _ => uint.MaxValue };
        return Context.IsDesktop && Gl.IsEnabled(restart) ? (uint)Integer(0x8F9E) : -1;
    }

    private static (long Lowest, long Highest) Range(byte* indices, int count, uint type, long restart)
    {
        // SAFETY: `count` indices of this type lie there, as whoever has the pointer has checked.
        if (restart < 0)
            return type switch
            {
                0x1401 => Extent(new ReadOnlySpan<byte>(indices, count)),
                0x1403 => Extent(new ReadOnlySpan<ushort>(indices, count)),
                _ => Extent(new ReadOnlySpan<uint>(indices, count)),
            };
        var (lowest, highest) = (long.MaxValue, long.MinValue);
        for (var i = 0; i < count; i++)
        {
            long index = type switch { 0x1401 => indices[i], 0x1403 => ((ushort*)indices)[i], _ => ((uint*)indices)[i] };
            if (index == restart)
                continue;
            lowest = Math.Min(lowest, index);
            highest = Math.Max(highest, index);
        }
        return (lowest, highest);
    }

    /// <summary>The smallest and the largest of at least one index.</summary>
    private static (long Lowest, long Highest) Extent<T>(ReadOnlySpan<T> indices)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (lowest, highest) = (indices[0], indices[0]);
        if (indices.Length >= Vector<T>.Count)
        {
            var (low, high) = (new Vector<T>(indices), new Vector<T>(indices));
            for (var at = Vector<T>.Count; at <= indices.Length - Vector<T>.Count; at += Vector<T>.Count)
            {
                var next = new Vector<T>(indices[at..]);
                (low, high) = (Vector.Min(low, next), Vector.Max(high, next));
            }
            for (var i = 0; i < Vector<T>.Count; i++)
                (lowest, highest) = (T.Min(lowest, low[i]), T.Max(highest, high[i]));
            indices = indices[^(indices.Length % Vector<T>.Count)..];
        }
        foreach (var index in indices)
            (lowest, highest) = (T.Min(lowest, index), T.Max(highest, index));
        return (long.CreateTruncating(lowest), long.CreateTruncating(highest));
    }
}
