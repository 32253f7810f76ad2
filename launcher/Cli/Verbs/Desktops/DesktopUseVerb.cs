// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Desktops;

internal static class DesktopUseVerb
{
    public static Command Create(VerbContext context)
    {
        var name = DesktopVerb.Name(context);
        name.Arity = ArgumentArity.ZeroOrOne;
        name.Description = "The desktop; without one, the one that comes last has the guests.";
        var verb = new Command("use", "Show the guests on this desktop.") { name };
        verb.SetAction(parsed => Run(context, parsed.GetValue(name)));
        return verb;
    }

    private static int Run(VerbContext context, string? name)
    {
        var list = DesktopVerb.Ask(context, new DesktopsArguments { Change = true, Use = name });
        var shown = list.Desktops.First(each => each.Shows).Name;
        context.Terminal.Answer(name is null || name == shown ? $"guests are shown on desktop {shown}" : $"guests will be shown on desktop {name} when it connects; now on {shown}");
        return ExitCode.Done;
    }
}
