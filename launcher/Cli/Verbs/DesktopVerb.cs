// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Completions;
using Seamless.Launcher.Cli.Verbs.Desktops;
using Seamless.Launcher.Doors;
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>`desktop …`: each word after it has a file in Verbs/Desktops.</summary>
internal static class DesktopVerb
{
    public static Command Create(VerbContext context) => new("desktop", "Look after the desktops that show the guests' windows.")
    {
        DesktopAddVerb.Create(context),
        DesktopListVerb.Create(context),
        DesktopUseVerb.Create(context),
        DesktopRemoveVerb.Create(context),
    };

    public static KnownDesktops Known(VerbContext context) => KnownDesktops.Locate(context.Environment, context.Runtime.Path);

    public static Argument<string> Name(VerbContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The desktop's name: small letters, digits and hyphens." };
        name.CompletionSources.Add(_ => Known(context).Names().Select(each => new CompletionItem(each)));
        return name;
    }

    /// <summary>Made known where it is not; a daemon that runs opens its door.</summary>
    public static KnownDesktop LoadOrAdd(VerbContext context, string name, TcpAddress? listen, DesktopGuests guests)
    {
        var known = Known(context);
        if (known.Names().Contains(name))
        {
            var before = known.Load(name);
            return before.Guests.HasBuiltIn || !guests.HasBuiltIn ? before
                : throw new LauncherException($"desktop '{name}' is known already, without the built-in guest; forget it first: seamless desktop remove {name}");
        }
        var desktop = known.Add(name, listen, guests);
        using (var daemon = context.RunningDaemon())
            daemon?.Ask(LauncherVerbs.Desktops, new DesktopsArguments());
        return desktop;
    }

    public static Option<bool> BuiltIn() => new("--built-in") { Description = "The built-in guest, too: whoever has the key then runs programs on this machine as you." };

    public static DesktopList Ask(VerbContext context, DesktopsArguments arguments) => context.Ask(LauncherVerbs.Desktops, arguments, "asking the daemon");
}
