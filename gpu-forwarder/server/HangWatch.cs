// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>
/// Notices that the executor is in the same entry for too long: a shader that never ends, or a GPU that does not answer. Time in which
/// a thread of this process stood in the queue for a processor is the machine's, not the client's, and is not counted.
/// </summary>
internal sealed class HangWatch : IDisposable
{
    private readonly EventLoop _loop;
    private readonly TimeSpan _limit;
    private readonly Func<ulong?> _entry;
    private readonly Action _alive;
    private readonly Action _hung;
    private readonly RunQueue _queue;
    private readonly LoopTimer _timer;
    private ulong? _last;
    private long _looked;
    private TimeSpan _counted;
    private TimeSpan _passed;

    /// <param name="loop">Where it is looked.</param>
    /// <param name="limit">How long one entry may take.</param>
    /// <param name="entry">The number of the entry that is being executed; null: none is.</param>
    /// <param name="queue">Who stood in the queue.</param>
    /// <param name="alive">Called at each look.</param>
    /// <param name="hung">Called once.</param>
    public HangWatch(EventLoop loop, TimeSpan limit, Func<ulong?> entry, RunQueue queue, Action alive, Action hung)
    {
        (_loop, _limit, _entry, _queue, _alive, _hung) = (loop, limit, entry, queue, alive, hung);
        _looked = loop.NowNanoseconds;
        _timer = loop.CreateTimer(Look);
        _timer.Start(Step);
    }

    private TimeSpan Step => _limit / ServerLimits.Looks;

    private void Look()
    {
        _alive();
        var now = _loop.NowNanoseconds;
        // A process that was stopped for a while did nothing meanwhile.
        var passed = TimeSpan.FromMicroseconds(Math.Min((now - _looked) / 1000.0, 2 * Step.TotalMicroseconds));
        _looked = now;
        var queued = _queue.LongestWait();
        var entry = _entry();
        if (entry is null || entry != _last)
        {
            _last = entry;
            _counted = _passed = TimeSpan.Zero;
        }
        else
        {
            // The kernel tells of a wait when it is over: what it tells late is taken back.
            _counted = TimeSpan.FromTicks(Math.Max(0, (_counted + passed - queued).Ticks));
            _passed += passed;
        }
        if (_counted >= _limit || _passed >= _limit * ServerLimits.Starved)
            _hung();
        else
            _timer.Start(Step);
    }

    public void Dispose() => _timer.Dispose();
}
