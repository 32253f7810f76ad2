// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using Seamless.Launcher.Doors;
using Seamless.Launcher.Guests;
using Seamless.Launcher.Vms;

namespace Seamless.Launcher.Cli.Verbs.Guests;

/// <summary>Builds a virtual machine's image and defines the guest. No daemon is needed: it looks when it is asked for the guest.</summary>
internal static class GuestCreateVerb
{
    public static Command Create(VerbContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The guest's name: small letters, digits and hyphens." };
        var distribution = new Option<string>("--distro") { Description = "What is in it: debian-13, or tiny for tests and driver domains.", HelpName = "DISTRO", DefaultValueFactory = _ => "debian-13" };
        var packages = new Option<string[]>("--packages") { Description = "What to install in it from the start, with commas between.", HelpName = "A,B", AllowMultipleArgumentsPerToken = false };
        var size = new Option<string>("--size") { Description = "Its disk; the file grows to that only as it is used.", HelpName = "SIZE", DefaultValueFactory = _ => "8G" };
        var memory = new Option<string>("--memory") { Description = "Its memory.", HelpName = "SIZE", DefaultValueFactory = _ => "2G" };
        var cpus = new Option<int>("--cpus") { Description = "Its processors.", HelpName = "N", DefaultValueFactory = _ => 2 };
        var mirror = new Option<string>("--mirror") { Description = "Where packages come from, instead of where this machine's apt gets its own.", HelpName = "URI" };
        var redox = new Option<string>("--redox-image") { Description = "Redox itself, from this raw disk image, as a desktop for the other guests.", HelpName = "FILE" };
        var verb = new Command("create", "Create a guest in a virtual machine.") { name, distribution, packages, size, memory, cpus, mirror, redox };
        verb.SetAction(parsed => parsed.GetValue(redox) is { } image ? Redox(context, parsed.GetValue(name)!, image, Memory(parsed.GetValue(memory)!), Cpus(parsed.GetValue(cpus))) : Run(context, new GuestWish(parsed.GetValue(name)!, parsed.GetValue(distribution)!)
        {
            Packages = string.Join(',', parsed.GetValue(packages) ?? []),
            SizeBytes = Size("--size", parsed.GetValue(size)!, VmLimits.LeastDisk, VmLimits.MostDisk),
            MemoryBytes = Memory(parsed.GetValue(memory)!),
            Cpus = Cpus(parsed.GetValue(cpus)),
            Mirror = parsed.GetValue(mirror),
        }));
        return verb;
    }

    /// <summary>The machine, and the desktop of the same name that will come in from it.</summary>
    private static int Redox(VerbContext context, string name, string image, long memory, int cpus)
    {
        var guest = RedoxGuest.Define(GuestVerb.Folders(context), name, Path.GetFullPath(image, context.Environment.WorkingFolder), memory, cpus);
        var desktop = DesktopVerb.LoadOrAdd(context, name, null, DesktopGuests.Of(null, false));
        context.Terminal.Answer($"guest {name} defined: {guest.File}");
        context.Terminal.Answer($"its desktop comes by the machine's own wires, without a key, and shows {desktop.Guests}: seamless-desktop-orbital {RedoxBundle.WordsByWire(name)}");
        context.Terminal.Answer($"what to copy into it: seamless redox-bundle {name}-bundle --name {name} --wires");
        return ExitCode.Done;
    }

    private static long Memory(string text) => Size("--memory", text, VmLimits.LeastMemory, VmLimits.MostMemory);

    private static int Cpus(int count) => count is >= 1 and <= VmLimits.Cpus ? count : throw new LauncherException($"--cpus is 1 to {VmLimits.Cpus}");

    private static int Run(VerbContext context, GuestWish wish)
    {
        var folders = GuestVerb.Folders(context);
        var image = new GuestImage(GuestImageScripts.Locate(ProgramFolder.Locate(context.Environment), context.Environment), folders);
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var definition = context.Terminal.Measured($"guest {wish.Name}", progress => image.Create(wish, progress));
        var seconds = clock.GetElapsedTime(start).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        context.Terminal.Answer($"guest {wish.Name} created in {seconds} s: {definition.File}");
        return ExitCode.Done;
    }

    private static long Size(string option, string text, long least, long most) =>
        DefinitionReader.TryParseSize(text) is { } bytes && bytes >= least && bytes <= most ? bytes
            : throw new LauncherException($"{option} is a size from {DefinitionReader.SizeText(least)} to {DefinitionReader.SizeText(most)}, such as 8G, not '{text}'");
}
