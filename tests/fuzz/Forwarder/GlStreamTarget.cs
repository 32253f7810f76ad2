// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Gpu.Server;
using Seamless.Gpu.Stream;
using Seamless.Linux;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Fuzz.Forwarder;

/// <summary>
/// A client that submits anything: the input is a chunk of records, executed for a context that is there, by the decoders as they are and a
/// driver that does nothing. What is refused is refused with a reason; nothing else may come of it.
/// </summary>
internal sealed class GlStreamTarget : IFuzzTarget
{
    private readonly SharedStream _stream = SharedStream.Create();
    private readonly IdleDriver _driver = new();
    private readonly MappedMemory _client;
    private readonly GlComposition _composition;

    public GlStreamTarget()
    {
        _client = _stream.File.Map(MapAccess.ReadWrite);
        GlChance.Fill(_client.Slice(StreamLayout.Slab, StreamLimits.SlabBytes), new Random(1));
        Corpus = [Drawing(), Asking(), Own()];
        _composition = new GlComposition(Corpus);
    }

    public string Name => "gl-stream";

    public IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>An executor is made for each input, and the limits of a context are told to its client.</summary>
    public long MaximumAllocation(int inputLength) => (8L << 20) + ((long)inputLength * 4096);

    /// <summary>Records that end where the next one begins, with numbers that exist.</summary>
    public void Repair(Span<byte> input)
    {
        for (var at = 0; at + 8 <= input.Length;)
        {
            var opcode = BinaryPrimitives.ReadUInt16LittleEndian(input[at..]);
            if (opcode >= Opcodes.First + Opcodes.Count)
                BinaryPrimitives.WriteUInt16LittleEndian(input[at..], (ushort)(Opcodes.First + (opcode % Opcodes.Count)));
            var words = (input[at + 2] % 16) + 1;
            words = Math.Min(words, (input.Length - at) / 8);
            BinaryPrimitives.WriteUInt16LittleEndian(input[(at + 2)..], (ushort)words);
            at += words * 8;
        }
    }

    public byte[] Compose(Random random) => _composition.Make(random);

    public void Run(ReadOnlySpan<byte> input)
    {
        using var executor = new Executor(_stream, _driver);
        Execute(executor, Prologue());
        input = input[..Math.Min(input.Length & ~7, StreamLimits.ChunkBytes)];
        try
        {
            Execute(executor, input);
        }
        catch (StreamException)
        {
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _stream.Dispose();
    }

    private void Execute(Executor executor, ReadOnlySpan<byte> records)
    {
        records.CopyTo(_client.Slice(StreamLayout.Chunks, StreamLimits.ChunkBytes));
        executor.Execute(new Submission(0, 0, (uint)records.Length, 0));
    }

    private static byte[] Prologue() => new GlRecords()
        .Record(OwnRecords.CreateContext).Words(1, 0, 0, 0, 0, 0, 8, 8, 8, 8, 24, 8, 0, 0).Reply(0, 65536)
        .Record(OwnRecords.CreateSurface).Words(1, 64, 64, 8, 8, 8, 8, 24, 8, 0, 0).Reply(0, 8)
        .Record(OwnRecords.MakeCurrent).Words(1, 1, 1).Reply(0, 8).Bytes;

    private static byte[] Drawing() => new GlRecords()
        .Record(Opcodes.glClearColor).Number(1).Number(0).Number(0).Number(1)
        .Record(Opcodes.glTexImage2D).Words(0x0DE1, 0, 0x1908, 2, 2, 0, 0x1908, 0x1401).Data(1, 16, 56).Raw(new byte[16])
        .Record(Opcodes.glBufferData).Word(0x8892).Aligned().Words(64, 0).Data(2, 64, 4096).Word(0x88E4)
        .Record(Opcodes.glShaderSource).Words(1, 2).Data(1, 8, 48).Data(0, 0, 0).Raw("abc\0def\0"u8.ToArray())
        .Record(Opcodes.glUniform4fv).Words(0, 1).Data(1, 16, 32).Raw(new byte[16])
        .Record(OwnRecords.ClientArrays).Words(1, 0, 3, 0, 0).Words(0, 2, 0x1406, 0, 8, 0, 0, 24)
        .Record(Opcodes.glDrawElements).Words(4, 3, 0x1403).Data(1, 6, 32).Raw(0, 0, 1, 0, 2, 0)
        .Record(Opcodes.glMultiDrawArrays).Word(4).Data(1, 8, 48).Data(1, 8, 56).Word(2).Raw(new byte[16]).Bytes;

    private static byte[] Asking() => new GlRecords()
        .Record(Opcodes.glGetIntegerv).Word(0x0D33).Reply(0, 256)
        .Record(Opcodes.glReadPixels).Words(0, 0, 4, 4, 0x1908, 0x1401).Reply(0x80000000, 64)
        .Record(Opcodes.glGetActiveAttrib).Words(1, 0, 32).Reply(0, 4).Reply(16, 4).Reply(32, 4).Reply(48, 32)
        .Record(Opcodes.glIsTexture).Word(1).Reply(0, 8)
        .Record(Opcodes.glGetTexImage).Words(0x0DE1, 0, 0x1908, 0x1401).Reply(0x80000000, 64)
        .Record(Opcodes.glFenceSync).Words(0x9117, 0).Aligned().Words(1, 0)
        .Record(Opcodes.glGetUniformIndices).Words(1, 2).Data(1, 8, 40).Reply(0, 8).Raw("abc\0def\0"u8.ToArray()).Bytes;

    private static byte[] Own() => new GlRecords()
        .Record(OwnRecords.CreateSurface).Words(2, 32, 32, 8, 8, 8, 8, 24, 8, 0, 0).Reply(0, 8)
        .Record(OwnRecords.ResizeSurface).Words(1, 48, 16)
        .Record(OwnRecords.NameRange).Words(1, 16).Reply(0, 64)
        .Record(OwnRecords.Present).Words(1, 0, 0, 16, 16).Reply(0x80000000, 1024)
        .Record(OwnRecords.ReadSurface).Words(1, 0x1908, 0x1401, 0, 0, 4, 4).Reply(0x80001000, 64)
        .Record(OwnRecords.DestroySurface).Word(2)
        .Record(Opcodes.glPixelStorei).Words(0x0CF2, 17)
        .Record(OwnRecords.DestroyContext).Word(1).Bytes;
}
