// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Gpu.Server;
using Seamless.Gpu.Stream;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Fuzz.Forwarder;

/// <summary>
/// What a client without shared memory sends: the input are its messages, put into the server's memory by the reader as it is. What is refused
/// is refused with a reason, and nothing is written where no client may write.
/// </summary>
internal sealed class GlWireTarget : IFuzzTarget
{
    public GlWireTarget() => Corpus = [Session(), [.. Session(), .. Message(WireKind.Data, 3, StreamLimits.SlabBytes - 8, new byte[8])], Full()];

    public string Name => "gl-wire";

    public IReadOnlyList<byte[]> Corpus { get; }

    public long MaximumAllocation(int inputLength) => (64L << 10) + ((long)inputLength * 64);

    /// <summary>Messages in their turn, that end within the input.</summary>
    public void Repair(Span<byte> input)
    {
        uint sequence = 0;
        for (var at = 0; at + WireHeader.Size <= input.Length;)
        {
            var header = input[at..];
            BinaryPrimitives.WriteUInt32LittleEndian(header, (header[0] & 1) == 0 ? (uint)WireKind.Submit : (uint)WireKind.Data);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], ++sequence);
            var bytes = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(header[4..]), input.Length - at - WireHeader.Size);
            BinaryPrimitives.WriteInt32LittleEndian(header[4..], bytes);
            at += WireHeader.Size + bytes;
        }
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        using var stream = SharedStream.Create();
        var reader = new WireReader(stream, new Bytes(input.ToArray()));
        try
        {
            while (reader.Next())
            {
            }
        }
        catch (StreamException)
        {
        }
        var before = stream.Slice(StreamLayout.Executed, StreamLayout.Ring - StreamLayout.Executed);
        if (before.ContainsAnyExcept((byte)0) && !OnlySleeps(before))
            throw new FuzzFailure("a client wrote the server's own words");
        if (stream.Slice(StreamLayout.Reply, 4096).ContainsAnyExcept((byte)0))
            throw new FuzzFailure("a client wrote results");
    }

    public void Dispose()
    {
    }

    private static bool OnlySleeps(ReadOnlySpan<byte> words)
    {
        Span<byte> copy = words.ToArray();
        copy.Slice(StreamLayout.ServerSleeps - StreamLayout.Executed, sizeof(uint)).Clear();
        return !copy.ContainsAnyExcept((byte)0);
    }

    private static byte[] Session()
    {
        var records = new GlRecords().Record(Opcodes.glClear).Word(0x4000).Record(Opcodes.glFinish).Bytes;
        return [.. Message(WireKind.Data, 1, 4096, new byte[64]), .. Message(WireKind.Submit, 2, 0, [.. Entry(1, 8, 8 + (uint)records.Length), .. records])];
    }

    /// <summary>One entry more than the ring has.</summary>
    private static byte[] Full() => [.. Enumerable.Range(1, StreamLimits.RingEntries + 1).SelectMany(i => Message(WireKind.Submit, (uint)i, 0, Entry(0, 0, 0)))];

    private static byte[] Entry(uint chunk, uint from, uint to)
    {
        var entry = new byte[StreamLayout.EntryBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, chunk);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(4), from);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(8), to);
        return entry;
    }

    private static byte[] Message(WireKind kind, uint sequence, uint argument, byte[] payload)
    {
        var message = new byte[WireHeader.Size + payload.Length];
        new WireHeader(kind, payload.Length, sequence, argument).Write(message);
        payload.CopyTo(message, WireHeader.Size);
        return message;
    }

    private sealed class Bytes(byte[] all) : IWireSource
    {
        private int _at;

        public bool Fill(Span<byte> into)
        {
            if (into.Length > all.Length - _at)
                return false;
            all.AsSpan(_at, into.Length).CopyTo(into);
            _at += into.Length;
            return true;
        }
    }
}
