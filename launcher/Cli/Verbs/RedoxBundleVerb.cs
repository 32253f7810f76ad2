// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Doors;
using Seamless.Launcher.Guests;
using Seamless.Linux;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>Writes what a Redox system needs to become a desktop of this machine's guests. No daemon is needed.</summary>
internal static class RedoxBundleVerb
{
    public static Command Create(VerbContext context)
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that is not there yet." };
        var name = new Option<string>("--name") { Description = "The desktop that it will be; made known when it is not.", HelpName = "NAME", DefaultValueFactory = _ => "redox" };
        var host = new Option<string>("--host") { Description = "This machine's address as Redox sees it.", HelpName = "ADDRESS", DefaultValueFactory = _ => DoorLimits.FromVirtualMachine };
        var wires = new Option<bool>("--wires") { Description = "For a Redox that runs as 'seamless guest create NAME --redox-image': it comes by that machine's wires, without a key." };
        var builtIn = DesktopVerb.BuiltIn();
        var verb = new Command("redox-bundle", "Write what makes a Redox system a desktop of the guests: sources and configuration.") { folder, name, host, wires, builtIn };
        verb.SetAction(parsed => Run(context, parsed.GetValue(folder)!, parsed.GetValue(name)!, parsed.GetValue(wires) ? null : parsed.GetValue(host)!, parsed.GetValue(builtIn)));
        return verb;
    }

    private static int Run(VerbContext context, string folder, string name, string? host, bool hasBuiltIn)
    {
        var bundle = RedoxBundle.Locate(ProgramFolder.Locate(context.Environment));
        var desktop = DesktopVerb.LoadOrAdd(context, name, host is null ? null : TcpAddress.TryParse(DoorLimits.Listen), DesktopGuests.Of(null, hasBuiltIn));
        var path = Path.GetFullPath(folder, context.Environment.WorkingFolder);
        if (host is null || desktop.Listen is not { } listen)
        {
            bundle.Write(path, RedoxBundle.WordsByWire(name), "");
            context.Terminal.Answer($"{path}: sources for Redox and the configuration of desktop {name}, which comes by its virtual machine's wires");
            return ExitCode.Done;
        }
        bundle.Write(path, RedoxBundle.WordsByTcp(name, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{listen.Port}"), desktop.KeyText);
        context.Terminal.Answer($"{path}: sources for Redox and the configuration of desktop {name}; it holds the key of {DesktopVerb.Known(context).FileOf(name)}");
        return ExitCode.Done;
    }
}
