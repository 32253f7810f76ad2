// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

internal static class CloseVerb
{
    public static Command Create(VerbContext context)
    {
        var window = Arguments.WindowId(context);
        var verb = new Command("close", "Ask a window to close, as its close button does.") { window };
        verb.SetAction(parsed =>
        {
            context.Ask(DesktopVerbs.Close, new WindowArguments(parsed.GetValue(window)), "asking the desktop");
            return ExitCode.Done;
        });
        return verb;
    }
}
