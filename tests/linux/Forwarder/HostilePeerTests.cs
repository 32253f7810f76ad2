// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Gpu.Server;
using Seamless.Gpu.Stream;
using Seamless.Linux;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>Clients that say half of what is due, or nothing, or do not listen, or are too many: each costs itself something, and nobody else.</summary>
public sealed class HostilePeerTests
{
    private static byte[] Finish => new GlRecords().Record(Opcodes.glFinish).Bytes;

    [Fact]
    public void Who_does_not_greet_in_time_is_turned_away()
    {
        using var server = new GlServer(["--greeting-limit", "2"]);
        using var other = new GlPeer(server);
        other.Begin();
        using var silent = UnixSocket.Connect(server.Socket);
        using var half = UnixSocket.Connect(server.Socket);
        half.Send(Handshake.Hello(Opcodes.Hash).AsSpan(0, 20));
        foreach (var socket in new[] { silent, half })
            server.Until(() => socket.Receive(new byte[1], []).Status == SocketStatus.Closed, "it is waited for");
        server.Until(() => server.Lines.Count(line => line.Contains("did not greet within 2 s", StringComparison.Ordinal)) == 2, "nothing is said of it");
        Assert.Equal(2, server.Lines.Count(line => line.Contains("warning", StringComparison.Ordinal)));
        // Those that have greeted may take their time.
        other.Submit(Finish, 1);
    }

    [Theory]
    [InlineData("of a greeting")]
    [InlineData("of a greeting for messages")]
    [InlineData("of a message's header")]
    [InlineData("of data")]
    [InlineData("of an entry")]
    [InlineData("of an entry's records")]
    public void Who_says_half_waits_for_itself_alone_and_leaves_nothing_when_it_dies(string half)
    {
        using var server = new GlServer();
        using var other = new GlPeer(server);
        other.Begin();
        using (var _ = Half(server, half))
        {
            server.Until(() => server.Clients == 2, "it is not served");
            other.Submit(Finish, 1);
        }
        server.Until(() => server.Clients == 1, "its process goes on");
        other.Submit(Finish, 1);
        Assert.DoesNotContain(server.Lines, line => line.Contains("warning", StringComparison.Ordinal));
    }

