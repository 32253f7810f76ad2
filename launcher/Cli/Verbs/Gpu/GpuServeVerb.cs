// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Guests;
using Seamless.Linux;

namespace Seamless.Launcher.Cli.Verbs.Gpu;

/// <summary>`gpu serve`, in a guest: programs elsewhere draw on its GPU, as far as the launcher lets them, until it is ended.</summary>
internal static class GpuServeVerb
{
    /// <summary>Beside the agent's compositor, where the agent looks for it.</summary>
    private const string Socket = "gl.sock";

    public static Command Create(VerbContext context)
    {
        var verb = new Command("serve", "In a guest: let programs elsewhere draw on its GPU, until this is ended.");
        verb.SetAction(_ => Run(context));
        return verb;
    }

    private static int Run(VerbContext context)
    {
        if (context.Environment["WAYLAND_DISPLAY"] is not { } display || !Path.IsPathRooted(display))
            return context.Terminal.Fail("this is no guest's program: seamless exec GUEST -- seamless gpu serve. On this machine seamless gpu run starts the server by itself");
        var socket = Path.Combine(Path.GetDirectoryName(display)!, Socket);
        using var loop = new EventLoop();
        using var server = Start(context, loop, socket);
        using var ending = Signals.OnEnding(loop, _ => server.Terminate());
        context.Terminal.Answer("programs elsewhere can draw on this guest's GPU, where the launcher lets them: seamless gpu status");
        context.Terminal.Answers.Flush();
        loop.Run();
        return server.Exit is { Code: 0 } ? ExitCode.Done : context.Terminal.Fail($"{SeamlessPrograms.GpuServer} ended with exit code {server.Exit?.Code}");
    }

    private static ChildProcess Start(VerbContext context, EventLoop loop, string socket)
    {
        var output = Pipe.Create();
        using var heard = output.Read;
        ChildProcess server;
        using (output.Write)
        using (var error = FileDescriptor.OfStandardStream(2))
        {
            server = ChildProcess.Start(loop, new ChildProcessOptions(ProgramFolder.Locate(context.Environment).Require(SeamlessPrograms.GpuServer), ["--listen", socket])
            {
                Environment = ParentProcess.EnvironmentForChildren(),
                StandardOutput = output.Write,
                StandardError = error,
            }, _ => loop.Stop());
        }
        if (GpuServerChild.FirstWords(heard) is not { } problem)
            return server;
        server.Dispose();
        throw new LauncherException(problem);
    }
}
