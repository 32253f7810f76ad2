// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>Which way large frames go is found out by how long they take, on wires that are played here.</summary>
public sealed class PackingTrialTests
{
    private const int FrameBytes = 8_000_000;
    private const int Frames = 2000;

    private PackingTrial _trial;
    private long _now = 1;

    [Fact]
    public void Where_packing_takes_longer_than_the_bytes_frames_go_plain()
    {
        var plain = Play(saved: 0.5, packNanoseconds: 0.5, wireNanoseconds: 0.3);
        Assert.InRange(plain, Frames * 9 / 10, Frames - 10);
    }

    [Fact]
    public void Where_bytes_take_longer_frames_are_packed_and_few_are_tried_plain()
    {
        var plain = Play(saved: 0.5, packNanoseconds: 0.5, wireNanoseconds: 2);
        Assert.InRange(plain, 4, Frames / 40);
    }

    [Fact]
    public void On_a_slow_wire_no_plain_frame_is_risked()
    {
        Assert.Equal(0, Play(saved: 0.5, packNanoseconds: 0.5, wireNanoseconds: 100));
    }

    [Fact]
    public void Where_hardly_any_bytes_are_left_nothing_is_tried()
    {
        Assert.Equal(0, Play(saved: 0.99, packNanoseconds: 0.1, wireNanoseconds: 0.05));
    }

    [Fact]
    public void A_wire_that_becomes_slower_is_noticed()
    {
        Play(saved: 0.5, packNanoseconds: 0.5, wireNanoseconds: 0.3);
        Assert.InRange(Play(saved: 0.5, packNanoseconds: 0.5, wireNanoseconds: 4), 1, 300);
    }

    [Fact]
    public void Small_frames_and_frames_that_nobody_sees_are_no_measure()
    {
        for (var i = 0; i < Frames; i++)
        {
            _trial.Begin(1000, ++_now);
            Assert.False(_trial.IsPlain);
            _trial.Sent(900);
            _trial.Shown(_now += 1_000_000);
            _trial.Begin(FrameBytes, ++_now);
            Assert.False(_trial.IsPlain);
            _trial.Cancel();
        }
    }

    /// <summary>How many of the frames went plain. Packing costs so much for a byte, and the wire for each byte on it.</summary>
    private int Play(double saved, double packNanoseconds, double wireNanoseconds)
    {
        var plain = 0;
        for (var i = 0; i < Frames; i++)
        {
            _trial.Begin(FrameBytes, _now);
            var wire = _trial.IsPlain ? FrameBytes : (int)(FrameBytes * (1 - saved));
            plain += _trial.IsPlain ? 1 : 0;
            _trial.Sent(wire);
            _now += (long)((wire * wireNanoseconds) + (_trial.IsPlain ? 0 : FrameBytes * packNanoseconds));
            _trial.Shown(_now);
        }
        return plain;
    }
}
