// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>`console NAME`: the guest's own screen, with or without an agent in it.</summary>
internal static class ConsoleVerb
{
    /// <summary>A guest that runs draws something when its screen is looked at; one that has no screen yet never does.</summary>
    private const int Milliseconds = 10_000;

    public static Command Create(VerbContext context)
    {
        var name = GuestVerb.Name(context);
        var close = new Option<bool>("--close") { Description = "Close the window." };
        var json = Arguments.Json();
        var verb = new Command("console", "Show the screen of a virtual machine as a window.") { name, close, json };
        verb.SetAction(parsed =>
        {
            var shown = Ask(context, parsed.GetRequiredValue(name), parsed.GetValue(close));
            if (parsed.GetValue(json))
                context.AnswerJson(JsonSerializer.SerializeToElement(shown, ControlJson.Default.ConsoleShown));
            else if (shown.Window is { } window)
                context.Terminal.Answer($"window {window.Id} '{window.Title}' {window.Width}x{window.Height}");
            return ExitCode.Done;
        });
        return verb;
    }

    public static ConsoleShown Ask(VerbContext context, string guest, bool close = false) =>
        context.Ask(LauncherVerbs.Console, new ConsoleArguments { Guest = guest, Close = close, WaitMilliseconds = Milliseconds }, $"waiting for the screen of {guest}");
}
