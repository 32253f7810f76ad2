// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Server;
using Seamless.Gpu.Stream;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>The published server and a client that shares no memory with it: results, acknowledgements, and messages that may not come.</summary>
public sealed class GlWireTests : IDisposable
{
    private readonly GlServer _server = new();

    public void Dispose() => _server.Dispose();

    public static TheoryData<string, string> Wrong => new()
    {
        { "out of turn", "bytes were lost" },
        { "too long", "are allowed" },
        { "of no kind", "comes from no client" },
        { "of the server's", "comes from no client" },
        { "data behind the slab", "do not lie in the slab" },
        { "data around the end of numbers", "do not lie in the slab" },
        { "an entry without room", "no room for itself" },
        { "an entry of no chunk", "cannot be submitted" },
        { "an entry of another size", "an entry of" },
        { "a record that may not be", "no such record" },
    };

    [Fact]
    public void A_picture_comes_back_packed_and_its_data_go_before_it()
    {
        using var peer = new GlWirePeer(_server);
        peer.Begin();
        peer.Data(4096, [.. Enumerable.Range(0, 64).SelectMany(_ => new byte[] { 10, 200, 30, 255 })]);
        peer.Submit(new GlRecords()
            .Record(Opcodes.glTexImage2D).Words(0x0DE1, 0, 0x1908, 8, 8, 0, 0x1908, 0x1401).Data(2, 256, 4096)
            .Record(Opcodes.glGetTexImage).Words(0x0DE1, 0, 0x1908, 0x1401).Reply(0x80000000 + 65536, 256)
            .Record(Opcodes.glClearColor).Number(0).Number(0).Number(1).Number(1)
            .Record(Opcodes.glClear).Word(0x4000).Bytes, 1);
        var packed = peer.PackedMessages;
        Assert.All(peer.Pixels().Chunk(4), pixel => Assert.Equal("0000FFFF", Convert.ToHexString(pixel)));
        Assert.True(peer.PackedMessages > packed);
    }

    [Fact]
    public void A_client_that_wants_it_hears_how_much_has_arrived()
    {
        using var peer = new GlWirePeer(_server, acknowledgeAfter: 4096);
        for (var i = 0; i < 4; i++)
            peer.Data(0, new byte[8192]);
        while (peer.Acknowledged < 3 * 8192)
            Assert.True(peer.Hear());
        Assert.InRange(peer.Acknowledged, 3u * 8192, 4u * (8192 + 16));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_message_that_may_not_come_ends_the_session_of_that_client_with_its_reason(string kind, string reason)
    {
        using var other = new GlWirePeer(_server);
        using var peer = new GlWirePeer(_server);
        other.Begin();
        peer.Begin();
        Send(peer, kind);
        peer.HearTheEnd();
        Assert.Contains(reason, peer.Reason, StringComparison.Ordinal);
        _server.Until(() => _server.Lines.Any(line => line.Contains("broke the rules", StringComparison.Ordinal)), "nothing is said of it");
        Assert.Contains(reason, Assert.Single(_server.Lines, line => line.Contains("warning", StringComparison.Ordinal)), StringComparison.Ordinal);
        other.Submit(new GlRecords().Record(Opcodes.glFinish).Bytes, 1);
    }

    [Fact]
    public void A_client_that_dies_in_the_middle_of_a_message_leaves_the_server_to_the_next()
    {
        using (var peer = new GlWirePeer(_server))
            peer.Say(new WireHeader(WireKind.Data, 1000, 1, 0), new byte[10]);
        using var next = new GlWirePeer(_server);
        next.Begin();
        Assert.DoesNotContain(_server.Lines, line => line.Contains("warning", StringComparison.Ordinal));
    }

    private static void Send(GlWirePeer peer, string kind)
    {
        switch (kind)
        {
            case "out of turn": peer.Say(new WireHeader(WireKind.Data, 8, 77, 0), new byte[8]); break;
            case "too long": peer.Say(new WireHeader(WireKind.Data, StreamLimits.WireBytes + 1, 2, 0), []); break;
            case "of no kind": peer.Say((WireKind)9, 0, new byte[8]); break;
            case "of the server's": peer.Say(WireKind.Executed, 0, new byte[8]); break;
            case "data behind the slab": peer.Data(StreamLimits.SlabBytes - 4, new byte[8]); break;
            case "data around the end of numbers": peer.Data(uint.MaxValue - 3, new byte[8]); break;
            case "an entry without room": peer.Say(WireKind.Submit, 0, new byte[8]); break;
            case "an entry of no chunk": peer.Say(WireKind.Submit, 0, [.. GlWirePeer.Entry(64, 0, 8, 1), .. new byte[8]]); break;
            case "an entry of another size": peer.Say(WireKind.Submit, 0, [.. GlWirePeer.Entry(0, 0, 16, 1), .. new byte[8]]); break;
            default: peer.Say(WireKind.Submit, 0, [.. GlWirePeer.Entry(0, 0, 8, 1), .. new GlRecords().Record(60000).Bytes]); break;
        }
    }
}
