// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Agent.Linux;

/// <summary>
/// Client memory that was read counts as ours for as long as it is mapped. Pools that nobody has read for a while are let go, so that an agent
/// with many idle windows is small; while nothing is read nothing wakes up.
/// </summary>
internal sealed class PoolRest
{
    private readonly EventLoop _loop;
    private readonly LoopTimer _timer;
    private readonly HashSet<ShmPool> _touched = [];

    public PoolRest(EventLoop loop)
    {
        _loop = loop;
        _timer = loop.CreateTimer(LetGo);
    }

    public void Touched(ShmPool pool)
    {
        pool.TouchedAt = _loop.NowNanoseconds;
        _touched.Add(pool);
        if (!_timer.IsArmed)
            _timer.Start(CompositorLimits.IdleWindow);
    }

    public void Forget(ShmPool pool) => _touched.Remove(pool);

    private void LetGo()
    {
        var oldest = _loop.NowNanoseconds - CompositorLimits.IdleWindow.Ticks * TimeSpan.NanosecondsPerTick;
        _touched.RemoveWhere(pool =>
        {
            if (pool.TouchedAt > oldest)
                return false;
            pool.LetPagesGo();
            return true;
        });
        if (_touched.Count > 0)
            _timer.Start(CompositorLimits.IdleWindow);
    }
}
