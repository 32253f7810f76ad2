// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Seamless.Gpu.Stream;

namespace Seamless.Gpu.Server;

/// <summary>What stands in a record for a pointer that the driver reads.</summary>
internal sealed unsafe partial class Executor
{
    /// <summary>As much as the slab has can be asked for in one record, and the driver may read a vector's rest behind it.</summary>
    private const long ArenaBytes = StreamLimits.SlabBytes + (1 << 20);

    private byte* _arena = (byte*)NativeMemory.Alloc((nuint)ArenaBytes);
    private long _arenaUsed;

    /// <summary>Data that the driver gets as a copy of ours.</summary>
    public byte* Input(byte* record, int at, long need, bool mayBeNull)
    {
        var data = Data(record, at);
        // Where NULL has a meaning of its own, nothing else has one without a byte.
        if (data.Kind == DataKind.Null || (mayBeNull && need == 0))
            return need <= 0 || mayBeNull ? null : throw new StreamException("NULL where data are needed");
        var where = InPlace(record, at, need, mayBeNull);
        return data.Kind == DataKind.Slab ? Copied(where, Math.Max(need, 0)) : where;
    }

    /// <summary>Data whose contents the driver may see change: they are read where they are.</summary>
    public byte* InPlace(byte* record, int at, long need, bool mayBeNull)
    {
        var data = Data(record, at);
        if (data.Kind == DataKind.Null)
            return need <= 0 || mayBeNull ? null : throw new StreamException("NULL where data are needed");
        data.Check(need, _fixedBytes, _recordBytes);
        if (data.Kind == DataKind.Inline)
            return record + data.Offset;
        Brought(data.Bytes);
        return _stream.Slab + data.Offset;
    }

    public byte* Text(byte* record, int at)
    {
        var bytes = Data(record, at).Bytes;
        var text = Input(record, at, bytes, false);
        return text is not null && bytes > 0 && text[bytes - 1] == 0 ? text : throw new StreamException("a text without its end");
    }

    public byte* Texts(byte* record, int at, long count)
    {
        if (count <= 0)
            return Arena(sizeof(byte*)); // a list without texts is a list nevertheless
        var bytes = Data(record, at).Bytes;
        if (count > bytes)
            throw new StreamException($"{bytes} bytes cannot be {count} texts");
        var text = Input(record, at, bytes, false);
        var pointers = (byte**)Arena(count * sizeof(byte*));
        var next = 0L;
        for (var i = 0L; i < count; i++)
        {
            pointers[i] = text + next;
            var length = new ReadOnlySpan<byte>(text + next, (int)(bytes - next)).IndexOf((byte)0);
            if (length < 0)
                throw new StreamException("a text without its end");
            next += length + 1;
        }
        return (byte*)pointers;
    }

    /// <summary>Numbers of 64 bits that are the driver's pointers: offsets into the bound element buffer.</summary>
    public byte* Offsets(byte* record, int at, long count)
    {
        Bound(Binding.GL_ELEMENT_ARRAY_BUFFER_BINDING);
        return Input(record, at, Math.Max(count, 0) * sizeof(ulong), false);
    }

    /// <summary>Pixels without which the command makes no sense.</summary>
    public byte* SomePixels(byte* record, int at, long need) =>
        Data(record, at).Kind != DataKind.Null || need <= 0 ? Pixels(record, at, need) : throw new StreamException("NULL where pixels are needed");

    public byte* Pixels(byte* record, int at, long need)
    {
        var data = Data(record, at);
        switch (data.Kind)
        {
            case DataKind.Null:
                return null;
            case DataKind.Buffer:
                Bound(Binding.GL_PIXEL_UNPACK_BUFFER_BINDING);
                return (byte*)data.Offset;
        }
        if (!Context.PixelStore.UnpackIsTight)
            throw new StreamException("pixels from memory while the pixel store is not that of tight rows");
        // No format or type of GL's: the driver refuses the call before it looks at the pixels.
        return need < 0 ? null : InPlace(record, at, need, true);
    }

    public byte* Indices(byte* record, int at, long need)
    {
        var data = Data(record, at);
        var bound = Integer(Binding.GL_ELEMENT_ARRAY_BUFFER_BINDING) != 0;
        if (data.Kind is DataKind.Buffer or DataKind.Null)
            return bound || (need <= 0 && data.Offset == 0) ? (byte*)data.Offset : throw new StreamException("an offset of indices, and no element buffer is bound");
        return !bound ? Input(record, at, need, false) : throw new StreamException("indices in memory while an element buffer is bound");
    }

    public byte* Offset(byte* record, int at, uint binding)
    {
        var data = Data(record, at);
        switch (data.Kind)
        {
            case DataKind.Null:
                // Of the compatibility profile this would be an address.
                if (binding == Binding.GL_DRAW_INDIRECT_BUFFER_BINDING && Context.Api == ContextRequest.Compatibility)
                    Bound(binding);
                return null;
            case DataKind.Buffer:
                Bound(binding);
                return (byte*)data.Offset;
            default:
                throw new StreamException("a pointer to memory where only an offset into a buffer can be");
        }
    }

    public int Integer(uint name)
    {
        int value = 0;
        Gl.GetInteger((Silk.NET.OpenGL.GLEnum)name, &value);
        return value;
    }

    /// <summary>Memory for this record, freed with the next.</summary>
    public byte* Arena(long bytes)
    {
        bytes = (bytes + 7) & ~7L;
        if (bytes > ArenaBytes - _arenaUsed - CopySlack)
            throw new StreamException($"{bytes} bytes more for one record");
        _arenaUsed += bytes;
        return _arena + _arenaUsed - bytes;
    }

    private void Bound(uint binding)
    {
        if (Integer(binding) == 0)
            throw new StreamException($"an offset into the buffer of binding {binding:x}, where none is bound");
    }

    private byte* Copied(byte* from, long bytes)
    {
        var to = Arena(bytes);
        Buffer.MemoryCopy(from, to, bytes, bytes);
        return to;
    }

    private static DataReference Data(byte* record, int at) => new(*(DataKind*)(record + at), *(uint*)(record + at + 4), *(ulong*)(record + at + 8));
}
