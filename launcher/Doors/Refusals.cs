// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Launcher.Doors;

/// <summary>
/// Which refusals the person is told: a program that tries again and again is one line a minute, and whoever makes up new reasons has a few.
/// The refused are told each time.
/// </summary>
internal sealed class Refusals(TimeProvider time)
{
    private readonly List<(string Who, string Reason, long At)> _told = [];

    /// <param name="who">The desktop; empty: whoever did not prove that it is one.</param>
    /// <param name="reason">In the words of the line.</param>
    public bool IsNew(string who, string reason)
    {
        _told.RemoveAll(each => time.GetElapsedTime(each.At) >= DoorLimits.RefusalTold);
        if (_told.Exists(each => each.Who == who && each.Reason == reason) || _told.Count(each => each.Who == who) >= DoorLimits.RefusalsOfOne)
            return false;
        _told.Add((who, reason, time.GetTimestamp()));
        return true;
    }

    /// <summary>Something has changed, which may be what somebody waits for: the next refusal is told whatever was told before.</summary>
    public void Forget() => _told.Clear();
}
