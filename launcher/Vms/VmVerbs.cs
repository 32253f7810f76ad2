// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Guests;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Vms;

/// <summary>What people ask of virtual machines, as the daemon's asynchronous part sees it.</summary>
internal sealed class VmVerbs(GuestService guests)
{
    /// <summary>Null: not one of these.</summary>
    public async Task<ControlReply?> AnswerAsync(ControlRequest request, CancellationToken cancellation)
    {
        if (request.Verb == LauncherVerbs.GuestStart.Name)
            return await ChangeAsync(request, LauncherVerbs.GuestStart, machine => machine.StartAsync(), cancellation).ConfigureAwait(false);
        if (request.Verb == LauncherVerbs.GuestStop.Name)
            return await ChangeAsync(request, LauncherVerbs.GuestStop, machine => machine.StopAsync(), cancellation).ConfigureAwait(false);
        if (request.Verb == LauncherVerbs.GuestPause.Name)
            return await ChangeAsync(request, LauncherVerbs.GuestPause, machine => machine.PauseAsync(), cancellation).ConfigureAwait(false);
        if (request.Verb == LauncherVerbs.GuestResume.Name)
            return await ChangeAsync(request, LauncherVerbs.GuestResume, machine => machine.ResumeAsync(), cancellation).ConfigureAwait(false);
        if (request.Verb == LauncherVerbs.GuestProgress.Name)
            return LauncherVerbs.GuestProgress.Reply(request.Id, await ProgressAsync(LauncherVerbs.GuestProgress.ReadArguments(request), cancellation).ConfigureAwait(false));
        if (request.Verb == LauncherVerbs.Console.Name)
            return LauncherVerbs.Console.Reply(request.Id, await new VmConsole(guests).AnswerAsync(LauncherVerbs.Console.ReadArguments(request), cancellation).ConfigureAwait(false));
        return null;
    }

    private async Task<ControlReply> ChangeAsync(ControlRequest request, ControlVerb<GuestArguments, GuestInfo> verb, Func<VmGuest, Task> change, CancellationToken cancellation)
    {
        var name = verb.ReadArguments(request).Guest;
        // Who stops waiting does not stop the guest from starting.
        await guests.AskAsync(table => change(table.FindMachine(name))).WaitAsync(cancellation).ConfigureAwait(false);
        return verb.Reply(request.Id, await guests.AskAsync(table => Task.FromResult(table.FindMachine(name).Info)).ConfigureAwait(false));
    }

    /// <summary>For any guest, so that a verb need not know which kind it waits for: the built-in one has nothing to tell.</summary>
    private Task<GuestProgress> ProgressAsync(ProgressArguments arguments, CancellationToken cancellation) => guests.AskAsync(async table =>
    {
        if (arguments.Guest == LocalGuest.GuestName)
            return new GuestProgress(0, "", true);
        var machine = table.FindMachine(arguments.Guest);
        var (count, line) = await machine.ProgressAfterAsync(arguments.Seen);
        return new GuestProgress(count, line, machine.IsReady || count <= arguments.Seen);
    }).WaitAsync(cancellation);
}
