// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

/// <summary>Connections over wires, which QEMU's network makes of its streams: PROTOCOL.md, "Wires".</summary>
public sealed class WireTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly WireRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_desktop_that_comes_late_is_heard_and_before_that_nothing_is_said_for_long()
    {
        _rig.Start(near: false);
        _rig.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(8 * PortMark.Size, _rig.Take().Length);
        _rig.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(_rig.Take());
        _rig.Start(near: true);
        _rig.Advance(Soon);
        Assert.True(_rig.IsMatched);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_message_that_its_sender_breaks_off_does_not_hold_up_the_next_connection(bool near)
    {
        Open();
        WireRig.SendPart(near ? _rig.Near : _rig.Far, 100_000, 5_000);
        WireRig.Close(near ? _rig.Near : _rig.Far);
        _rig.Advance(Soon);
        Assert.True(_rig.IsMatched);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_was_killed_between_two_messages_is_missed_when_its_successor_comes(bool near)
    {
        Open();
        _rig.Start(near);
        _rig.Advance(Soon);
        Assert.True(_rig.IsMatched);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_was_killed_in_the_middle_of_a_message_is_given_up_after_the_silence(bool near)
    {
        Open();
        WireRig.SendPart(near ? _rig.Near : _rig.Far, ProtocolLimits.BulkMessageBytes, 17);
        _rig.Start(near);
        _rig.Advance(TimeSpan.FromSeconds(20));
        Assert.True(_rig.IsMatched);
    }

    /// <summary>Whatever happens in whatever order, with whatever bytes left over: when it stops happening, a connection stands again.</summary>
    [Fact]
    public void However_often_and_wherever_either_side_begins_anew_a_connection_stands_again() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 1 << 20], Gen.Bool).Array[1, 30].Sample(
            operations =>
            {
                using var rig = new WireRig();
                foreach (var (op, size, near) in operations)
                    Do(rig, op, size, near);
                foreach (var near in (bool[])[true, false])
                    if ((near ? rig.Near : rig.Far).Link is null)
                        rig.Start(near);
                rig.Advance(TimeSpan.FromSeconds(40));
                Assert.True(rig.IsMatched, $"near {rig.Near.Life} heard {rig.Near.Heard}; far {rig.Far.Life} heard {rig.Far.Heard}");
            },
            iter: 300);

    private static void Do(WireRig rig, int op, int size, bool near)
    {
        switch (op)
        {
            case 0:
                rig.Start(near);
                break;
            case 1:
                rig.Kill(near);
                break;
            case 2:
                WireRig.SendPart(near ? rig.Near : rig.Far, size, size % 3000);
                rig.Start(near);
                break;
            case 3:
                WireRig.SendPart(near ? rig.Near : rig.Far, size, size % 3000);
                WireRig.Close(near ? rig.Near : rig.Far);
                break;
            case 4:
                rig.Loop.UntilQuiet();
                break;
            default:
                rig.Advance(TimeSpan.FromMilliseconds(size % 3000));
                break;
        }
    }

    private void Open()
    {
        _rig.Start(near: true);
        _rig.Start(near: false);
        _rig.Advance(Soon);
        Assert.True(_rig.IsMatched);
    }
}
