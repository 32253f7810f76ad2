// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;

namespace Seamless.Gpu.Server;

/// <summary>The elements that arrays of the client's memory have for the next draw (STREAM.md, "ClientArrays").</summary>
internal sealed class ClientArrays
{
    private const int MaxStride = 1 << 20;

    private readonly List<(uint Divisor, uint Instances)> _instanced = [];
    private long _first;
    private long _vertices;

    public void Start(uint first, uint vertices)
    {
        _instanced.Clear();
        (_first, _vertices) = (first, vertices);
    }

    /// <summary>Makes sure that the elements of one array lie in the slab.</summary>
    public void Add(in ClientArray array, int element)
    {
        if (array.Stride > MaxStride || array.Offset > StreamLimits.SlabBytes || array.Bytes > StreamLimits.SlabBytes - array.Offset)
            throw new StreamException($"client array {array.Slot}: {array.Bytes} bytes at {array.Offset} with a step of {array.Stride}");
        var stride = array.Stride == 0 ? (uint)element : array.Stride;
        var elements = array.Bytes < element ? 0 : ((array.Bytes - (uint)element) / stride) + 1;
        if (array.Divisor != 0)
            _instanced.Add((array.Divisor, elements));
        else if (elements < _vertices)
            throw new StreamException($"client array {array.Slot}: {elements} elements where the draw has {_vertices}");
    }

    /// <summary>Makes sure that a draw touches nothing else.</summary>
    public void Allow(long lowest, long highest, int instances, uint baseInstance)
    {
        if (lowest < _first || highest >= _first + _vertices)
            throw new StreamException($"a draw of vertices {lowest} to {highest}, and the client's arrays have {_first} to {_first + _vertices - 1}");
        foreach (var (divisor, elements) in _instanced)
        {
            // Element 0 of an instanced array is that of the base instance.
            if (instances > 0 && (uint)(instances - 1) / divisor >= elements)
                throw new StreamException($"a draw of {instances} instances, and a client's array has {elements} elements for it");
        }
        if (_instanced.Count > 0 && baseInstance != 0)
            throw new StreamException("instanced client arrays with a base instance");
    }
}

internal readonly record struct ClientArray(uint Slot, uint Size, uint Type, uint Flags, uint Stride, uint Divisor, uint Offset, uint Bytes)
{
    public const int Length = 32;
    public const uint Normalized = 1, Integer = 2, Long = 4;
}
