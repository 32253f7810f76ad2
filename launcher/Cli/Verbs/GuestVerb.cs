// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Cli.Verbs.Guests;
using Seamless.Launcher.Vms;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>`guest …`: each word after it has a file in Verbs/Guests.</summary>
internal static class GuestVerb
{
    public static Command Create(VerbContext context) => new("guest", "Look after the guests.")
    {
        GuestCreateVerb.Create(context),
        GuestListVerb.Create(context),
        GuestStatusVerb.Create(context),
        GuestShowVerb.Create(context),
        GuestStartVerb.Create(context),
        GuestStopVerb.Create(context),
        GuestPauseVerb.Create(context),
        GuestResumeVerb.Create(context),
        GuestDeleteVerb.Create(context),
        GuestGpuVerb.Create(context),
    };

    /// <summary>The name of a virtual machine, completed from those that there are.</summary>
    public static Argument<string> Name(VerbContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The guest's name." };
        name.CompletionSources.Add(_ => VmDefinitions.Names(Folders(context)).Select(each => new System.CommandLine.Completions.CompletionItem(each)));
        return name;
    }

    public static VmFolders Folders(VerbContext context) => VmFolders.Locate(context.Environment, context.Runtime.Path);

    public static void Write(Terminal terminal, GuestInfo guest)
    {
        terminal.Answer($"guest {guest.Name}: {guest.State}{(guest.Reason.Length > 0 ? $" ({guest.Reason})" : "")}, {guest.Apps} apps{(guest.Accelerator.Length > 0 ? $", accelerator {guest.Accelerator}" : "")}");
        foreach (var process in guest.Processes)
            terminal.Answer($"  {process.Program} {(process.ProcessId > 0 ? $"process {process.ProcessId}" : "not running")}"
                + (process.Restarts > 0 ? $", restarts: {process.Restarts}" : ""));
        foreach (var app in guest.Running)
            terminal.Answer($"  app {app.App} instance {app.Instance} process {app.ProcessId}");
    }
}
