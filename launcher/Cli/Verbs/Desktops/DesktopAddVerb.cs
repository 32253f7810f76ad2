// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Doors;
using Seamless.Launcher.Guests;
using Seamless.Launcher.Vms;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Desktops;

/// <summary>Makes a desktop known and shows what it needs to come in. The daemon opens its door.</summary>
internal static class DesktopAddVerb
{
    public static Command Create(VerbContext context)
    {
        var name = DesktopVerb.Name(context);
        var listen = new Option<string>("--listen") { Description = "Where it will connect to, an address of this machine.", HelpName = "ADDRESS:PORT", DefaultValueFactory = _ => DoorLimits.Listen };
        var guests = new Option<string[]>("--guests") { Description = "The only guests that it shows, with commas between; without this all virtual machines.", HelpName = "A,B", AllowMultipleArgumentsPerToken = false };
        var builtIn = DesktopVerb.BuiltIn();
        var verb = new Command("add", "Make a desktop known that shows the guests from elsewhere, and show its key.") { name, listen, guests, builtIn };
        verb.SetAction(parsed => Run(context, parsed.GetValue(name)!, parsed.GetValue(listen)!, DesktopGuests.Of(Names(parsed.GetValue(guests)), parsed.GetValue(builtIn))));
        return verb;
    }

    /// <summary>Null when none are named.</summary>
    private static string[]? Names(string[]? words)
    {
        var names = (words ?? []).SelectMany(each => each.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
        if (names.Length > ProtocolLimits.Guests)
            throw new LauncherException($"--guests: at most {ProtocolLimits.Guests}");
        return names.Select(each => GuestDefinition.ProblemOfName(each) is { } problem && each != LocalGuest.GuestName ? throw new LauncherException($"--guests: {problem}") : each).ToArray() is { Length: > 0 } some ? some : null;
    }

    private static int Run(VerbContext context, string name, string listen, DesktopGuests guests)
    {
        var address = TcpAddress.TryParse(listen) ?? throw new LauncherException($"--listen is an address and a port such as {DoorLimits.Listen} or [::1]:7654, not '{listen}'");
        var desktop = DesktopVerb.Known(context).Add(name, address, guests);
        var told = DesktopVerb.Ask(context, new DesktopsArguments()).Desktops.First(each => each.Name == name);
        context.Terminal.Answer($"desktop {name}");
        context.Terminal.Answer($"  address {told.Listen}");
        context.Terminal.Answer($"  socket  {told.Socket}");
        context.Terminal.Answer($"  key     {desktop.KeyText}");
        context.Terminal.Answer($"  guests  {desktop.Guests}");
        context.Terminal.Answer(desktop.Guests.HasBuiltIn
            ? "whoever has the key starts any program in these guests: in the built-in one on this machine, as you"
            : "whoever has the key starts any program in these guests; the built-in guest is not among them without --built-in");
        if (told.Problem is { } problem)
            throw new LauncherException($"desktop '{name}' is known, but cannot come in: {problem}");
        return ExitCode.Done;
    }
}
