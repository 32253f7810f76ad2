// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Doors;
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Desktops;

/// <summary>Makes a desktop known and shows what it needs to come in. The daemon opens its door.</summary>
internal static class DesktopAddVerb
{
    public static Command Create(VerbContext context)
    {
        var name = DesktopVerb.Name(context);
        var listen = new Option<string>("--listen") { Description = "Where it will connect to, an address of this machine.", HelpName = "ADDRESS:PORT", DefaultValueFactory = _ => DoorLimits.Listen };
        var verb = new Command("add", "Make a desktop known that shows the guests from elsewhere, and show its key.") { name, listen };
        verb.SetAction(parsed => Run(context, parsed.GetValue(name)!, parsed.GetValue(listen)!));
        return verb;
    }

    private static int Run(VerbContext context, string name, string listen)
    {
        var address = TcpAddress.TryParse(listen) ?? throw new LauncherException($"--listen is an address and a port such as {DoorLimits.Listen} or [::1]:7654, not '{listen}'");
        var desktop = DesktopVerb.Known(context).Add(name, address);
        var told = DesktopVerb.Ask(context, new DesktopsArguments()).Desktops.First(each => each.Name == name);
        context.Terminal.Answer($"desktop {name}");
        context.Terminal.Answer($"  address {told.Listen}");
        context.Terminal.Answer($"  socket  {told.Socket}");
        context.Terminal.Answer($"  key     {desktop.KeyText}");
        if (told.Problem is { } problem)
            throw new LauncherException($"desktop '{name}' is known, but cannot come in: {problem}");
        return ExitCode.Done;
    }
}
