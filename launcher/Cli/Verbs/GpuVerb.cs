// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Cli.Verbs.Gpu;
using Seamless.Launcher.Guests;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>`gpu run -- PROGRAM…`: an OpenGL program of this machine, drawn by the GPU server. Done when it is; the exit code is its own.</summary>
internal static class GpuVerb
{
    public static Command Create(VerbContext context)
    {
        var words = new Argument<string[]>("PROGRAM") { Arity = ArgumentArity.OneOrMore, Description = "After --: the program and its arguments." };
        var run = new Command("run", "Run a program whose OpenGL is drawn by the GPU server.") { words };
        run.SetAction(parsed => Run(context, parsed));
        return new Command("gpu", "OpenGL programs, drawn elsewhere.")
        {
            run,
            GpuStatusVerb.Create(context),
            GpuAllowVerb.Create(context, may: true),
            GpuAllowVerb.Create(context, may: false),
            GpuTraceVerb.Create(context),
        };
    }

    private static int Run(VerbContext context, ParseResult parsed)
    {
        var command = GpuProgram.Words(parsed);
        if (command.Length == 0)
            return context.Terminal.WrongUsage("a program goes after --: seamless gpu run -- glxgears", "gpu run");
        var programs = ProgramFolder.Locate(context.Environment);
        var libraries = GpuProgram.Libraries(programs);
        var server = new GpuServer(context.Runtime, context.Logs, programs);
        using var started = server.Ensure(context.Terminal.Remark);
        return GpuProgram.Run(command, libraries, server.Socket);
    }
}