    [Fact]
    public void Results_that_nobody_reads_hold_up_their_own_session_until_somebody_does()
    {
        const int entries = StreamLimits.RingEntries / 2;
        using var server = new GlServer(["--hang-limit", "2"]);
        using var other = new GlPeer(server);
        using var deaf = new GlWirePeer(server);
        other.Begin();
        deaf.Begin();
        for (var i = 0; i < entries; i++)
            deaf.Offer(Pictures(), 1);
        other.Submit(Finish, 1);
        while (deaf.Executed < entries + 1)
            Assert.True(deaf.Hear(), $"the server ended: {deaf.Reason}");
        Assert.DoesNotContain(server.Lines, line => line.Contains("warning", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_submits_without_end_and_never_reads_ends_its_session_before_much_waits_for_it()
    {
        const long most = 64 << 20;
        using var server = new GlServer();
        using var deaf = new GlWirePeer(server);
        deaf.Begin();
        var process = Assert.Single(server.Serving);
        deaf.Submit(Pictures(), 1);
        var before = Resident(process);
        using var other = new GlPeer(server);
        other.Begin();
        var largest = before;
        var offered = 0;
        for (; offered < 64 * StreamLimits.RingEntries && deaf.Offer(Pictures(), 1); offered++)
        {
            if (offered % 64 == 0)
                largest = Math.Max(largest, Resident(process));
        }
        Assert.InRange(largest - before, 0, most);
        server.Until(() => server.Lines.Any(line => line.Contains("warning", StringComparison.Ordinal)), $"{offered} entries later nothing is said of it");
        Assert.Contains($"an entry more on a ring of {StreamLimits.RingEntries}", Assert.Single(server.Lines, line => line.Contains("warning", StringComparison.Ordinal)), StringComparison.Ordinal);
        server.Until(() => server.Clients == 1, "its process goes on");
        other.Submit(Finish, 1);
    }

    [Fact]
    public async Task Who_takes_all_places_leaves_some_to_others_and_is_told_so()
    {
        // Nobody greets here, and under load that takes them long.
        using var programs = new GlPrograms("--greeting-limit", "600");
        var server = programs.Server;
        var taken = new List<UnixSocket>();
        while (taken.Count < ServerLimits.ClientsOfOne)
        {
            taken.Add(UnixSocket.Connect(server.Socket));
            server.Until(() => Places(server) == taken.Count, "not all are served");
        }
        for (var i = 0; i < 20; i++)
        {
            var answer = Refused(server);
            Assert.Contains($"{ServerLimits.ClientsOfOne} clients of process {Environment.ProcessId} are served", answer, StringComparison.Ordinal);
        }
        server.Until(() => server.Lines.Any(line => line.Contains("warning", StringComparison.Ordinal)), "nothing is said of it");
        Assert.Single(server.Lines, line => line.Contains("warning", StringComparison.Ordinal));

        var (code, printed) = await programs.Run(ours: true, null, await programs.OsMesaDemo(), Path.Combine(programs.Folder, "other.ppm"));
        Assert.True(code == 0, printed);

        taken[0].Dispose();
        server.Until(() => Places(server) < taken.Count, "its place is not free again");
        using (var next = new GlPeer(server))
            next.Begin();
        taken.ForEach(socket => socket.Dispose());
    }

    /// <summary>What the server says to a client for which it has no place, whether its greeting comes in time or not.</summary>
    private static string Refused(GlServer server)
    {
        using var socket = UnixSocket.Connect(server.Socket);
        _ = socket.Send(Handshake.Hello(Opcodes.Hash));
        var answer = ToTheEnd(socket);
        Assert.True(answer.Length > Handshake.AnswerBytes, "hung up on without a word");
        Assert.Equal(1, answer[8]);
        return Encoding.UTF8.GetString(answer.AsSpan(Handshake.AnswerBytes));
    }

    /// <summary>How many the server says that it serves.</summary>
    private static int Places(GlServer server)
    {
        using var socket = UnixSocket.Connect(StatusDoor.PathOf(server.Socket));
        return ToTheEnd(socket).AsSpan().Count((byte)'\n');
    }

    private static byte[] ToTheEnd(UnixSocket socket)
    {
        var all = new List<byte>();
        var some = new byte[4096];
        while (true)
        {
            socket.Descriptor.Await(Interest.Read);
            var result = socket.Receive(some, []);
            if (result.Status == SocketStatus.Closed)
                return [.. all];
            all.AddRange(some.AsSpan(0, result.Count));
        }
    }

    private static IDisposable Half(GlServer server, string half)
    {
        if (half.StartsWith("of a greeting", StringComparison.Ordinal))
        {
            var socket = UnixSocket.Connect(server.Socket);
            socket.Send(Handshake.Hello(Opcodes.Hash, half == "of a greeting" ? StreamLayout.SharedTransport : StreamLayout.WireTransport).AsSpan(0, 16));
            return socket;
        }
        var peer = new GlWirePeer(server);
        peer.Begin();
        // The next after the one of Begin.
        const uint due = 2;
        switch (half)
        {
            case "of a message's header": peer.Raw(new byte[7]); break;
            case "of data": peer.Say(new WireHeader(WireKind.Data, 200 << 10, due, 0), new byte[100 << 10]); break;
            case "of an entry": peer.Say(new WireHeader(WireKind.Submit, 64, due, 0), new byte[9]); break;
            default: peer.Say(new WireHeader(WireKind.Submit, 16 + 64, due, 0), [.. GlWirePeer.Entry(0, 0, 64, 1), .. new byte[24]]); break;
        }
        return peer;
    }

    /// <summary>Records with many results, and some that cannot be packed well.</summary>
    private static byte[] Pictures()
    {
        var records = new GlRecords();
        for (var i = 0u; i < 64; i++)
            records.Record(Opcodes.glGetError).Reply(64 + (i * 16), 8);
        return records.Record(Opcodes.glReadPixels).Words(0, 0, 64, 64, 0x1908, 0x1401).Reply(0x80000000 + 4096, 64 * 64 * 4).Bytes;
    }

    private static long Resident(string process) =>
        File.Exists($"/proc/{process}/statm") ? long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize : 0;
}
