// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Launcher.Cli;

/// <summary>The whole set; scripts rely on it (docs/cli.md).</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
}
