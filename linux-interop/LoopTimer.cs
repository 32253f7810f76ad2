// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>
/// A one-shot timer of an <see cref="EventLoop"/>; starting it again moves it. Made once and restarted for ever, so arming
/// allocates nothing. An unarmed timer costs nothing: the loop sleeps until a descriptor stirs.
/// </summary>
public sealed class LoopTimer : IDisposable
{
    private readonly EventLoop _loop;

    internal LoopTimer(EventLoop loop, Action fired)
    {
        _loop = loop;
        Fired = fired;
    }

    internal Action Fired { get; }

    internal long DeadlineNanoseconds { get; set; }

    /// <summary>Place in the loop's heap, -1 when not armed.</summary>
    internal int HeapIndex { get; set; } = -1;

    public bool IsArmed => HeapIndex >= 0;

    public void Start(TimeSpan due) => _loop.Arm(this, due);

    public void Stop() => _loop.Disarm(this);

    public void Dispose() => Stop();
}
