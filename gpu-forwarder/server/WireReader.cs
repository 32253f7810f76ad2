// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;

namespace Seamless.Gpu.Server;

/// <summary>
/// What a client without shared memory sends, put where it would have put it itself: so the executor does not know the difference. It
/// writes where a client may write, and nowhere else.
/// </summary>
internal sealed class WireReader(SharedStream stream, IWireSource source)
{
    private readonly byte[] _small = new byte[Math.Max(WireHeader.Size, StreamLayout.EntryBytes)];
    private uint _sequence;

    /// <summary>One message. False: the client has gone.</summary>
    /// <exception cref="StreamException">It is none that may come.</exception>
    public bool Next()
    {
        if (!source.Fill(_small.AsSpan(0, WireHeader.Size)))
            return false;
        var header = WireHeader.Read(_small, ++_sequence);
        return header.Kind switch
        {
            WireKind.Data => Data(header),
            WireKind.Submit => Submit(header),
            _ => throw new StreamException($"message {(uint)header.Kind} comes from no client"),
        };
    }

    private bool Data(in WireHeader header)
    {
        if (header.Argument > StreamLimits.SlabBytes - header.Bytes)
            throw new StreamException($"{header.Bytes} bytes at {header.Argument} do not lie in the slab");
        return source.Fill(stream.Slice(StreamLayout.Slab + header.Argument, header.Bytes));
    }

    private bool Submit(in WireHeader header)
    {
        if (header.Bytes < StreamLayout.EntryBytes)
            throw new StreamException("an entry has no room for itself");
        var entry = _small.AsSpan(0, StreamLayout.EntryBytes);
        if (!source.Fill(entry))
            return false;
        var submission = Submission.Read(entry);
        if (submission.Length != header.Bytes - StreamLayout.EntryBytes)
            throw new StreamException($"an entry of {submission.Length} bytes with {header.Bytes - StreamLayout.EntryBytes}");
        if (!source.Fill(stream.Slice(StreamLayout.Chunks + ((long)submission.Chunk * StreamLimits.ChunkBytes) + submission.From, submission.Length)))
            return false;
        stream.Submit(entry);
        return true;
    }
}
