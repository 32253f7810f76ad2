// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Tests.Fakes;

/// <summary>Writes records of the OpenGL stream, argument by argument, right or wrong as the test likes.</summary>
public sealed class GlRecords
{
    private readonly List<byte> _bytes = [];
    private int _start;

    public byte[] Bytes
    {
        get
        {
            End();
            return [.. _bytes];
        }
    }

    /// <summary>Ends the record before it and begins one.</summary>
    public GlRecords Record(int opcode)
    {
        End();
        _start = _bytes.Count;
        return Word((uint)opcode);
    }

    public GlRecords Word(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public GlRecords Words(params uint[] values)
    {
        foreach (var value in values)
            Word(value);
        return this;
    }

    public GlRecords Number(float value) => Word(BitConverter.SingleToUInt32Bits(value));

    /// <summary>Zeros up to the next multiple of 8 of the record.</summary>
    public GlRecords Aligned()
    {
        while ((_bytes.Count - _start) % 8 != 0)
            _bytes.Add(0);
        return this;
    }

    public GlRecords Data(uint kind, int bytes, long offset)
    {
        Aligned().Word(kind).Word((uint)bytes);
        return Word((uint)offset).Word((uint)(offset >> 32));
    }

    public GlRecords Reply(uint offset, uint capacity) => Aligned().Words(offset, capacity);

    public GlRecords Raw(params byte[] bytes)
    {
        Aligned();
        _bytes.AddRange(bytes);
        return this;
    }

    private void End()
    {
        if (_bytes.Count == _start)
            return;
        Aligned();
        var words = (_bytes.Count - _start) / 8;
        (_bytes[_start + 2], _bytes[_start + 3]) = ((byte)words, (byte)(words >> 8));
        _start = _bytes.Count;
    }
}
