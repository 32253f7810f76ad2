// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>`clipboard get|set|types`: what is copied in guests and on the desktop, for pipes. Contents pass through a file in memory, which ends with us.</summary>
internal static class ClipboardVerb
{
    private const int ChunkBytes = 64 * 1024;

    public static Command Create(VerbContext context) => new("clipboard", "Read and write what is copied, or marked.")
    {
        Get(context),
        Set(context),
        Types(context),
    };

    private static Command Get(VerbContext context)
    {
        var (primary, guest) = Which(context, "Only what this guest has, whatever was copied elsewhere since.");
        var type = Type("The type that is wanted; without it text, when there is some, else the best.");
        var verb = new Command("get", "Write what is copied to the standard output, as it is.") { type, primary, guest };
        verb.SetAction(parsed =>
        {
            using var file = MemoryFile.Create("clipboard", 0, Seals.None);
            var from = new ClipboardArguments { Guest = parsed.GetValue(guest), Primary = parsed.GetValue(primary) };
            context.Ask(DesktopVerbs.ClipboardGet, new ClipboardGetArguments(PathOf(file), from, parsed.GetValue(type)), "waiting for who has it");
            Print(file);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Command Set(VerbContext context)
    {
        var (primary, guest) = Which(context, "For this guest alone.");
        var type = Type("What it is; without it, text.");
        var verb = new Command("set", "Copy the standard input.") { type, primary, guest };
        verb.SetAction(parsed =>
        {
            using var file = MemoryFile.Create("clipboard", 0, Seals.None);
            ReadInput(file);
            var to = new ClipboardArguments { Guest = parsed.GetValue(guest), Primary = parsed.GetValue(primary) };
            context.Ask(DesktopVerbs.ClipboardSet, new ClipboardSetArguments(PathOf(file), to, parsed.GetValue(type)), "asking the desktop");
            return ExitCode.Done;
        });
        return verb;
    }

    private static Command Types(VerbContext context)
    {
        var (primary, guest) = Which(context, "Only what this guest has, whatever was copied elsewhere since.");
        var json = Arguments.Json();
        var verb = new Command("types", "List the types that what is copied can be had as, the best first.") { primary, guest, json };
        verb.SetAction(parsed =>
        {
            var types = context.Ask(DesktopVerbs.ClipboardTypes,
                new ClipboardArguments { Guest = parsed.GetValue(guest), Primary = parsed.GetValue(primary) }, "asking the desktop");
            if (parsed.GetValue(json))
                context.AnswerJson(JsonSerializer.SerializeToElement(types, ControlJson.Default.ClipboardTypes));
            else
                foreach (var type in types.Types)
                    context.Terminal.Answer(type);
            return ExitCode.Done;
        });
        return verb;
    }

    private static (Option<bool> Primary, Option<string?> Guest) Which(VerbContext context, string whatOfGuest)
    {
        var guest = new Option<string?>("--guest") { Description = whatOfGuest, HelpName = "NAME" };
        guest.CompletionSources.Add(_ => Arguments.GuestNames(context));
        return (new Option<bool>("--primary") { Description = "What is marked (pasted with the middle button), not what was copied." }, guest);
    }

    private static Option<string?> Type(string description) => new("--type") { Description = description, HelpName = "MIME-TYPE" };

    /// <summary>For the desktop, which is another process of the same person.</summary>
    private static string PathOf(MemoryFile file) => $"/proc/{Environment.ProcessId}/fd/{file.Descriptor.Number}";

    private static void Print(MemoryFile file)
    {
        using var output = FileDescriptor.OfStandardStream(1);
        var chunk = new byte[ChunkBytes];
        var size = file.Size;
        try
        {
            for (long at = 0; at < size;)
            {
                var part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, size - at));
                file.ReadAt(at, part);
                at += part.Length;
                while (!part.IsEmpty)
                {
                    if (output.Write(part) is { } count)
                        part = part[count..];
                    else
                        output.Await(Interest.Write);
                }
            }
        }
        catch (LinuxException failure)
        {
            throw new LauncherException($"the standard output was closed before all was written: {failure.Message}", failure);
        }
    }

    private static void ReadInput(MemoryFile file)
    {
        using var input = FileDescriptor.OfStandardStream(0);
        var chunk = new byte[ChunkBytes];
        for (long size = 0; ;)
        {
            if (input.Read(chunk) is not { } count)
            {
                input.Await(Interest.Read);
                continue;
            }
            if (count == 0)
                return;
            if (size + count > ProtocolLimits.ClipboardBytes)
                throw new LauncherException($"more than {ProtocolLimits.ClipboardBytes >> 20} MiB are a file, and not for the clipboard");
            file.WriteAt(size, chunk.AsSpan(0, count));
            size += count;
        }
    }
}
