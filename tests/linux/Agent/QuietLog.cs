// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Seamless.Agent.Linux;

namespace Seamless.Tests.Linux;

/// <summary>Hundreds of agents live and die in these tests; their lines would hide what failed.</summary>
internal static class QuietLog
{
    [ModuleInitializer]
    internal static void KeepQuiet() => AgentLog.Write = _ => { };
}
