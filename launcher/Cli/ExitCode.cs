// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Launcher.Cli;

/// <summary>The whole set; scripts rely on it (docs/cli.md).</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>`exec`: the failure is ours and not the command's, whose codes are passed on; 125 as env(1) and its like have it.</summary>
    public const int NotRun = 125;

    /// <summary>As shells say it: a signal ended it.</summary>
    public static int OfSignal(int signal) => 128 + signal;
}
