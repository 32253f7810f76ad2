// SPDX-License-Identifier: Apache-2.0
// One thread owns a loop and all state behind it. A turn is: sleep until something stirs; descriptors; posted actions; timers that
// are due; then, last, what was deferred (sockets are flushed there, so everything one turn has to say leaves in one write).
// With the system's clock the sleep ends at the earliest deadline; with a clock stepped by hand the clock's own timer wakes us.
// With nothing armed the loop sleeps without end: an idle program has no wake-ups.
namespace Seamless.Linux;

public sealed class EventLoop : IDisposable
{
    private readonly FileDescriptor _epoll;
    private readonly FileDescriptor _wakeUp;
    private readonly Watch _wakeUpWatch;
    private readonly EpollEvents _events = new();
    private readonly List<Watch?> _watches = [];
    private readonly Stack<int> _freeSlots = new();
    private readonly TimerHeap _timers = new();
    private readonly Lock _postLock = new();
    private readonly bool _clockIsReal;
    private readonly ITimer? _clockTimer;
    private List<Action> _posted = [];
    private List<Action> _postedRunning = [];
    private List<Action> _deferred = [];
    private List<Action> _deferredRunning = [];
    private long _firingSinceNanoseconds = long.MinValue;
    private uint _generation;
    private bool _running;
    private volatile bool _stopped;
    private bool _disposed;

