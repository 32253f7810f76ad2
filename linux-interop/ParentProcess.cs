// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Linux;

/// <summary>
/// A program that serves the one that started it ends when that one is killed, so that nothing is orphaned (PR_SET_PDEATHSIG).
/// Started by hand, it has no such parent and lives on.
/// </summary>
public static class ParentProcess
{
    private const string Variable = "SEAMLESS_PARENT";
    private const int SetParentDeathSignal = 1; // PR_SET_PDEATHSIG
    private const int SigTerm = 15;

    /// <summary>
    /// Our own environment, and who we are. The thread that starts the child must live as long as this process: the kernel
    /// means that thread when it says parent.
    /// </summary>
    public static IReadOnlyDictionary<string, string> EnvironmentForChildren()
    {
        var all = ProcessImage.Environment();
        all[Variable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return all;
    }

    /// <summary>To be called first in Main, on the main thread: SIGTERM will come when the parent is gone, also when it is already.</summary>
    public static void EndWithIt()
    {
        var parent = Environment.GetEnvironmentVariable(Variable);
        // What we start ourselves has another parent.
        Environment.SetEnvironmentVariable(Variable, null);
        if (!int.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out var expected))
            return;
        // SAFETY: takes a number, changes nothing in memory.
        if (Libc.prctl(SetParentDeathSignal, SigTerm, 0, 0, 0) < 0)
            LinuxException.ThrowLast("prctl PR_SET_PDEATHSIG");
        if (Libc.getppid() != expected)
            _ = Libc.kill(Environment.ProcessId, SigTerm);
    }
}
