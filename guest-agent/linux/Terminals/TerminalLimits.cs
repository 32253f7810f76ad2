// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Terminals;

/// <summary>What terminal streams may cost the agent, over ProtocolLimits.</summary>
internal static class TerminalLimits
{
    /// <summary>Programs at once, those included that were hung up on and have not ended: as many again as streams.</summary>
    public const int Programs = 2 * ProtocolLimits.TerminalStreams;

    /// <summary>Input handed on is told at the latest when it is so much: a quarter, so the other side never runs dry while we write.</summary>
    public const int CreditBytes = ProtocolLimits.TerminalWindowBytes / 4;

    /// <summary>
    /// Bytes of a GPU server's in one message, of a possible 65,536: its frames come one after the other without end, and the next message of
    /// a window waits for no more than this.
    /// </summary>
    public const int GpuDataBytes = 32 * 1024;

    /// <summary>
    /// After a program's end its outputs are read until they end. Something it left in the background may keep them open: then until
    /// nothing came for so long. What it wrote itself is there by then (a pty's passes through a worker of the kernel).
    /// </summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(50);

    /// <summary>From SIGHUP to SIGKILL: editors save their recovery file in that.</summary>
    public static readonly TimeSpan HangUpGrace = TimeSpan.FromSeconds(3);
}
