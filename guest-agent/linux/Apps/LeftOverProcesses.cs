// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Agent.Linux.Apps;

/// <summary>
/// Apps whose agent was killed: nobody adopted them but init, and their windows are gone. An agent that starts ends them, known
/// by their mark, before it starts new ones that would find their sockets and locks taken.
/// </summary>
internal static class LeftOverProcesses
{
    private const int SigKill = 9;

    public static void End()
    {
        var all = ProcessStatus.All();
        End(all, Family(all.ToDictionary(process => process.Pid)));
    }

    /// <param name="all">The process table.</param>
    /// <param name="family">Processes that are not touched, whatever mark they carry.</param>
    internal static void End(List<ProcessStatus> all, HashSet<int> family)
    {
        var ended = all.Count(process => !process.HasEnded && !family.Contains(process.Pid)
            && AppMark.Read(process.Pid) is { IsLeftOver: true } && process.Signal(SigKill));
        if (ended > 0) AppsLog.Leftovers(ended);
    }

    /// <summary>
    /// Our ancestors, and what our parent started: a person may have started us from a terminal that is itself such an app, and then
    /// we carry its mark too.
    /// </summary>
    private static HashSet<int> Family(Dictionary<int, ProcessStatus> all)
    {
        var family = new HashSet<int> { ProcessStatus.Self.Pid };
        for (var at = ProcessStatus.Self; at.Parent > 1 && family.Add(at.Parent) && all.TryGetValue(at.Parent, out var parent); at = parent) ;
        var head = ProcessStatus.Self.Parent > 1 ? ProcessStatus.Self.Parent : ProcessStatus.Self.Pid;
        foreach (var process in all.Values)
        {
            var at = process;
            for (var steps = 0; steps < LaunchLimits.Ancestors && at.Pid != head && all.TryGetValue(at.Parent, out var parent); steps++) at = parent;
            if (at.Pid == head) family.Add(process.Pid);
        }
        return family;
    }
}
