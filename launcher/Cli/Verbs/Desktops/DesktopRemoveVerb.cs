// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Desktops;

internal static class DesktopRemoveVerb
{
    public static Command Create(VerbContext context)
    {
        var name = DesktopVerb.Name(context);
        var verb = new Command("remove", "Forget a desktop and its key; it is shown out.") { name };
        verb.SetAction(parsed => Run(context, parsed.GetValue(name)!));
        return verb;
    }

    private static int Run(VerbContext context, string name)
    {
        DesktopVerb.Known(context).Remove(name);
        using (var daemon = context.RunningDaemon())
            daemon?.Ask(LauncherVerbs.Desktops, new DesktopsArguments());
        context.Terminal.Answer($"desktop {name} is not known any more");
        return ExitCode.Done;
    }
}
