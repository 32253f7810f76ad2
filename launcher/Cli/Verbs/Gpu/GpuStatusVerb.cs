// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Gpu;

/// <summary>`gpu status`: who draws on which GPU server, how fast, and what each frame costs; and who may draw on guests'. It starts nothing.</summary>
internal static class GpuStatusVerb
{
    private const int Longest = 3600;
    private const string Here = "this machine";

    public static Command Create(VerbContext context)
    {
        var seconds = new Option<double>("--seconds") { Description = "How long to look.", HelpName = "SECONDS", DefaultValueFactory = _ => 1 };
        var verb = new Command("status", "Show who draws on the GPU servers: frames a second; calls, bytes and waits in each frame.") { seconds };
        verb.SetAction(parsed => Run(context, parsed.GetValue(seconds)));
        return verb;
    }

    private static int Run(VerbContext context, double seconds)
    {
        if (!(seconds is > 0 and <= Longest))
            throw new LauncherException($"--seconds is more than 0 and at most {Longest}");
        var servers = Known(context);
        var before = servers.Select(each => Ask(context, each)).ToList();
        var isHere = before[0] is not null;
        if (before.TrueForAll(each => each is null))
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
        var table = new Table("PROGRAM", "MEMORY", "FRAMES/S", "CALLS", "BYTES", "SENT BACK", "WAITS", "WAITS FOR", "ON");
        var rows = servers.Zip(before).Where(each => each.Second is not null).Sum(each => Add(table, each.First, each.Second!, Ask(context, each.First) ?? []));
        if (rows > 0)
            table.Write(context.Terminal);
        else
            context.Terminal.Answer(isHere ? "no program draws on the GPU server" : "no program draws on a guest's GPU server");
        WriteServers(context, servers.Zip(before).Where(each => each.Second is not null).Select(each => each.First).ToList());
        return ExitCode.Done;
    }

    /// <summary>This machine first; the guests that run where a daemon runs.</summary>
    private static List<GpuServerInfo> Known(VerbContext context)
    {
        using var daemon = context.RunningDaemon();
        return daemon is null ? [new GpuServerInfo()] : [.. daemon.Ask(LauncherVerbs.Gpus, new Nothing()).Servers];
    }

    private static IReadOnlyList<GpuClient>? Ask(VerbContext context, GpuServerInfo server) =>
        server.Guest.Length == 0 ? GpuClient.Ask(context.Runtime.GpuStatusSocket) : GuestGpuStatus.Ask(server.Socket);

    private static int Add(Table table, GpuServerInfo server, IReadOnlyList<GpuClient> before, IReadOnlyList<GpuClient> now)
    {
        var rates = now.Select(client => before.FirstOrDefault(each => each.Session == client.Session) is { } earlier ? new GpuRates(earlier, client) : null)
            .OfType<GpuRates>().ToList();
        foreach (var each in rates)
            table.Add(each.Program, each.Memory, each.FramesPerSecond, each.Calls, each.Bytes, each.SentBack, each.Waits, each.Causes, Name(server));
        return rates.Count;
    }

    /// <summary>Where only this machine serves, and nobody elsewhere has anything to do with it, there is nothing to tell.</summary>
    private static void WriteServers(VerbContext context, List<GpuServerInfo> servers)
    {
        if (servers.TrueForAll(each => each.Guest.Length == 0 && each.Allowed.All(who => who == Doors.KnownDesktop.OwnName)))
            return;
        var table = new Table("GPU OF", "ALLOWED", "DRAWING THROUGH THE DOOR");
        foreach (var each in servers)
            table.Add(Name(each), Names(each.Allowed), Names([.. each.Drawing.CountBy(who => who).Select(who => who.Value == 1 ? who.Key : $"{who.Key} ({who.Value})")]));
        context.Terminal.Answer("");
        table.Write(context.Terminal);
    }

    private static string Name(GpuServerInfo server) => server.Guest.Length == 0 ? Here : $"guest {server.Guest}";

    private static string Names(IReadOnlyCollection<string> names) => names.Count == 0 ? "-" : string.Join(", ", names);
}
