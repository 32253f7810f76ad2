// SPDX-License-Identifier: Apache-2.0
// Which app a process belongs to when its ancestors are gone: a variable in the environment it was started with. It names the agent
// (by process id namespace, number and start time, so that a number used again is another agent) and the instance.
using System.Globalization;
using Seamless.Linux;

namespace Seamless.Agent.Linux.Apps;

internal readonly record struct AppMark(string Namespace, int AgentPid, long AgentStart, uint Instance)
{
    public const string Variable = "SEAMLESS_APP";

    private static readonly string OwnNamespace = File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name ?? "";

    public static AppMark Of(uint instance) => new(OwnNamespace, ProcessStatus.Self.Pid, ProcessStatus.Self.StartTicks, instance);

    /// <summary>Null when the process has none, or it is not readable.</summary>
    public static AppMark? Read(int pid)
    {
        if (ProcessStatus.StartVariable(pid, Variable)?.Split('/') is not [var space, var agent, var start, var instance]) return null;
        return int.TryParse(agent, CultureInfo.InvariantCulture, out var agentPid)
            && long.TryParse(start, CultureInfo.InvariantCulture, out var agentStart)
            && uint.TryParse(instance, CultureInfo.InvariantCulture, out var number)
            ? new AppMark(space, agentPid, agentStart, number) : null;
    }

    public bool IsOurs => Namespace == OwnNamespace && AgentPid == ProcessStatus.Self.Pid && AgentStart == ProcessStatus.Self.StartTicks;

    /// <summary>The agent it was started by has died. Numbers of another namespace tell us nothing.</summary>
    public bool IsLeftOver => Namespace == OwnNamespace && ProcessStatus.Of(AgentPid) is var agent && (agent is null || agent.Value.StartTicks != AgentStart);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Namespace}/{AgentPid}/{AgentStart}/{Instance}");
}
