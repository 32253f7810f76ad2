// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Seamless.Linux;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Linux;

public sealed class EventLoopTests : IDisposable
{
    private readonly SteppedTime _time = new();
    private readonly EventLoop _loop;
    private readonly List<string> _log = [];

    public EventLoopTests() => _loop = new EventLoop(_time);

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void A_timer_fires_when_its_time_has_come_and_only_once()
    {
        _loop.CreateTimer(() => _log.Add("fired")).Start(TimeSpan.FromMilliseconds(10));
        _time.Advance(TimeSpan.FromMilliseconds(9.9));
        Assert.False(_loop.RunOnce(TimeSpan.Zero));
        _time.Advance(TimeSpan.FromMilliseconds(0.1));
        Assert.True(_loop.RunOnce(TimeSpan.Zero));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(_loop.RunOnce(TimeSpan.Zero));
        Assert.Equal(["fired"], _log);
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_deadlines()
    {
        _loop.CreateTimer(() => _log.Add("third")).Start(TimeSpan.FromSeconds(3));
        _loop.CreateTimer(() => _log.Add("first")).Start(TimeSpan.FromSeconds(1));
        _loop.CreateTimer(() => _log.Add("second")).Start(TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromMinutes(1));
        _loop.RunOnce(TimeSpan.Zero);
        Assert.Equal(["first", "second", "third"], _log);
    }

    [Fact]
    public void Starting_a_timer_again_moves_it_and_stopping_it_silences_it()
    {
        var timer = _loop.CreateTimer(() => _log.Add("fired"));
        timer.Start(TimeSpan.FromSeconds(1));
        timer.Start(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(2));
        _loop.RunOnce(TimeSpan.Zero);
        Assert.True(timer.IsArmed);
        timer.Stop();
        _time.Advance(TimeSpan.FromSeconds(5));
        _loop.RunOnce(TimeSpan.Zero);
        Assert.Empty(_log);
    }

    [Fact]
    public void A_timer_that_starts_itself_with_no_delay_does_not_hold_the_turn()
    {
        LoopTimer? timer = null;
        timer = _loop.CreateTimer(() =>
        {
            _log.Add("fired");
            timer!.Start(TimeSpan.Zero);
        });
        timer.Start(TimeSpan.Zero);
        _loop.RunOnce(TimeSpan.Zero);
        Assert.Equal(["fired"], _log);
    }

    [Fact]
    public void A_timer_stopped_by_another_timer_of_the_same_turn_does_not_fire()
    {
        var second = _loop.CreateTimer(() => _log.Add("second"));
        _loop.CreateTimer(second.Stop).Start(TimeSpan.FromSeconds(1));
        second.Start(TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(3));
        _loop.RunOnce(TimeSpan.Zero);
        Assert.Empty(_log);
    }

    [Fact]
    public void With_the_real_clock_the_loop_sleeps_until_the_timer_is_due()
    {
        using var loop = new EventLoop();
        var due = Clock.MonotonicNanoseconds + 2_000_000;
        loop.CreateTimer(() => _log.Add(Clock.MonotonicNanoseconds >= due ? "in time" : "too early")).Start(TimeSpan.FromMilliseconds(2));
        Assert.True(loop.RunOnce(null));
        Assert.Equal(["in time"], _log);
    }

    [Fact]
    public void A_sleeping_loop_with_a_stepped_clock_is_woken_by_the_step()
    {
        _loop.CreateTimer(() => _log.Add("fired")).Start(TimeSpan.FromSeconds(1));
        var stepper = new Thread(() => _loop.Post(() => _time.Advance(TimeSpan.FromSeconds(1))));
        stepper.Start();
        while (_log.Count == 0)
            _loop.RunOnce(null);
        stepper.Join();
        Assert.Equal(["fired"], _log);
    }

    [Fact]
    public void Posted_actions_run_on_the_loop_and_wake_it()
    {
        var posters = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 1000; i++)
                _loop.Post(() => _log.Add("posted"));
        })).ToArray();
        foreach (var poster in posters)
            poster.Start();
        while (_log.Count < 4000)
            _loop.RunOnce(null);
        foreach (var poster in posters)
            poster.Join();
        Assert.Equal(4000, _log.Count);
    }

    [Fact]
    public void Deferred_actions_run_at_the_end_of_the_turn_even_when_deferred_by_each_other()
    {
        _loop.Post(() =>
        {
            _loop.Defer(() =>
            {
                _log.Add("flush");
                _loop.Defer(() => _log.Add("flush of the flush"));
            });
            _log.Add("posted");
        });
        Assert.True(_loop.RunOnce(TimeSpan.Zero));
        Assert.Equal(["posted", "flush", "flush of the flush"], _log);
    }

    [Fact]
    public void An_action_that_defers_itself_for_ever_does_not_hold_the_turn()
    {
        var rounds = 0;
        void Again()
        {
            rounds++;
            _loop.Defer(Again);
        }
        _loop.Defer(Again);
        _loop.RunOnce(null);
        Assert.InRange(rounds, 1, 2 * EventLoopLimits.DeferRounds);
    }

    [Fact]
    public void A_watch_is_level_triggered_and_can_be_muted()
    {
        var (ours, theirs) = UnixSocket.Pair();
        using var watch = _loop.Add(ours.Descriptor, Interest.Read, ready => _log.Add(ready.ToString()));
        Assert.False(_loop.RunOnce(TimeSpan.Zero));
        theirs.Send([1]);
        Assert.True(_loop.RunOnce(TimeSpan.Zero));
        Assert.True(_loop.RunOnce(TimeSpan.Zero));
        watch.Interest = Interest.None;
        theirs.Dispose();
        Assert.False(_loop.RunOnce(TimeSpan.Zero));
        watch.Interest = Interest.Read | Interest.Write;
        Assert.True(_loop.RunOnce(TimeSpan.Zero));
        Assert.Equal(["Read", "Read", "Read, Write, HangUp"], _log);
        ours.Dispose();
    }

    [Fact]
    public void A_watch_removed_by_an_earlier_callback_of_the_same_turn_is_not_called()
    {
        var (ours, theirs) = UnixSocket.Pair();
        theirs.Send([1]);
        ours.Send([1]);
        Watch? first = null, second = null, third = null;
        first = _loop.Add(ours.Descriptor, Interest.Read, _ => Hit(second!));
        second = _loop.Add(theirs.Descriptor, Interest.Read, _ => Hit(first!));
        void Hit(Watch other)
        {
            _log.Add("called");
            other.Dispose();
            // Takes the slot that has just become free, for a descriptor with an event of its own.
            third ??= _loop.Add(theirs.Descriptor.Duplicate(), Interest.None, _ => _log.Add("never"));
        }
        _loop.RunOnce(TimeSpan.Zero);
        Assert.Equal(["called"], _log);
        first.Dispose();
        second.Dispose();
        third!.Dispose();
    }

    [Fact]
    public void Closing_a_watched_descriptor_does_not_let_its_number_be_reused_behind_the_watch()
    {
        var (ours, theirs) = UnixSocket.Pair();
        var link = $"/proc/self/fd/{ours.Descriptor.Number}";
        var socket = new FileInfo(link).LinkTarget;
        var watch = _loop.Add(ours.Descriptor, Interest.Read, _ => _log.Add("read"));
        ours.Dispose();
        Assert.Equal(socket, new FileInfo(link).LinkTarget);
        watch.Dispose();
        Assert.NotEqual(socket, new FileInfo(link).LinkTarget);
        theirs.Dispose();
    }

    [Fact]
    public void A_turn_within_a_turn_is_refused()
    {
        _loop.Post(() => _loop.RunOnce(TimeSpan.Zero));
        Assert.Throws<InvalidOperationException>(() => _loop.RunOnce(TimeSpan.Zero));
    }

    [Fact]
    public void Stop_from_another_thread_ends_a_sleeping_run()
    {
        var stopper = new Thread(_loop.Stop);
        stopper.Start();
        _loop.Run();
        stopper.Join();
    }

    [Fact]
    public void A_step_of_the_loop_allocates_nothing()
    {
        var (ours, theirs) = UnixSocket.Pair();
        var handles = new List<FileDescriptor>();
        var buffer = new byte[64];
        using var watch = _loop.Add(ours.Descriptor, Interest.Read, _ => ours.Receive(buffer, handles));
        Action flush = () => { };
        var timer = _loop.CreateTimer(() => _loop.Defer(flush));
        void Step()
        {
            theirs.Send(buffer);
            timer.Start(TimeSpan.Zero);
            _loop.RunOnce(TimeSpan.Zero);
        }
        for (var i = 0; i < 100; i++)
            Step();
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
                Step();
        }));
        ours.Dispose();
        theirs.Dispose();
    }

    [Fact]
    public void Any_sequence_of_starts_stops_and_steps_fires_each_timer_at_its_deadline() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 2], Gen.Int[0, 50]).Array[1, 200].Sample(operations =>
        {
            var time = new SteppedTime();
            using var loop = new EventLoop(time);
            var fired = new List<int>();
            var timers = Enumerable.Range(0, 8).Select(i => loop.CreateTimer(() => fired.Add(i))).ToArray();
            var deadlines = new long?[8];
            foreach (var (which, operation, amount) in operations)
            {
                fired.Clear();
                switch (operation)
                {
                    case 0:
                        timers[which].Start(TimeSpan.FromMilliseconds(amount));
                        deadlines[which] = time.GetTimestamp() + (amount * TimeSpan.TicksPerMillisecond);
                        break;
                    case 1:
                        timers[which].Stop();
                        deadlines[which] = null;
                        break;
                    default:
                        time.Advance(TimeSpan.FromMilliseconds(amount));
                        break;
                }
                loop.RunOnce(TimeSpan.Zero);
                var due = Enumerable.Range(0, 8).Where(i => deadlines[i] <= time.GetTimestamp()).ToArray();
                Assert.Equal(due.OrderBy(i => deadlines[i]).Select(i => deadlines[i]), fired.Select(i => deadlines[i]));
                Assert.Equal(due.Order(), fired.Order());
                foreach (var i in due)
                    deadlines[i] = null;
                Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(deadlines[i] != null, timers[i].IsArmed));
            }
        }, iter: 500);
}
