// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Guests;

namespace Seamless.Launcher.Vms;

/// <summary>How often in a row a virtual machine ended soon after its start, and how long to wait before the next.</summary>
internal sealed class VmCrashes(TimeProvider time)
{
    /// <summary>A guest that lived this long did not crash because of how it is made: as long as its slowest boot.</summary>
    public static readonly TimeSpan Proven = VmLimits.AgentHello;

    private readonly Backoff _backoff = new(time);
    private long _startedAt;
    private int _inARow;

    public bool RanWell => time.GetElapsedTime(_startedAt) >= Backoff.Proven;

    public void Started()
    {
        _startedAt = time.GetTimestamp();
        _backoff.Started();
    }

    /// <summary>The pause before the next try; null: no more.</summary>
    public TimeSpan? Failed()
    {
        if (time.GetElapsedTime(_startedAt) >= Proven)
            _inARow = 0;
        return ++_inARow >= VmLimits.CrashesInARow ? null : _backoff.Failed();
    }
}
