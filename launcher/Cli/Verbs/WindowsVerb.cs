// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

internal static class WindowsVerb
{
    public static Command Create(VerbContext context)
    {
        var json = Arguments.Json();
        var verb = new Command("windows", "List the windows on the desktop, bottom to top.") { json };
        verb.SetAction(parsed => Run(context, parsed.GetValue(json)));
        return verb;
    }

    private static int Run(VerbContext context, bool json)
    {
        var list = context.Ask(DesktopVerbs.Windows, new Nothing(), "asking the desktop");
        if (json)
        {
            context.AnswerJson(JsonSerializer.SerializeToElement(list, ControlJson.Default.WindowList));
            return ExitCode.Done;
        }
        var table = new Table("ID", "GUEST", "APP", "PLACE", "STATE", "TITLE");
        foreach (var window in list.Windows)
            table.Add($"{window.Id}", window.Guest, window.AppId, $"{window.Width}x{window.Height}{window.X:+0;-0}{window.Y:+0;-0}", State(window), window.Title);
        table.Write(context.Terminal);
        return ExitCode.Done;
    }

    private static string State(WindowInfo window)
    {
        List<string> words = [.. window.States];
        if (window.Role != "toplevel")
            words.Insert(0, window.Role);
        if (window.Focused)
            words.Add("focused");
        if (!window.HasContent)
            words.Add("empty");
        return words.Count == 0 ? "-" : string.Join(',', words);
    }
}
