// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Launcher.Guests;

/// <summary>How long to wait before the next try: doubling while it keeps failing, short again after it went well for a while.</summary>
internal sealed class Backoff(TimeProvider time)
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Last = TimeSpan.FromSeconds(10);
    /// <summary>What ran this long did not fail because of how it was started.</summary>
    public static readonly TimeSpan Proven = TimeSpan.FromSeconds(30);

    private long _startedAt;
    private TimeSpan _next = First;

    public void Started() => _startedAt = time.GetTimestamp();

    public TimeSpan Failed()
    {
        if (_startedAt != 0 && time.GetElapsedTime(_startedAt) >= Proven)
            _next = First;
        _startedAt = 0;
        var delay = _next;
        _next = _next * 2 < Last ? _next * 2 : Last;
        return delay;
    }
}
