// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Server;
using Seamless.Gpu.Stream;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>A client that breaks the rules: its session ends with one line that says which, and another client's goes on.</summary>
public sealed class HostileRecordTests : IDisposable
{
    private readonly GlServer _server = new();

    public void Dispose() => _server.Dispose();

    public static TheoryData<string, string> Wrong => new()
    {
        { "unknown", "no such record" },
        { "short", "its arguments alone" },
        { "long", "were submitted" },
        { "inline data behind the record", "of data at" },
        { "data behind the slab", "of data at" },
        { "too little data", "are needed" },
        { "NULL", "NULL where data" },
        { "a pointer to no buffer", "where none is bound" },
        { "a result outside", "its area" },
        { "a result too large", "with room for" },
        { "text without an end", "without its end" },
        { "pixels while rows are loose", "tight rows" },
        { "more vertices than sent", "the client's arrays have" },
        { "indices beyond the arrays", "the client's arrays have" },
        { "one of many indices beyond", "the client's arrays have" },
        { "the last of many indices beyond", "the client's arrays have" },
        { "an array behind the slab", "client array" },
        { "a surface that is not there", "is not there" },
        { "a surface too large", "a surface of" },
        { "a context twice", "its number is taken" },
        { "indices in no buffer", "no element buffer" },
        { "an update from behind the slab", "of data at" },
        { "answers behind the slab", "its area" },
        { "too many programs", "names at once" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_breaks_the_rules_ends_the_session_of_that_client_with_its_reason(string kind, string reason)
    {
        using var other = new GlPeer(_server);
        using var peer = new GlPeer(_server);
        other.Begin();
        peer.Begin();
        peer.SubmitWrong(Records(kind));
        _server.Until(() => _server.Lines.Any(l => l.Contains("broke the rules", StringComparison.Ordinal)), "nothing is said of it");
        Assert.Contains(reason, Assert.Single(_server.Lines, l => l.Contains("warning", StringComparison.Ordinal)), StringComparison.Ordinal);
        other.Submit(new GlRecords().Record(Opcodes.glFinish).Bytes, 1);
        Assert.True(_server.IsRunning);
    }

    [Fact]
    public void An_entry_of_no_chunk_a_context_that_is_not_there_and_too_many_entries_end_the_session()
    {
        foreach (var act in (Action<GlPeer>[])[p => p.Offer(new Submission(64, 0, 8, 1)), p => p.SubmitWrong(Records("NULL"), 99), p => p.Announce(1 << 20)])
        {
            using var peer = new GlPeer(_server);
            peer.Begin();
            act(peer);
            peer.HasEnded();
        }
        _server.Until(() => _server.Lines.Count(l => l.Contains("broke the rules", StringComparison.Ordinal)) == 3, "nothing is said of it");
        using var next = new GlPeer(_server);
        next.Begin();
    }

    [Fact]
    public void A_client_that_dies_in_the_middle_leaves_the_server_to_the_next()
    {
        for (var i = 0; i < 3; i++)
        {
            using var peer = new GlPeer(_server);
            peer.Begin();
        }
        using var next = new GlPeer(_server);
        next.Begin();
        next.Submit(new GlRecords().Record(Opcodes.glFinish).Bytes, 1);
    }

    [Fact]
    public void A_client_that_takes_more_and_more_memory_is_told_that_there_is_no_more()
    {
        const uint outOfMemory = 0x0505;
        using var other = new GlPeer(_server);
        using var peer = new GlPeer(_server);
        other.Begin();
        peer.Begin();
        var error = 0u;
        for (var name = 1u; name <= 64 && error == 0; name++)
        {
            peer.Submit(new GlRecords().Record(Opcodes.glBindBuffer).Words(0x8892, name)
                .Record(Opcodes.glBufferData).Words(0x8892, 512 << 20, 0).Data(0, 0, 0).Word(0x88E4)
                .Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
            error = BitConverter.ToUInt32(peer.Reply(0));
        }
        Assert.Equal(outOfMemory, error);
        other.Submit(new GlRecords().Record(Opcodes.glFinish).Bytes, 1);
    }

    [Fact]
    public void Lists_that_call_themselves_end_where_the_driver_says()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        peer.Submit(new GlRecords().Record(Opcodes.glNewList).Words(7, 0x1300).Record(Opcodes.glCallList).Word(7).Record(Opcodes.glEndList)
            .Record(Opcodes.glCallList).Word(7).Record(Opcodes.glFinish).Bytes, 1);
    }

    private static byte[] Records(string kind)
    {
        var records = new GlRecords();
        return kind switch
        {
            "unknown" => records.Record(60000).Bytes,
            "short" => records.Record(Opcodes.glTexImage2D).Words(0x0DE1, 0, 0x1908).Bytes,
            "long" => [.. BitConverter.GetBytes((ushort)Opcodes.glFinish), 9, 0, 0, 0, 0, 0],
            "inline data behind the record" => records.Record(Opcodes.glUniform4fv).Words(0, 1).Data(1, 16, 40).Raw(new byte[16]).Bytes,
            "data behind the slab" => records.Record(Opcodes.glUniform4fv).Words(0, 1).Data(2, 16, StreamLimits.SlabBytes - 8).Bytes,
            "too little data" => records.Record(Opcodes.glUniform4fv).Words(0, 2).Data(1, 16, 32).Raw(new byte[16]).Bytes,
            "NULL" => records.Record(Opcodes.glUniform4fv).Words(0, 2).Data(0, 0, 0).Bytes,
            "a pointer to no buffer" => records.Record(Opcodes.glVertexPointer).Words(3, 0x1406, 0).Data(3, 0, 4096).Bytes,
            "a result outside" => records.Record(Opcodes.glIsTexture).Word(1).Reply(StreamLimits.ReplyBytes - 8, 8).Bytes,
            "a result too large" => records.Record(Opcodes.glReadPixels).Words(0, 0, 64, 64, 0x1908, 0x1401).Reply(0, 4096).Bytes,
            "text without an end" => records.Record(Opcodes.glGetUniformLocation).Word(1).Data(1, 8, 32).Reply(0, 8).Raw("abcdefgh"u8.ToArray()).Bytes,
            "pixels while rows are loose" => records.Record(Opcodes.glPixelStorei).Words(0x0D02, 4096)
                .Record(Opcodes.glReadPixels).Words(0, 0, 4, 4, 0x1908, 0x1401).Reply(0, 4096).Bytes,
            "more vertices than sent" => Arrays(24).Record(Opcodes.glDrawArrays).Words(4, 0, 4).Bytes,
            "indices beyond the arrays" => Arrays(24).Record(Opcodes.glDrawElements).Words(4, 3, 0x1403).Data(1, 6, 32).Raw(0, 0, 1, 0, 3, 0).Bytes,
            "one of many indices beyond" => Many(0x1401, 96, 3, at: 70),
            "the last of many indices beyond" => Many(0x1403, 2 * 99, 3, at: 2 * 98),
            "an array behind the slab" => Arrays(StreamLimits.SlabBytes).Bytes,
            "a surface that is not there" => records.Record(OwnRecords.ReadSurface).Words(7, 0x1908, 0x1401, 0, 0, 1, 1).Reply(0, 64).Bytes,
            "a surface too large" => records.Record(OwnRecords.CreateSurface).Words(9, 1 << 20, 16, 8, 8, 8, 8, 24, 8, 0, 0).Reply(0, 8).Bytes,
            "a context twice" => records.Record(OwnRecords.CreateContext).Words(1, 0, 0, 0, 0, 0, 8, 8, 8, 8, 24, 8, 0, 0).Reply(0, 65536).Bytes,
            "indices in no buffer" => records.Record(Opcodes.glDrawElements).Words(4, 3, 0x1403).Data(3, 0, 64).Bytes,
            "an update from behind the slab" => records.Record(OwnRecords.UpdateBuffer).Words(1, 0, 0).Data(2, 64, StreamLimits.SlabBytes - 8).Bytes,
            "answers behind the slab" => records.Record(OwnRecords.Answers).Words(1, 0, 0).Reply(StreamLimits.ReplyBytes - 64, 4096).Bytes,
            "too many programs" => records.Record(OwnRecords.NameRange).Words(9, 1 << 20, 0).Reply(0, 4096).Bytes,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such records"),
        };
    }

    /// <summary>A draw with so many bytes of indices that are all zero but one.</summary>
    private static byte[] Many(uint type, int bytes, byte other, int at)
    {
        var indices = new byte[(bytes + 7) & ~7];
        indices[at] = other;
        return Arrays(24).Record(Opcodes.glDrawElements).Words(4, (uint)(type == 0x1401 ? bytes : bytes / 2), type).Data(1, bytes, 32).Raw(indices).Bytes;
    }

    /// <summary>Three elements of two floats in the client's memory.</summary>
    private static GlRecords Arrays(int offset) => new GlRecords()
        .Record(Opcodes.glEnableClientState).Word(0x8074)
        .Record(OwnRecords.ClientArrays).Words(1, 0, 3, 0, 0).Words(0, 2, 0x1406, 0, 0, 0, (uint)offset, 24);
}
