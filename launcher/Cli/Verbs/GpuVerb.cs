// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel;
using System.Diagnostics;
using Seamless.Launcher.Cli.Verbs.Gpu;
using Seamless.Launcher.Guests;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>`gpu run -- PROGRAM…`: an OpenGL program of this machine, drawn by the GPU server. Done when it is; the exit code is its own.</summary>
internal static class GpuVerb
{
    /// <summary>Beside the programs: the client library under the names that OpenGL programs load.</summary>
    private const string Libraries = "gl";

    public static Command Create(VerbContext context)
    {
        var words = new Argument<string[]>("PROGRAM") { Arity = ArgumentArity.OneOrMore, Description = "After --: the program and its arguments." };
        var run = new Command("run", "Run a program whose OpenGL is drawn by the GPU server.") { words };
        run.SetAction(parsed => Run(context, parsed));
        return new Command("gpu", "OpenGL programs, drawn elsewhere.") { run, GpuStatusVerb.Create(context), GpuAllowVerb.Create(context, may: true), GpuAllowVerb.Create(context, may: false) };
    }

    private static int Run(VerbContext context, ParseResult parsed)
    {
        var dashes = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        var command = parsed.Tokens.Skip(dashes + 1).Select(token => token.Value).ToArray();
        if (command.Length == 0)
            return context.Terminal.WrongUsage("a program goes after --: seamless gpu run -- glxgears", "gpu run");
        var programs = ProgramFolder.Locate(context.Environment);
        var libraries = Path.GetDirectoryName(programs.Find(Path.Combine(Libraries, "libGL.so.1")))
            ?? throw new LauncherException($"there is no OpenGL client library in {string.Join(", ", programs.Folders)}: it is compiled with Rust; installers/linux/setup rust, then installers/linux/build");
        var server = new GpuServer(context.Runtime, context.Logs, programs);
        server.Ensure();
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false };
        var others = Environment.GetEnvironmentVariable("LD_LIBRARY_PATH");
        start.Environment["LD_LIBRARY_PATH"] = string.IsNullOrEmpty(others) ? libraries : $"{libraries}:{others}";
        start.Environment["SEAMLESS_GL"] = server.Socket;
        return Wait(start);
    }

    private static int Wait(ProcessStartInfo start)
    {
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
