// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Vms;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Guests;

/// <summary>Removes a virtual machine for good: its definition and its images. The shared folder stays when there is something in it.</summary>
internal static class GuestDeleteVerb
{
    public static Command Create(VerbContext context)
    {
        var name = GuestVerb.Name(context);
        var yes = new Option<bool>("--yes") { Description = "Do it: its disk cannot be brought back." };
        var verb = new Command("delete", "Remove a virtual machine with its disk.") { name, yes };
        verb.SetAction(parsed => Run(context, parsed.GetRequiredValue(name), parsed.GetValue(yes)));
        return verb;
    }

    private static int Run(VerbContext context, string name, bool isSure)
    {
        var folders = GuestVerb.Folders(context);
        if (!VmDefinitions.Exists(folders, name))
            throw new LauncherException($"there is no guest '{name}': {folders.DefinitionOf(name)} is not there");
        var images = folders.ImageOf(name);
        if (!isSure)
            throw new LauncherException($"this deletes {folders.DefinitionOf(name)} and everything in {images} but its shared folder; say so with: seamless guest delete {name} --yes");
        // A broken definition can be deleted too, and what it once was may still run.
        using (var daemon = context.RunningDaemon())
        {
            if (daemon?.Ask(LauncherVerbs.Guests, new Nothing()).Guests.FirstOrDefault(each => each.Name == name) is { State: not "stopped" })
                context.Terminal.While($"stopping {name}", _ => daemon.Ask(LauncherVerbs.GuestStop, new GuestArguments(name)));
        }
        File.Delete(folders.DefinitionOf(name));
        DeleteImages(images);
        context.Terminal.Answer(Directory.Exists(images) ? $"{name} is deleted; its shared folder is still in {images}" : $"{name} is deleted");
        return ExitCode.Done;
    }

    private static void DeleteImages(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.EnumerateFiles(folder))
            File.Delete(file);
        foreach (var below in Directory.EnumerateDirectories(folder))
            if (Path.GetFileName(below) != "share" || !Directory.EnumerateFileSystemEntries(below).Any())
                Directory.Delete(below, recursive: true);
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }
}
