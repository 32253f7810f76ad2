// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;

namespace Seamless.Agent.Linux.Apps;

/// <summary>What the agent says about apps.</summary>
internal static class AppsLog
{
    public static void Started(string app, uint instance, int pid) => AgentLog.Info($"app {app}: started as instance {instance}, process {pid}");

    public static void Exited(string app, uint instance, int code, int signal) =>
        AgentLog.Info($"app {app}: instance {instance} ended {(signal != 0 ? $"by signal {signal}" : $"with {code}")}");

    public static void Failed(string app, string reason) => AgentLog.Warn($"app {app}: not started: {reason}");

    public static void Said(string app, string line) => AgentLog.Info($"app {app}: {line}");

    public static void SaidMore(string app, long lines) => AgentLog.Info($"app {app}: … {lines} more lines");

    public static void NotKilled(string app, int processes) => AgentLog.Warn($"app {app}: {processes} processes could not be ended; they may belong to another user");

    public static void Leftovers(int processes) => AgentLog.Warn($"apps: ended {processes} processes of an agent that died before");

    public static void NoFolder(string app, string folder) => AgentLog.Info($"app {app}: its folder {folder} does not exist; started in the home folder");

    public static void BusStarted(string address) => AgentLog.Info($"apps: session bus at {address}");

    public static void NoBus(string reason) => AgentLog.Warn($"apps: no session bus of their own: {reason}");

    public static void NoScopes(string reason) => AgentLog.Info($"apps: kept together by process, not in systemd scopes: {reason}");

    public static void NoIcons(string reason) => AgentLog.Warn($"apps: no icons: {reason}");

    public static void IconWorkerLost(string icon, string reason) => AgentLog.Warn($"apps: the process that draws icons {reason} at '{OneLine.Of(icon)}'");

    public static void Catalogue(string problem) => AgentLog.Warn($"apps: {problem}");
}
