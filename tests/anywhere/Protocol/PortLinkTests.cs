// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Anywhere.Rules;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

/// <summary>Sessions over ports, which have no connections: PROTOCOL.md, "Ports".</summary>
public sealed class PortLinkTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    private readonly PortRig _rig = new();

    [Fact]
    public void A_session_opens_whoever_comes_first()
    {
        _rig.StartGuest();
        Assert.False(_rig.Within(TimeSpan.FromSeconds(40), () => _rig.IsOpen));
        _rig.StartBridge();
        Assert.True(_rig.Within(Soon, () => _rig.IsOpen));

        _rig.StopGuest();
        _rig.StopBridge();
        _rig.StartBridge();
        Assert.False(_rig.Within(TimeSpan.FromSeconds(40), () => _rig.IsOpen));
        _rig.StartGuest();
        Assert.True(_rig.Within(Soon, () => _rig.IsOpen));
        Assert.Empty(_rig.Refusals);
    }

    [Fact]
    public void Large_messages_pass_both_ways()
    {
        Open();
        var picture = new byte[ProtocolLimits.IconBytes];
        new Random(1).NextBytes(picture);
        var seen = new List<byte[]>();
        _rig.Far.OnReceived = (ref readonly MessageView message) => seen.Add(message.Read<Icon>().Png.ToArray());
        for (var i = 0; i < 4; i++) _rig.Guest!.Send(new Icon("key", 64, picture));
        _rig.Loop.UntilQuiet();

        Assert.Equal(4, seen.Count);
        Assert.All(seen, bytes => Assert.Equal(picture, bytes));
    }

    [Fact]
    public void The_end_of_one_side_is_told_to_the_other_at_once()
    {
        Open();
        _rig.StopGuest();
        _rig.Loop.UntilQuiet();
        Assert.Equal("closed: closed the connection", _rig.Far.Lines[^1]);
    }

    [Fact]
    public void A_side_that_was_killed_is_missed_when_its_successor_comes()
    {
        Open();
        _rig.Kill(guest: true);
        _rig.Loop.UntilQuiet();
        var left = _rig.Far;
        _rig.StartGuest();

        Assert.True(_rig.Within(Soon, () => _rig.IsOpen));
        Assert.Equal("closed: closed the connection", left.Lines[^1]);
    }

    [Theory]
    [InlineData(ChannelKind.Control, true)]
    [InlineData(ChannelKind.Control, false)]
    [InlineData(ChannelKind.Bulk, true)]
    [InlineData(ChannelKind.Bulk, false)]
    public void A_message_that_was_cut_off_does_not_swallow_the_next_life(ChannelKind kind, bool guestDies)
    {
        Open();
        int length = kind == ChannelKind.Bulk ? ProtocolLimits.BulkMessageBytes : ProtocolLimits.ControlMessageBytes;
        var session = guestDies ? _rig.Bridge! : _rig.Guest!;
        var torn = new byte[MessageHeader.Size + 1];
        new MessageHeader(length, kind == ChannelKind.Bulk ? MessageType.InlineFrame : MessageType.CursorImage, 0, kind == ChannelKind.Bulk ? 0u : 2u).Write(torn);
        _rig.Kill(guestDies);
        _rig.Wires.Write(kind, guestDies, torn);
        _rig.Loop.UntilQuiet();
        Assert.True(session.IsOpen);

        if (guestDies) _rig.StartGuest();
        else _rig.StartBridge();
        Assert.True(_rig.Within(Soon, () => _rig.IsOpen));
        Assert.False(session.IsOpen);
    }

    [Fact]
    public void A_peer_that_breaks_the_rules_may_come_back()
    {
        Open();
        var first = _rig.Bridge!;
        _rig.Wires.Write(ChannelKind.Control, fromNear: true, "this is no message header"u8);
        _rig.Loop.UntilQuiet();

        Assert.Contains(_rig.Far.Lines, line => line == "closed: sent something that is not a message header");
        Assert.True(_rig.Within(Soon, () => _rig.IsOpen && _rig.Bridge != first));
    }

    [Fact]
    public void A_port_that_closes_is_opened_again()
    {
        Open();
        _rig.Kill(guest: false);
        _rig.Wires.Cut(near: false);
        _rig.Loop.UntilQuiet();
        Assert.Equal("closed: closed the connection", _rig.Near.Lines[^1]);
        int tries = _rig.Wires.TimesOpened;
        _rig.Within(TimeSpan.FromSeconds(2), () => false);
        Assert.InRange(_rig.Wires.TimesOpened - tries, 1, 40);

        _rig.Replug();
        _rig.StartBridge();
        Assert.True(_rig.Within(Soon, () => _rig.IsOpen));
    }

    [Fact]
    public void A_port_whose_other_side_is_closed_is_kept_open()
    {
        Open();
        _rig.Kill(guest: false);
        int opened = _rig.Wires.TimesOpened;
        _rig.Wires.IsHungUp = true;
        foreach (var kind in new[] { ChannelKind.Control, ChannelKind.Bulk }) _rig.Wires.Write(kind, fromNear: false, [0]);
        _rig.Within(TimeSpan.FromSeconds(5), () => false);
        Assert.Equal(["closed: closed the connection", "Control port: the other side of the port is closed: Transport endpoint is not connected (ENOTCONN)"], [_rig.Near.Lines[^1], .. _rig.Failures.TakeLast(1)]);
        Assert.Equal(opened, _rig.Wires.TimesOpened);

        _rig.Wires.IsHungUp = false;
        _rig.StartBridge();
        Assert.True(_rig.Within(Soon, () => _rig.IsOpen));
    }

    [Fact]
    public void A_guest_waits_for_ports_that_appear_later()
    {
        _rig.Wires.IsUnplugged = true;
        _rig.StartGuest();
        _rig.Within(TimeSpan.FromSeconds(10), () => false);
        Assert.StartsWith("Control port: open the port: No such file or directory", _rig.Failures.Single(), StringComparison.Ordinal);

        _rig.Wires.IsUnplugged = false;
        _rig.StartBridge();
        Assert.True(_rig.Within(Soon, () => _rig.IsOpen));
    }

    [Fact]
    public void Handles_cannot_be_announced_on_a_port()
    {
        Open();
        _rig.Wires.Write(ChannelKind.Control, fromNear: true, Vector.Of("", new FrameMemory(1, FrameMemoryKind.SharedFd, 4096), 1, "", 2).Bytes);
        _rig.Loop.UntilQuiet();
        Assert.Contains(_rig.Far.Lines, line => line == "closed: FrameMemory with 1 handles where 0 are allowed");
    }

    [Fact]
    public void A_looped_wire_opens_nothing_and_nothing_spins()
    {
        var (near, far) = UnixSocket.Pair();
        var opened = 0;
        using var link = new PortLink(_rig.Loop, ChannelKind.Control, () => UnixSocket.Adopt(near.Descriptor.Duplicate()), _ => opened++);
        link.Start();
        var buffer = new byte[4096];
        for (var i = 0; i < 100; i++)
        {
            _rig.Loop.UntilQuiet();
            while (far.Receive(buffer, []) is { Status: SocketStatus.Done } got) far.Send(buffer.AsSpan(0, got.Count));
            _rig.Time.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.Equal(0, opened);
        near.Dispose();
        far.Dispose();
    }

    [Fact]
    public void A_mark_is_written_as_its_vector_says()
    {
        var bytes = Vector.Parse(File.ReadAllText(Repository.PathOf("protocol/vectors/port-mark.hex")));
        var written = new byte[PortMark.Size];
        new PortMark(0x1122334455667788, 0x99aabbccddeeff01).Write(written);

        Assert.Equal(bytes, written);
        Assert.True(PortMark.TryRead(bytes, out var mark));
        Assert.Equal(new PortMark(0x1122334455667788, 0x99aabbccddeeff01), mark);
        Assert.False(MessageHeader.TryRead(bytes, out _));
    }

    /// <summary>Whatever happens in whatever order, with whatever bytes left over: when it stops happening, a session stands again.</summary>
    [Fact]
    public void However_often_and_wherever_either_side_begins_anew_a_session_opens_again() =>
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 1 << 22], Gen.Bool).Array[1, 40].Sample(
            operations =>
            {
                using var rig = new PortRig();
                rig.StartGuest();
                rig.StartBridge();
                foreach (var (op, size, flag) in operations) Do(rig, op, size, flag);
                if (rig.Guest is null && !rig.IsOpen) rig.StartGuest();
                if (rig.Bridge is null && !rig.IsOpen) rig.StartBridge();
                Assert.True(rig.Within(TimeSpan.FromSeconds(30), () => rig.IsOpen), $"guest {string.Join(" | ", rig.Near.Lines.TakeLast(3))}; bridge {string.Join(" | ", rig.Far.Lines.TakeLast(3))}");
                AnswersPing(rig);
            },
            iter: 300);

    public void Dispose() => _rig.Dispose();

    private static void Do(PortRig rig, int op, int size, bool flag)
    {
        var kind = size % 2 == 0 ? ChannelKind.Bulk : ChannelKind.Control;
        switch (op)
        {
            case 0:
                rig.StartGuest();
                break;
            case 1:
                rig.StartBridge();
                break;
            case 2:
                rig.Kill(flag);
                break;
            case 3:
                Tear(rig, kind, size, flag);
                rig.Kill(flag);
                break;
            case 4:
                Tear(rig, kind, size, flag);
                rig.Kill(flag);
                if (flag) rig.StartGuest();
                else rig.StartBridge();
                break;
            case 5:
                rig.Guest?.Close("as the test wishes");
                break;
            case 6:
                if (rig.Guest is { } guest) guest.Send(new Icon("k", 1, new byte[size % ProtocolLimits.IconBytes]));
                break;
            case 7:
                rig.Bridge?.Send(new Ping(1));
                break;
            case 8:
                rig.Loop.RunOnce(TimeSpan.Zero);
                break;
            case 9:
                rig.Loop.UntilQuiet();
                break;
            default:
                rig.Time.Advance(TimeSpan.FromMilliseconds(size % 700));
                rig.Loop.UntilQuiet();
                break;
        }
    }

    /// <summary>As much of a message as a process had written when it was killed.</summary>
    private static void Tear(PortRig rig, ChannelKind kind, int size, bool fromGuest)
    {
        int length = size % (kind == ChannelKind.Bulk ? ProtocolLimits.BulkMessageBytes : ProtocolLimits.ControlMessageBytes);
        var torn = new byte[MessageHeader.Size + length];
        new MessageHeader(length, kind == ChannelKind.Bulk ? MessageType.Icon : MessageType.CursorImage, 0, kind == ChannelKind.Bulk ? 1u : 2u).Write(torn);
        rig.Wires.Write(kind, fromGuest, torn.AsSpan(0, size % torn.Length));
    }

    private static void AnswersPing(PortRig rig)
    {
        rig.Bridge!.Send(new Ping(0x77));
        Assert.True(rig.Within(TimeSpan.FromSeconds(1), () => rig.Far.Lines.Exists(line => line.Contains("pong", StringComparison.OrdinalIgnoreCase))), "no answer");
    }

    private void Open()
    {
        _rig.StartGuest();
        _rig.StartBridge();
        Assert.True(_rig.Within(Soon, () => _rig.IsOpen));
    }
}
