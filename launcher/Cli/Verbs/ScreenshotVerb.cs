// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

internal static class ScreenshotVerb
{
    public static Command Create(VerbContext context)
    {
        var window = Arguments.Window(context);
        var json = Arguments.Json();
        var file = new Argument<string>("FILE.png") { Description = "Where to write it; an existing file is replaced." };
        var console = new Option<string?>("--console") { Description = "The screen of this virtual machine.", HelpName = "NAME" };
        console.CompletionSources.Add(_ => Arguments.GuestNames(context));
        var verb = new Command("screenshot", "Write the desktop, or one window, to a PNG file.") { window, console, json, file };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(window) is not null && result.GetValue(console) is not null)
                result.AddError("give either --window or --console");
        });
        verb.SetAction(parsed =>
        {
            var path = PathOf(context, parsed.GetRequiredValue(file));
            var taken = parsed.GetValue(console) is { } guest ? OfConsole(context, guest, path) : Of(context, path, parsed.GetValue(window));
            if (parsed.GetValue(json))
                context.AnswerJson(JsonSerializer.SerializeToElement(taken, ControlJson.Default.ScreenshotTaken));
            else
                context.Terminal.Answer($"{taken.File}: {taken.Width}x{taken.Height}");
            return ExitCode.Done;
        });
        return verb;
    }

    private static ScreenshotTaken Of(VerbContext context, string path, long? window) =>
        context.Ask(DesktopVerbs.Screenshot, new ScreenshotArguments(path, window), "taking the screenshot");

    /// <summary>The window is there while the picture is taken, unless somebody had it open.</summary>
    private static ScreenshotTaken OfConsole(VerbContext context, string guest, string path)
    {
        var shown = ConsoleVerb.Ask(context, guest);
        try
        {
            return Of(context, path, shown.Window!.Id);
        }
        finally
        {
            if (!shown.WasShown)
                ConsoleVerb.Ask(context, guest, close: true);
        }
    }

    /// <summary>The desktop writes the file and has another working folder than the person.</summary>
    public static string PathOf(VerbContext context, string file)
    {
        var path = Path.GetFullPath(file, context.Environment.WorkingFolder);
        if (Directory.Exists(path))
            throw new LauncherException($"{path} is a folder; name the file to write");
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new LauncherException($"there is no folder {Path.GetDirectoryName(path)}");
        return path;
    }
}
