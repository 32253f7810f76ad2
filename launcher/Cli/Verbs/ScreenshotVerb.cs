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
        var verb = new Command("screenshot", "Write the desktop, or one window, to a PNG file.") { window, json, file };
        verb.SetAction(parsed =>
        {
            var arguments = new ScreenshotArguments(PathOf(context, parsed.GetRequiredValue(file)), parsed.GetValue(window));
            var taken = context.Ask(DesktopVerbs.Screenshot, arguments, "taking the screenshot");
            if (parsed.GetValue(json))
                context.AnswerJson(JsonSerializer.SerializeToElement(taken, ControlJson.Default.ScreenshotTaken));
            else
                context.Terminal.Answer($"{taken.File}: {taken.Width}x{taken.Height}");
            return ExitCode.Done;
        });
        return verb;
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
