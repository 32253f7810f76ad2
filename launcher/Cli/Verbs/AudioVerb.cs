// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

internal static class AudioVerb
{
    public static Command Create(VerbContext context) => new("audio", "What the guests' apps play.") { Streams(context), Record(context), Stop(context) };

    private static Command Streams(VerbContext context)
    {
        var json = Arguments.Json();
        var verb = new Command("streams", "List what plays at this moment.") { json };
        verb.SetAction(parsed =>
        {
            var list = context.Ask(DesktopVerbs.AudioStreams, new Nothing(), "asking the desktop");
            if (parsed.GetValue(json))
            {
                context.AnswerJson(JsonSerializer.SerializeToElement(list, ControlJson.Default.AudioStreamList));
                return ExitCode.Done;
            }
            var table = new Table("GUEST", "APP", "SECONDS", "TITLE");
            foreach (var stream in list.Streams)
                table.Add(stream.Guest, stream.App, Seconds(stream.Seconds), stream.Title);
            table.Write(context.Terminal);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Command Record(VerbContext context)
    {
        var folder = new Argument<string>("DIR") { Description = "Where to write the files; made when it is not there." };
        var verb = new Command("record", "Write what each app plays to a WAV file, from now until audio stop.") { folder };
        verb.SetAction(parsed =>
        {
            // The desktop writes the files and has another working folder than the person.
            var path = Path.GetFullPath(parsed.GetRequiredValue(folder), context.Environment.WorkingFolder);
            try
            {
                Directory.CreateDirectory(path);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new LauncherException(failure.Message, failure);
            }
            context.Ask(DesktopVerbs.AudioRecord, new AudioRecordArguments(path), "asking the desktop");
            return ExitCode.Done;
        });
        return verb;
    }

    private static Command Stop(VerbContext context)
    {
        var json = Arguments.Json();
        var verb = new Command("stop", "End the recording and list its files.") { json };
        verb.SetAction(parsed =>
        {
            var recorded = context.Ask(DesktopVerbs.AudioStop, new Nothing(), "writing the files");
            if (parsed.GetValue(json))
            {
                context.AnswerJson(JsonSerializer.SerializeToElement(recorded, ControlJson.Default.AudioRecorded));
                return ExitCode.Done;
            }
            foreach (var file in recorded.Files)
                context.Terminal.Answer($"{file.File}: {file.App}, {Seconds(file.Seconds)} s{(file.Problem is null ? "" : $"; not whole: {file.Problem}")}");
            return ExitCode.Done;
        });
        return verb;
    }

    private static string Seconds(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture);
}
