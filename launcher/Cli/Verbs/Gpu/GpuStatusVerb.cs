// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Linux;

namespace Seamless.Launcher.Cli.Verbs.Gpu;

/// <summary>`gpu status`: who draws on the GPU server, how fast, and what each frame costs. It starts nothing.</summary>
internal static class GpuStatusVerb
{
    private const int Longest = 3600;

    public static Command Create(VerbContext context)
    {
        var seconds = new Option<double>("--seconds") { Description = "How long to look.", HelpName = "SECONDS", DefaultValueFactory = _ => 1 };
        var verb = new Command("status", "Show who draws on the GPU server: frames a second; calls, bytes and waits in each frame.") { seconds };
        verb.SetAction(parsed => Run(context, parsed.GetValue(seconds)));
        return verb;
    }

    private static int Run(VerbContext context, double seconds)
    {
        if (!(seconds is > 0 and <= Longest))
            throw new LauncherException($"--seconds is more than 0 and at most {Longest}");
        var socket = context.Runtime.GpuSocket + ".status";
        if (GpuClient.Ask(socket) is not { } before)
        {
            context.Terminal.Answer("the GPU server does not run; seamless gpu run starts it");
            return ExitCode.Done;
        }
        using (var loop = new EventLoop())
        using (var over = loop.CreateTimer(loop.Stop))
        {
            over.Start(TimeSpan.FromSeconds(seconds));
            loop.Run();
        }
        var now = GpuClient.Ask(socket) ?? [];
        var rates = now.Select(client => before.FirstOrDefault(each => each.Session == client.Session) is { } earlier ? new GpuRates(earlier, client) : null)
            .OfType<GpuRates>().ToList();
        if (rates.Count == 0)
        {
            context.Terminal.Answer("no program draws on the GPU server");
            return ExitCode.Done;
        }
        var table = new Table("PROGRAM", "MEMORY", "FRAMES/S", "CALLS", "BYTES", "SENT BACK", "WAITS", "WAITS FOR");
        foreach (var each in rates)
            table.Add(each.Program, each.Memory, each.FramesPerSecond, each.Calls, each.Bytes, each.SentBack, each.Waits, each.Causes);
        table.Write(context.Terminal);
        return ExitCode.Done;
    }
}
