// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Server;
using Seamless.Linux;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>What counts as time of an entry, with a clock and a kernel that say what the test likes.</summary>
public sealed class HangWatchTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly SteppedTime _time = new();
    private readonly EventLoop _loop;
    private readonly Queue _queue = new();
    private readonly HangWatch _watch;
    private ulong? _entry = 7;
    private int _hung;
    private int _looks;

    public HangWatchTests()
    {
        _loop = new EventLoop(_time);
        _watch = new HangWatch(_loop, Limit, () => _entry, _queue, () => _looks++, () => _hung++);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _loop.Dispose();
    }

    [Fact]
    public void An_entry_that_computes_or_waits_for_its_gpu_is_ended_at_the_limit()
    {
        Pass(59);
        Assert.Equal((0, 11), (_hung, _looks));
        Pass(12);
        Assert.Equal(1, _hung);
    }

    [Fact]
    public void On_a_machine_without_a_free_processor_the_same_entry_may_take_longer()
    {
        _queue.Share = 0.8;
        Pass(280);
        Assert.Equal(0, _hung);
        Pass(40);
        Assert.Equal(1, _hung);
    }

    [Fact]
    public void Whoever_hardly_ever_gets_a_processor_is_ended_at_last()
    {
        _queue.Share = 1;
        Pass(590);
        Assert.Equal(0, _hung);
        Pass(30);
        Assert.Equal(1, _hung);
    }

    [Fact]
    public void Each_entry_has_its_own_time_and_a_pause_is_nobodys()
    {
        for (var i = 0; i < 10; i++)
        {
            Pass(50);
            _entry++;
        }
        _entry = null;
        Pass(300);
        _entry = 99;
        Assert.Equal(0, _hung);
    }

    [Fact]
    public void A_process_that_was_stopped_for_an_hour_is_not_hung()
    {
        Pass(5);
        _time.Advance(TimeSpan.FromHours(1));
        _loop.RunOnce(TimeSpan.Zero);
        Assert.Equal(0, _hung);
    }

    [Fact]
    public void The_kernel_tells_of_waits()
    {
        var queue = new RunQueue();
        queue.LongestWait();
        Assert.InRange(queue.LongestWait(), TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds && _hung == 0; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _queue.Waited += TimeSpan.FromSeconds(_queue.Share);
            _loop.RunOnce(TimeSpan.Zero);
        }
    }

    private sealed class Queue : RunQueue
    {
        public double Share { get; set; }

        public TimeSpan Waited { get; set; }

        public override TimeSpan LongestWait()
        {
            var waited = Waited;
            Waited = TimeSpan.Zero;
            return waited;
        }
    }
}
