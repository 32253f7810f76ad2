// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;

namespace Seamless.Gpu.Server;

/// <summary>
/// Draws from arrays in the client's memory: a ClientArrays record has put the used elements into the slab and the driver's pointers in
/// front of them, for exactly one draw. The draw may touch no other element.
/// </summary>
internal sealed unsafe partial class Executor
{
    private ClientArrays? _arrays;

    public void Expect(ClientArrays arrays) => _arrays = arrays;

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
        if (_arrays is not { } arrays || count <= 0 || Sizes.Element(type) is not (1 or 2 or 4))
            return;
        var bound = Integer(Binding.GL_ELEMENT_ARRAY_BUFFER_BINDING) != 0;
        var size = count * Sizes.Element(type);
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
        if (lowest <= highest)
            arrays.Allow(lowest + baseVertex, highest + baseVertex, instances, baseInstance);
    }

    public void AfterDraw() => _arrays = null;

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
}
