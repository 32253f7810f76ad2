// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Cli.Verbs.Gpu;
using Seamless.Launcher.Doors;
using Seamless.Launcher.Guests;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>`gpu run -- PROGRAM…`: an OpenGL program of this machine, drawn by the GPU server. Done when it is; the exit code is its own.</summary>
internal static class GpuVerb
{
    public static Command Create(VerbContext context)
    {
        var words = new Argument<string[]>("PROGRAM") { Arity = ArgumentArity.OneOrMore, Description = "After --: the program and its arguments." };
        var guest = GuestOption(context, "Draw on the GPU of this guest, in which seamless gpu serve runs.");
        var run = new Command("run", "Run a program whose OpenGL is drawn by the GPU server.") { guest, words };
        run.SetAction(parsed => Run(context, parsed, parsed.GetValue(guest)));
        return new Command("gpu", "OpenGL programs, drawn elsewhere.")
        {
            run,
            GpuServeVerb.Create(context),
            GpuStatusVerb.Create(context),
            GpuAllowVerb.Create(context, may: true),
            GpuAllowVerb.Create(context, may: false),
            GpuTraceVerb.Create(context),
        };
    }

    public static Option<string?> GuestOption(VerbContext context, string description)
    {
        var option = new Option<string?>("--gpu") { Description = description, HelpName = "GUEST" };
        option.CompletionSources.Add(_ => Arguments.GuestNames(context));
        return option;
    }

    private static int Run(VerbContext context, ParseResult parsed, string? guest)
    {
        var command = GpuProgram.Words(parsed);
        if (command.Length == 0)
            return context.Terminal.WrongUsage("a program goes after --: seamless gpu run -- glxgears", "gpu run");
        var programs = ProgramFolder.Locate(context.Environment);
        var libraries = GpuProgram.Libraries(programs);
        var said = new GpuConfiguration(context.Environment);
        if ((guest ?? said.Guest) is { } named)
            return RunOnGuest(context, command, libraries, (named, said.Server));
        // What a person's file says is found by the library itself.
        if (said.Server is not null)
            return GpuProgram.Run(command, libraries, []);
        var server = new GpuServer(context.Runtime, context.Logs, programs);
        using var started = server.Ensure(context.Terminal.Remark);
        return GpuProgram.Run(command, libraries, [("SEAMLESS_GL", server.Socket)]);
    }

    /// <summary>Elsewhere the guest is a launcher's, whose door the person's file names; else it is one of this machine, and is started.</summary>
    private static int RunOnGuest(VerbContext context, string[] command, string libraries, (string Guest, string? Server) where)
    {
        var guest = (GpuConfiguration.GuestVariable, where.Guest);
        if (where.Server is not null)
            return GpuProgram.Run(command, libraries, [guest]);
        using var daemon = context.Daemon();
        // The daemon's connection stays open meanwhile, so that the guest is not paused.
        context.Terminal.While($"starting guest {where.Guest}", _ => daemon.Ask(LauncherVerbs.Terminal, new TerminalArguments { Guest = where.Guest }));
        return GpuProgram.Run(command, libraries, [guest, ("SEAMLESS_GL", $"door:{context.Runtime.DesktopDoor(KnownDesktop.OwnName)}")]);
    }
}
