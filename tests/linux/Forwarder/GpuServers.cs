// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Seamless.Tests.Linux.Programs;

namespace Seamless.Tests.Linux.Forwarder;

internal static class GpuServers
{
    /// <summary>The server that a test's `gpu run` started would stay for a while.</summary>
    public static void End(SeamlessCommand seamless)
    {
        foreach (var server in seamless.ProcessesOf("seamless-gl-server"))
        {
            try
            {
                using var process = Process.GetProcessById(server);
                process.Kill();
                process.WaitForExit();
            }
            catch (ArgumentException)
            {
                // It has ended: the process of a client.
            }
        }
    }
}
