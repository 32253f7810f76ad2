// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Seamless.Linux;

/// <summary>The armed timers, the earliest on top. A binary heap whose members know their place, so that moving one is O(log n).</summary>
internal sealed class TimerHeap
{
    private LoopTimer[] _timers = new LoopTimer[16];

    public int Count { get; private set; }

    public LoopTimer? First => Count == 0 ? null : _timers[0];

    public void Put(LoopTimer timer, long deadlineNanoseconds)
    {
        Remove(timer);
        timer.DeadlineNanoseconds = deadlineNanoseconds;
        if (Count == _timers.Length)
            Array.Resize(ref _timers, Count * 2);
        Place(Count, timer);
        Count++;
        Rise(Count - 1);
    }

    public void Remove(LoopTimer timer)
    {
        var index = timer.HeapIndex;
        if (index < 0)
            return;
        Debug.Assert(_timers[index] == timer, "a timer knows its own place");
        timer.HeapIndex = -1;
        Count--;
        var last = _timers[Count];
        _timers[Count] = null!;
        if (index == Count)
            return;
        Place(index, last);
        Rise(index);
        Sink(last.HeapIndex);
    }

    private void Rise(int index)
    {
        var timer = _timers[index];
        while (index > 0 && _timers[(index - 1) / 2] is var parent && parent.DeadlineNanoseconds > timer.DeadlineNanoseconds)
        {
            Place(index, parent);
            index = (index - 1) / 2;
        }
        Place(index, timer);
    }

    private void Sink(int index)
    {
        var timer = _timers[index];
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && _timers[child + 1].DeadlineNanoseconds < _timers[child].DeadlineNanoseconds)
                child++;
            if (_timers[child].DeadlineNanoseconds >= timer.DeadlineNanoseconds)
                break;
            Place(index, _timers[child]);
            index = child;
        }
        Place(index, timer);
    }

    private void Place(int index, LoopTimer timer)
    {
        _timers[index] = timer;
        timer.HeapIndex = index;
    }
}
