// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Vms;

namespace Seamless.Launcher.Cli.Verbs.Guests;

/// <summary>The definition as it is understood, or what is wrong with it. Needs no daemon.</summary>
internal static class GuestShowVerb
{
    public static Command Create(VerbContext context)
    {
        var name = GuestVerb.Name(context);
        var verb = new Command("show", "Print a virtual machine's definition as it is understood.") { name };
        verb.SetAction(parsed =>
        {
            var folders = GuestVerb.Folders(context);
            var guest = VmDefinitions.Load(folders, parsed.GetRequiredValue(name));
            context.Terminal.Answer($"# {guest.File}");
            context.Terminal.Answer($"# images in {folders.ImageOf(guest.Name)}");
            context.Terminal.Answer(DefinitionText.Of(guest, folders.ImageOf(guest.Name)).TrimEnd());
            return ExitCode.Done;
        });
        return verb;
    }
}
