// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>Gives the driver pointers in front of what the client has put into the slab, so that the program's own indices fit.</summary>
internal static unsafe class ClientArrayPointers
{
    private const int Entries = 24;

    public static void Set(Executor x, ClientArrays arrays, byte* r, int bytes)
    {
        var count = OwnRecords.Word(r, 4);
        var (first, vertices) = (OwnRecords.Word(r, 8), OwnRecords.Word(r, 12));
        if (count > StreamLimits.ClientArrays || Entries + ((long)count * ClientArray.Length) > bytes)
            throw new StreamException($"{count} client arrays");
        var known = x.Context.Arrays;
        _ = x.Succeeded();
        var given = 0u;
        arrays.Start(first, vertices);
        var buffer = (uint)x.Integer(Binding.GL_ARRAY_BUFFER_BINDING);
        if (buffer != 0)
            x.Gl.BindBuffer(BufferTargetARB.ArrayBuffer, 0);
        for (var i = 0; i < count; i++)
        {
            var array = Read(r + Entries + (i * ClientArray.Length));
            var element = Element(array);
            arrays.Add(array, element);
            CheckDivisor(x, known, array);
            x.Brought(array.Bytes);
            var stride = array.Stride == 0 ? element : (long)array.Stride;
            // SAFETY: a number for the driver only; `arrays` has the elements that a draw may touch, and all of them lie in the slab.
            var pointer = (nint)(x.Slab + array.Offset) - (array.Divisor == 0 ? (nint)(first * stride) : 0);
            Point(x, array, pointer);
            given |= 1u << (int)array.Slot;
        }
        if (buffer != 0)
            x.Gl.BindBuffer(BufferTargetARB.ArrayBuffer, buffer);
        // What the driver refused has the pointer of some earlier draw.
        known.Give(x.Succeeded() ? given : 0);
        x.Expect(arrays);
    }

    /// <summary>How often an array steps on is the driver's to know; the client's word is for finding the elements.</summary>
    private static void CheckDivisor(Executor x, EnabledArrays known, in ClientArray array)
    {
        var divisor = array.Slot >= 16 && known.HasDivisors ? (uint)x.Attribute(array.Slot - 16, 0x88FE) : 0;
        if (array.Divisor != divisor)
            throw new StreamException($"client array {array.Slot} with a divisor of {array.Divisor}, and it has {divisor}");
    }

    private static ClientArray Read(byte* at)
    {
        uint Word(int i) => *(uint*)(at + (i * 4));
        return new(Word(0), Word(1), Word(2), Word(3), Word(4), Word(5), Word(6), Word(7));
    }

    private static int Element(in ClientArray array)
    {
        var components = array.Slot is 1 ? 3 : array.Slot is 4 or 5 or 6 ? 1 : array.Size == (uint)GLEnum.Bgra ? 4 : array.Size;
        var packed = array.Type is 0x8D9F or 0x8368 or 0x8C3B; // INT and UNSIGNED_INT_2_10_10_10_REV, 10F_11F_11F_REV
        var size = packed ? 4 : array.Slot == 5 ? 1 : components * Sizes.Element(array.Type);
        if (components is < 1 or > 4 || size <= 0)
            throw new StreamException($"client array {array.Slot} of {array.Size} components of type {array.Type:x}");
        return (int)size;
    }

    public static void Point(Executor x, in ClientArray array, nint pointer)
    {
        var (size, type, stride) = ((int)array.Size, array.Type, (int)array.Stride);
        switch (array.Slot)
        {
            case 0: Call(x, Opcodes.glVertexPointer, size, type, stride, pointer); break;
            case 1: Call(x, Opcodes.glNormalPointer, type, stride, pointer); break;
            case 2: Call(x, Opcodes.glColorPointer, size, type, stride, pointer); break;
            case 3: Call(x, Opcodes.glSecondaryColorPointer, size, type, stride, pointer); break;
            case 4: Call(x, Opcodes.glFogCoordPointer, type, stride, pointer); break;
            case 5: ((delegate* unmanaged<int, nint, void>)Function(x, Opcodes.glEdgeFlagPointer))(stride, pointer); break;
            case 6: Call(x, Opcodes.glIndexPointer, type, stride, pointer); break;
            case >= 8 and < 16: TextureCoordinates(x, array, pointer); break;
            case >= 16 and < 16 + 16: Generic(x, array, pointer); break;
            default: throw new StreamException($"client array {array.Slot}");
        }
    }

    public static void SelectUnit(Executor x, uint unit) =>
        ((delegate* unmanaged<uint, void>)Function(x, Opcodes.glClientActiveTexture))((uint)GLEnum.Texture0 + unit);

    private static void TextureCoordinates(Executor x, in ClientArray array, nint pointer)
    {
        var (before, unit) = ((uint)x.Integer(Binding.GL_CLIENT_ACTIVE_TEXTURE) - (uint)GLEnum.Texture0, array.Slot - 8);
        if (before != unit)
            SelectUnit(x, unit);
        Call(x, Opcodes.glTexCoordPointer, (int)array.Size, array.Type, (int)array.Stride, pointer);
        if (before != unit)
            SelectUnit(x, before);
    }

    private static void Generic(Executor x, in ClientArray array, nint pointer)
    {
        var (index, size, stride) = (array.Slot - 16, (int)array.Size, array.Stride);
        if ((array.Flags & ClientArray.Integer) != 0)
            x.Gl.VertexAttribIPointer(index, size, (GLEnum)array.Type, stride, (void*)pointer);
        else if ((array.Flags & ClientArray.Long) != 0)
            x.Gl.VertexAttribLPointer(index, size, (GLEnum)array.Type, stride, (void*)pointer);
        else
            x.Gl.VertexAttribPointer(index, size, (GLEnum)array.Type, (array.Flags & ClientArray.Normalized) != 0, stride, (void*)pointer);
    }

    private static nint Function(Executor x, ushort opcode) => x.Functions[opcode - Opcodes.First];

    private static void Call(Executor x, ushort opcode, int size, uint type, int stride, nint pointer) =>
        ((delegate* unmanaged<int, uint, int, nint, void>)Function(x, opcode))(size, type, stride, pointer);

    private static void Call(Executor x, ushort opcode, uint type, int stride, nint pointer) =>
        ((delegate* unmanaged<uint, int, nint, void>)Function(x, opcode))(type, stride, pointer);
}
