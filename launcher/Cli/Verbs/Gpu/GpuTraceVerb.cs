// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using Seamless.Launcher.Guests;
using Seamless.Linux;

namespace Seamless.Launcher.Cli.Verbs.Gpu;

/// <summary>`gpu trace …`: what a program sends to the GPU server, kept in a file, told by name, and sent again.</summary>
internal static class GpuTraceVerb
{
    private const string Ready = "ready";

    /// <summary>What a program sent last is in the file soon after it has ended.</summary>
    private static readonly TimeSpan LastBytes = TimeSpan.FromSeconds(10), Look = TimeSpan.FromMilliseconds(50);

    public static Command Create(VerbContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The trace; of a program's second process it is FILE.2." };
        var words = new Argument<string[]>("PROGRAM") { Arity = ArgumentArity.OneOrMore, Description = "After --: the program and its arguments." };
        var record = new Command("record", "Run a program and keep what it sends to the GPU server.") { file, words };
        record.SetAction(parsed => Record(context, parsed.GetValue(file)!, parsed));
        var print = new Command("print", "Tell each entry of a trace and its records by name.") { file };
        print.SetAction(parsed => Ask(context, "--print", parsed.GetValue(file)!));
        var picture = new Option<string?>("--picture") { Description = "Keep the last frame as PPM.", HelpName = "FILE" };
        var replay = new Command("replay", "Send a trace to the GPU server again, and tell the digest of each frame.") { file, picture };
        replay.SetAction(parsed => Replay(context, parsed.GetValue(file)!, parsed.GetValue(picture)));
        return new Command("trace", "What an OpenGL program sends, in a file.") { record, print, replay };
    }

    private static int Record(VerbContext context, string file, ParseResult parsed)
    {
        var command = GpuProgram.Words(parsed);
        if (command.Length == 0)
            return context.Terminal.WrongUsage("a program goes after --: seamless gpu trace record FILE -- glxgears", "gpu trace record");
        if (Path.Exists(file))
            throw new LauncherException($"{file} is there already; name a file that is not");
        var programs = ProgramFolder.Locate(context.Environment);
        var libraries = GpuProgram.Libraries(programs);
        context.Runtime.Prepare();
        // A server of its own: the session's goes on without a trace.
        var socket = Path.Combine(context.Runtime.Path, $"gl-trace-{Environment.ProcessId}.sock");
        using var server = Start(programs, ["--listen", socket, "--trace", file], keepsOutput: true);
        try
        {
            if (server.StandardOutput.ReadLine() is var said && said != Ready)
                throw new LauncherException(said ?? $"{SeamlessPrograms.GpuServer} ended while it started");
            var code = GpuProgram.Run(command, libraries, [("SEAMLESS_GL", $"stream:{socket}")]);
            AwaitLastBytes(socket + ".status");
            if (!File.Exists(file))
                throw new LauncherException($"{command[0]} ended with {code} and has sent nothing: it does not draw with OpenGL, or has its library within");
            return code;
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
            File.Delete(socket);
            File.Delete(socket + ".status");
        }
    }

    private static int Replay(VerbContext context, string file, string? picture)
    {
        var server = new GpuServer(context.Runtime, context.Logs, ProgramFolder.Locate(context.Environment));
        using var started = server.Ensure(context.Terminal.Remark);
        return Ask(context, ["--replay", server.Socket, file, .. picture is null ? Array.Empty<string>() : [picture]]);
    }

    /// <summary>The server's program knows the records; it says the answer itself.</summary>
    private static int Ask(VerbContext context, params string[] words)
    {
        using var process = Start(ProgramFolder.Locate(context.Environment), words, keepsOutput: false);
        process.WaitForExit();
        return process.ExitCode;
    }

    private static Process Start(ProgramFolder programs, string[] words, bool keepsOutput) =>
        Process.Start(new ProcessStartInfo(programs.Require(SeamlessPrograms.GpuServer), words) { UseShellExecute = false, RedirectStandardOutput = keepsOutput })!;

    /// <summary>A session is over when all that its client sent has been read.</summary>
    private static void AwaitLastBytes(string status)
    {
        using var loop = new EventLoop();
        var start = Stopwatch.GetTimestamp();
        LoopTimer? timer = null;
        timer = loop.CreateTimer(() =>
        {
            if (GpuClient.Ask(status) is not { Count: > 0 } || Stopwatch.GetElapsedTime(start) > LastBytes)
                loop.Stop();
            else
                timer!.Start(Look);
        });
        timer.Start(TimeSpan.Zero);
        loop.Run();
        timer.Dispose();
    }
}
