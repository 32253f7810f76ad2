// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli;

/// <summary>
/// A request that may have to start a virtual machine first, which takes long enough for people to ask what it is doing: the spinner
/// tells what the start is at.
/// </summary>
internal static class GuestProgressLines
{
    public static TResult Ask<TArguments, TResult>(VerbContext context, string? guest, ControlVerb<TArguments, TResult> verb, TArguments arguments, string waitingFor)
        where TArguments : class where TResult : class
    {
        if (guest is null or "local" || !context.Terminal.IsWatched)
            return context.Ask(verb, arguments, waitingFor);
        using var daemon = context.Daemon();
        using var interruptible = daemon.EndOnInterrupt();
        return context.Terminal.While(waitingFor, say =>
        {
            var request = daemon.Send(verb, arguments);
            for (var seen = 0; ;)
            {
                var progress = daemon.Reply(daemon.Send(LauncherVerbs.GuestProgress, new ProgressArguments(guest, seen)));
                // A refusal is the request's own business, and its reason comes with its reply.
                if (!progress.Ok || LauncherVerbs.GuestProgress.ReadResult(progress) is not { } told || told.Done)
                    break;
                say($"guest {guest}: {told.Line}");
                seen = told.Count;
            }
            say(waitingFor);
            return daemon.Result(verb, request);
        });
    }
}