    public EventLoop(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        _clockIsReal = Time == TimeProvider.System;
        _epoll = FileDescriptor.FromCall(Libc.epoll_create1(Libc.EPOLL_CLOEXEC), "epoll_create1");
        _wakeUp = FileDescriptor.FromCall(Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK), "eventfd");
        _wakeUpWatch = Add(_wakeUp, Interest.Read, _ => ClearWakeUp());
        if (!_clockIsReal)
            _clockTimer = Time.CreateTimer(_ => WakeUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeProvider Time { get; }

    /// <summary>The clock of this loop's timers; CLOCK_MONOTONIC with the system's provider.</summary>
    public long NowNanoseconds => Clock.Nanoseconds(Time);

    /// <summary>Calls <paramref name="ready"/> while the descriptor is as <paramref name="interest"/> says. The caller keeps owning the descriptor.</summary>
    public Watch Add(FileDescriptor fd, Interest interest, Action<Readiness> ready)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_freeSlots.TryPop(out var slot))
        {
            slot = _watches.Count;
            _watches.Add(null);
        }
        var watch = new Watch(this, fd, ((ulong)++_generation << 32) | (uint)slot, ready);
        _watches[slot] = watch;
        try
        {
            watch.Interest = interest;
        }
        catch (LinuxException)
        {
            watch.Dispose();
            throw;
        }
        return watch;
    }

    public LoopTimer CreateTimer(Action fired) => new(this, fired);

    /// <summary>Runs the action on the loop's thread, soon. From any thread.</summary>
    public void Post(Action action)
    {
        lock (_postLock)
        {
            if (_posted.Count >= EventLoopLimits.Posted)
                throw new InvalidOperationException("The event loop does not keep up with what is posted to it.");
            _posted.Add(action);
            if (_posted.Count > 1)
                return; // Woken already.
        }
        WakeUp();
    }

    /// <summary>Runs the action at the end of this turn, before the loop sleeps. From the loop's own thread.</summary>
    public void Defer(Action action) => _deferred.Add(action);

    /// <summary>
    /// One turn. Null waits for ever, zero only polls. True when anything ran. Tests step a loop by hand with this.
    /// </summary>
    public bool RunOnce(TimeSpan? timeout)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_running)
            throw new InvalidOperationException("A turn of the event loop was started within a turn.");
        _running = true;
        try
        {
            var ran = RunDeferred();
            var count = Wait(ran ? TimeSpan.Zero : timeout);
            // Descriptors first: the wake-up counter is cleared before the posted actions are taken, so none is slept through.
            ran |= Dispatch(count);
            ran |= RunPosted();
            ran |= FireTimers();
            ran |= RunDeferred();
            return ran;
        }
        finally
        {
            _running = false;
        }
    }

    public void Run()
    {
        while (!_stopped)
            RunOnce(null);
        _stopped = false;
    }

    /// <summary>Lets <see cref="Run"/> return after the current turn. From any thread.</summary>
    public void Stop()
    {
        _stopped = true;
        WakeUp();
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _clockTimer?.Dispose();
        _wakeUpWatch.Dispose();
        _disposed = true;
        foreach (var watch in _watches.ToArray())
            watch?.Dispose();
        _wakeUp.Dispose();
        _epoll.Dispose();
    }

    internal void Arm(LoopTimer timer, TimeSpan due)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var nanoseconds = due <= TimeSpan.Zero ? 0 : due.Ticks > long.MaxValue / 400 ? long.MaxValue / 4 : due.Ticks * 100;
        // A timer restarted while timers fire must wait for the next turn, or a due time of zero would hold the loop for ever.
        _timers.Put(timer, Math.Max(NowNanoseconds + nanoseconds, _firingSinceNanoseconds + 1));
    }

    internal void Disarm(LoopTimer timer) => _timers.Remove(timer);

    internal void Control(Watch watch, int fd, Interest from, Interest to)
    {
        if (_epoll.IsClosed)
            return;
        var operation = to == Interest.None ? Libc.EPOLL_CTL_DEL : from == Interest.None ? Libc.EPOLL_CTL_ADD : Libc.EPOLL_CTL_MOD;
        var mask = ((to & Interest.Read) != 0 ? Libc.EPOLLIN : 0) | ((to & Interest.Write) != 0 ? Libc.EPOLLOUT : 0);
        _events.Control(_epoll, operation, fd, mask, watch.Key);
    }

    internal void Remove(Watch watch)
    {
        _watches[(int)(uint)watch.Key] = null;
        _freeSlots.Push((int)(uint)watch.Key);
    }

    private int Wait(TimeSpan? timeout)
    {
        var first = UntilFirstTimer();
        var wait = timeout;
        if (first is { } due && (_clockIsReal || due == TimeSpan.Zero) && (wait is null || due < wait))
            wait = due;
        if (wait != TimeSpan.Zero)
            _clockTimer?.Change(first ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return _events.Wait(_epoll, wait);
    }

    private TimeSpan? UntilFirstTimer()
    {
        if (_timers.First is not { } timer)
            return null;
        // Rounded up to the clock's 100 ns, so that a turn never wakes just before its timer.
        var nanoseconds = Math.Max(0, timer.DeadlineNanoseconds - NowNanoseconds);
        return TimeSpan.FromTicks((nanoseconds + 99) / 100);
    }

    private bool Dispatch(int count)
    {
        var ran = false;
        for (var i = 0; i < count; i++)
        {
            var (key, readiness) = _events[i];
            // An earlier callback of this batch may have removed the watch, or have lost interest, since the kernel reported it.
            if (_watches[(int)(uint)key] is not { } watch || watch.Key != key || watch.Interest == Interest.None)
                continue;
            readiness &= (Readiness)watch.Interest | Readiness.HangUp | Readiness.Error;
            if (readiness == Readiness.None)
                continue;
            ran |= watch != _wakeUpWatch;
            watch.Ready(readiness);
        }
        return ran;
    }

    private bool FireTimers()
    {
        if (_timers.Count == 0)
            return false;
        var ran = false;
        _firingSinceNanoseconds = NowNanoseconds;
        while (_timers.First is { } timer && timer.DeadlineNanoseconds <= _firingSinceNanoseconds)
        {
            _timers.Remove(timer);
            timer.Fired();
            ran = true;
        }
        _firingSinceNanoseconds = long.MinValue;
        return ran;
    }

    private bool RunPosted()
    {
        lock (_postLock)
        {
            if (_posted.Count == 0)
                return false;
            (_posted, _postedRunning) = (_postedRunning, _posted);
        }
        foreach (var action in _postedRunning)
            action();
        _postedRunning.Clear();
        return true;
    }

    private bool RunDeferred()
    {
        var ran = false;
        for (var round = 0; round < EventLoopLimits.DeferRounds && _deferred.Count > 0; round++)
        {
            (_deferred, _deferredRunning) = (_deferredRunning, _deferred);
            foreach (var action in _deferredRunning)
                action();
            _deferredRunning.Clear();
            ran = true;
        }
        return ran;
    }

    private void WakeUp()
    {
        Span<byte> one = stackalloc byte[8];
        one.Clear();
        one[0] = 1;
        // Null means the counter is full: woken as much as can be.
        if (!_wakeUp.IsClosed)
            _ = _wakeUp.Write(one);
    }

    private void ClearWakeUp()
    {
        Span<byte> counter = stackalloc byte[8];
        _ = _wakeUp.Read(counter);
    }
}
