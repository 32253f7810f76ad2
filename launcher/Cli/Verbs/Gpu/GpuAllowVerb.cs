// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Completions;
using Seamless.Launcher.Doors;
using Seamless.Launcher.Guests;
using Seamless.Launcher.Vms;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Gpu;

/// <summary>`gpu allow WHO` and `gpu deny WHO`: whether programs there may draw on this machine's GPU, or on that of a guest.</summary>
internal static class GpuAllowVerb
{
    public static Command Create(VerbContext context, bool may)
    {
        var who = new Argument<string>("WHO") { Description = $"A known desktop; {KnownDesktop.OwnName}: the programs of this machine, for a guest's GPU." };
        who.CompletionSources.Add(_ => DesktopVerb.Known(context).Names().Append(KnownDesktop.OwnName).Select(each => new CompletionItem(each)));
        var guest = GpuVerb.GuestOption(context, "The GPU of this guest, in place of this machine's.");
        var verb = may ? new Command("allow", "Let programs of a desktop elsewhere draw on this machine's GPU, or on a guest's.") { who, guest }
            : new Command("deny", "Let programs of a desktop draw there no more; those that do lose the server.") { who, guest };
        verb.SetAction(parsed => Run(context, parsed.GetValue(who)!, parsed.GetValue(guest) ?? "", may));
        return verb;
    }

    private static int Run(VerbContext context, string name, string guest, bool may)
    {
        if (guest.Length > 0 && guest != LocalGuest.GuestName && GuestDefinition.ProblemOfName(guest) is { } problem)
            throw new LauncherException(problem);
        var desktop = DesktopVerb.Known(context).AllowGpu(name, guest, may);
        using (var daemon = context.RunningDaemon())
            daemon?.Ask(LauncherVerbs.Desktops, new DesktopsArguments());
        var who = desktop.IsOwn ? "programs of this machine" : $"desktop {name}";
        var what = guest.Length > 0 ? $"the GPU of guest {guest}" : "this machine's GPU";
        context.Terminal.Answer(!may ? $"{who} may not use {what}"
            : desktop.IsOwn ? $"{who} may use {what}: seamless gpu run --gpu {guest} -- PROGRAM"
            : desktop.Listen is { } address ? $"{who} may use {what}: its programs come to tcp:{address} with its name and key (docs/redox.md)"
            : $"{who} may use {what}: its programs come to door:{context.Runtime.DesktopDoor(name)}");
        return ExitCode.Done;
    }
}
