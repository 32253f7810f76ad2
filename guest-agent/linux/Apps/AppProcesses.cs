// SPDX-License-Identifier: Apache-2.0
// Which running process belongs to which app: a look at the process table. An app's processes are the descendants of the one we
// started. A descendant whose parent died was adopted by us and is our child from then on; the mark in its environment says whose it
// is, or else the session (setsid) that it is still in.
using Seamless.Linux;

namespace Seamless.Agent.Linux.Apps;

internal sealed class AppProcesses
{
    /// <summary>Who started what: process id of the first process → instance. The number cannot be reused: the process is a zombie until its instance ends.</summary>
    private readonly Dictionary<int, uint> _leaders = [];

    /// <summary>Adopted processes seen before. They may be unreadable later, and their children inherit the answer.</summary>
    private Dictionary<(int Pid, long StartTicks), uint> _adopted = [];

    /// <summary>
    /// The last look met an adopted process for the first time and could not tell whose it is: it may be between two programs (execve),
    /// when its environment reads empty. The next look knows.
    /// </summary>
    public bool HasUnknown { get; private set; }

    public void Add(int leader, uint instance) => _leaders.Add(leader, instance);

    public void Remove(int leader) => _leaders.Remove(leader);

    /// <summary>The instance of one process, 0 when it is no app's: for a client that connects. Reads only its ancestors.</summary>
    public uint InstanceOf(int pid)
    {
        for (var steps = 0; steps < LaunchLimits.Ancestors; steps++)
        {
            if (_leaders.TryGetValue(pid, out var instance)) return instance;
            if (ProcessStatus.Of(pid) is not { } process || process.Parent <= 1) return 0;
            if (process.Parent == ProcessStatus.Self.Pid) return IsAdopted(process) ? OwnerOfAdopted(process) : 0;
            pid = process.Parent;
        }
        return 0;
    }

    /// <summary>
    /// The living processes of every instance, leaders included. Adopted ones that ended are reaped on the way. Under 0: living
    /// processes that we adopted and cannot tell whose they are.
    /// </summary>
    public Dictionary<uint, List<ProcessStatus>> Look()
    {
        var all = ProcessStatus.All().ToDictionary(process => process.Pid);
        var owners = new Dictionary<int, uint?>(all.Count);
        var members = new Dictionary<uint, List<ProcessStatus>>();
        var adopted = new Dictionary<(int, long), uint>();
        HasUnknown = false;
        foreach (var process in all.Values)
        {
            var isAdopted = IsAdopted(process);
            if (isAdopted && process.HasEnded)
            {
                AdoptedProcesses.Reap(process.Pid);
                continue;
            }
            if (Owner(process, all, owners) is not { } owner || process.HasEnded) continue;
            if (isAdopted)
            {
                HasUnknown |= owner == 0 && !_adopted.ContainsKey((process.Pid, process.StartTicks));
                adopted[(process.Pid, process.StartTicks)] = owner;
            }
            if (!members.TryGetValue(owner, out var list)) members.Add(owner, list = []);
            list.Add(process);
        }
        _adopted = adopted;
        return members;
    }

    /// <summary>Our child, in a session that is not ours (we start everything in sessions of their own), that no ChildProcess waits for.</summary>
    private static bool IsAdopted(ProcessStatus process) =>
        process.Parent == ProcessStatus.Self.Pid && process.Session != ProcessStatus.Self.Session && !ChildProcess.IsOwn(process.Pid);

    private uint? Owner(ProcessStatus process, Dictionary<int, ProcessStatus> all, Dictionary<int, uint?> owners)
    {
        var path = new List<int>();
        uint? owner = null;
        for (var at = process; path.Count < LaunchLimits.Ancestors; at = all[at.Parent])
        {
            if (owners.TryGetValue(at.Pid, out owner)) break;
            path.Add(at.Pid);
            if (_leaders.TryGetValue(at.Pid, out var instance))
            {
                owner = instance;
                break;
            }
            if (IsAdopted(at))
            {
                owner = OwnerOfAdopted(at);
                break;
            }
            if (at.Parent == ProcessStatus.Self.Pid || !all.ContainsKey(at.Parent)) break;
        }
        foreach (var pid in path) owners[pid] = owner;
        return owner;
    }

    private uint OwnerOfAdopted(ProcessStatus process)
    {
        if (_adopted.TryGetValue((process.Pid, process.StartTicks), out var known) && known != 0) return known;
        if (AppMark.Read(process.Pid) is { IsOurs: true } mark) return mark.Instance;
        return _leaders.GetValueOrDefault(process.Session);
    }
}
