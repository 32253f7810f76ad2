// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel;
using System.Diagnostics;
using Seamless.Launcher.Guests;

namespace Seamless.Launcher.Cli.Verbs.Gpu;

/// <summary>A program of this machine that gets our OpenGL library in front of the system's.</summary>
internal static class GpuProgram
{
    /// <summary>Beside the programs: the client library under the names that OpenGL programs load.</summary>
    private const string Folder = "gl";

    /// <summary>What stands after the two dashes.</summary>
    public static string[] Words(ParseResult parsed)
    {
        var dashes = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        return [.. parsed.Tokens.Skip(dashes + 1).Select(token => token.Value)];
    }

    public static string Libraries(ProgramFolder programs) => Path.GetDirectoryName(programs.Find(Path.Combine(Folder, "libGL.so.1")))
        ?? throw new LauncherException($"there is no OpenGL client library in {string.Join(", ", programs.Folders)}: it is compiled with Rust; installers/linux/setup rust, then installers/linux/build");

    /// <summary>Until it ends; its exit code.</summary>
    public static int Run(string[] command, string libraries, IEnumerable<(string Name, string Value)> variables)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false };
        var others = Environment.GetEnvironmentVariable("LD_LIBRARY_PATH");
        start.Environment["LD_LIBRARY_PATH"] = string.IsNullOrEmpty(others) ? libraries : $"{libraries}:{others}";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        // Ctrl-C is for the program; this verb ends when the program does.
        Console.CancelKeyPress += (_, press) => press.Cancel = true;
        try
        {
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception failure)
        {
            throw new LauncherException($"cannot start {start.FileName}: {failure.Message}", failure);
        }
    }
}
