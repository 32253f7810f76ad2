// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Daemon;

/// <summary>Who this daemon is.</summary>
internal sealed class DaemonInfo(RuntimeFolder runtime, LogFolder logs, TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();

    public static string Version { get; } = typeof(DaemonInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public DaemonStatus Status() => new()
    {
        Running = true,
        Version = Version,
        ProcessId = Environment.ProcessId,
        UptimeSeconds = (long)time.GetElapsedTime(_startedAt).TotalSeconds,
        RuntimeFolder = runtime.Path,
        LogFolder = logs.Path,
    };
}
