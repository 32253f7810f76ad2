// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Tests.Fakes;

/// <summary>A clock that moves only when a test says so. Timers that become due fire within <see cref="Advance"/>, the earliest first.</summary>
public sealed class SteppedTime : TimeProvider
{
    private readonly List<SteppedTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _ticks = TimeSpan.TicksPerHour;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => _now;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public void Advance(TimeSpan by)
    {
        var end = _ticks + by.Ticks;
        while (_timers.Where(timer => timer.DueTicks <= end).MinBy(timer => timer.DueTicks) is { } next)
        {
            MoveTo(Math.Max(_ticks, next.DueTicks));
            next.Fire(_ticks);
        }
        MoveTo(end);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SteppedTimer(this, callback, state);
        _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private void MoveTo(long ticks)
    {
        _now += TimeSpan.FromTicks(ticks - _ticks);
        _ticks = ticks;
    }

    private sealed class SteppedTimer(SteppedTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public long DueTicks { get; private set; } = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            DueTicks = dueTime < TimeSpan.Zero ? long.MaxValue : time._ticks + dueTime.Ticks;
            return true;
        }

        public void Fire(long nowTicks)
        {
            DueTicks = _period > TimeSpan.Zero ? nowTicks + _period.Ticks : long.MaxValue;
            callback(state);
        }

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
