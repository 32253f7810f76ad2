// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Vms;
using Seamless.Linux;

namespace Seamless.Launcher.Cli.Verbs.Guests;

/// <summary>The card that a guest gets for itself: whether it can have it, and giving it away and back. Needs no daemon.</summary>
internal static class GuestGpuVerb
{
    public static Command Create(VerbContext context)
    {
        var name = GuestVerb.Name(context);
        var check = new Command("check", "Tell whether the guest can have the card, and what is in its way.") { name };
        check.SetAction(parsed => Check(context, parsed.GetRequiredValue(name)));
        return new Command("gpu", "Look after the graphics card that a guest gets for itself.")
        {
            check,
            Move(context, "bind", "Take the card from this machine's driver, for the guest.", passthrough => passthrough.Bind()),
            Move(context, "release", "Give the card back to this machine.", passthrough => passthrough.Release()),
        };
    }

    private static Command Move(VerbContext context, string word, string description, Func<Passthrough, IEnumerable<string>> move)
    {
        var name = GuestVerb.Name(context);
        var yes = new Option<bool>("--yes") { Description = "Do it." };
        var verb = new Command(word, description) { name, yes };
        verb.SetAction(parsed =>
        {
            var (guest, passthrough) = Find(context, parsed.GetRequiredValue(name));
            if (!parsed.GetValue(yes))
                throw new LauncherException($"this changes the driver of {string.Join(", ", passthrough.Functions)}; screens on that card change at once; say so with: seamless guest gpu {word} {guest.Name} --yes");
            foreach (var line in move(passthrough))
                context.Terminal.Answer(line);
            return ExitCode.Done;
        });
        return verb;
    }

    private static int Check(VerbContext context, string name)
    {
        var (guest, passthrough) = Find(context, name);
        var problems = passthrough.Problems(guest.MemoryBytes, CurrentUser.Id == 0);
        foreach (var problem in problems)
            context.Terminal.Answer($"{problem.Reason} → {problem.Remedy}");
        if (problems.Count > 0)
            return context.Terminal.Fail($"guest '{name}' cannot have {guest.Passthrough}");
        context.Terminal.Answer($"guest '{name}' can have {string.Join(", ", passthrough.Functions)}");
        return ExitCode.Done;
    }

    private static (GuestDefinition Guest, Passthrough Passthrough) Find(VerbContext context, string name)
    {
        var guest = VmDefinitions.Load(GuestVerb.Folders(context), name);
        return guest.Passthrough is { } card ? (guest, new Passthrough(new PciDevices(), name, card))
            : throw new LauncherException($"{guest.File} gives the guest no card; that would be: gpu = \"passthrough:0000:01:00.0\"");
    }
}
