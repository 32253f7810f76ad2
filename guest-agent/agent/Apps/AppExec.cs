// SPDX-License-Identifier: Apache-2.0
// From an app and the files to open to command lines. A pure function: which process starts how is the caller's.
using System.Collections.Immutable;
using System.Text;

namespace Seamless.Agent.Apps;

/// <summary>Why an app cannot be started, in words for a person.</summary>
public sealed class AppStartException(string reason) : Exception(OneLine.Of(reason));

/// <summary>One process to start.</summary>
public sealed record AppLaunch(ImmutableArray<string> Arguments, string WorkingDirectory);

public static class AppExec
{
    /// <summary>
    /// The launches that open <paramref name="files"/> (absolute paths or URIs) with the app: one for all of them, or one for each
    /// where Exec takes a single file. Throws <see cref="AppStartException"/>.
    /// </summary>
    public static ImmutableArray<AppLaunch> Launches(DesktopEntry entry, string action, ImmutableArray<string> files, ProgramSearch programs)
    {
        var exec = ExecOf(entry, action);
        if (files.Length > AppsLimits.Files) throw new AppStartException($"more than {AppsLimits.Files} files at once");
        if (files.Length > 0 && exec.HidesFiles)
            throw new AppStartException($"{entry.Name} takes files only inside a quoted argument of Exec, which is not safe to fill in");

        var single = exec.FileCode is not ('F' or 'U') && files.Length > 1;
        if (single && files.Length > AppsLimits.LaunchesForOneStart)
            throw new AppStartException($"{entry.Name} opens one file at a time; at most {AppsLimits.LaunchesForOneStart} can be started together");
        var launches = ImmutableArray.CreateBuilder<AppLaunch>();
        foreach (var some in single ? files.Select(file => ImmutableArray.Create(file)) : [files])
            launches.Add(new AppLaunch(CommandLine(entry, action, exec, some, programs), entry.WorkingDirectory));
        return launches.ToImmutable();
    }

    private static ExecLine ExecOf(DesktopEntry entry, string action)
    {
        if (action.Length == 0) return entry.Exec ?? throw new AppStartException($"{entry.Id} cannot be started: {entry.NotStartable}");
        var found = entry.Actions.FirstOrDefault(a => a.Key == action)
            ?? throw new AppStartException(entry.Actions.IsEmpty
                ? $"{entry.Id} has no action '{action}'; it has none at all"
                : $"{entry.Id} has no action '{action}'; it has: {string.Join(", ", entry.Actions.Select(a => a.Key))}");
        return found.Exec ?? throw new AppStartException($"the action '{action}' of {entry.Id} can only be started through D-Bus");
    }

    private static ImmutableArray<string> CommandLine(
        DesktopEntry entry, string action, ExecLine exec, ImmutableArray<string> files, ProgramSearch programs)
    {
        var arguments = ImmutableArray.CreateBuilder<string>();
        if (entry.Terminal) arguments.AddRange(TerminalProgram.Find(programs).Prefix(entry));
        foreach (var argument in exec.Arguments)
        {
            if (argument is [{ Code: not '\0' } alone]) AddCode(alone.Code, entry, action, files, arguments);
            else arguments.Add(Joined(argument, entry, files));
        }
        // As in other launchers, a file for an app whose Exec names no place for it goes last.
        if (files.Length > 0 && exec.FileCode == 0) arguments.Add(LocalPath(files[0]));
        return arguments.ToImmutable();
    }

    /// <summary>A code that is a whole argument may become none, one or several.</summary>
    private static void AddCode(
        char code, DesktopEntry entry, string action, ImmutableArray<string> files, ImmutableArray<string>.Builder arguments)
    {
        switch (code)
        {
            case 'F':
                arguments.AddRange(files.Select(LocalPath));
                break;
            case 'U':
                arguments.AddRange(files);
                break;
            case 'i':
                var icon = entry.Actions.FirstOrDefault(a => a.Key == action) is { Icon.Length: > 0 } own ? own.Icon : entry.Icon;
                if (icon.Length > 0) arguments.AddRange("--icon", icon);
                break;
            default:
                if (code is 'f' or 'u' && files.IsEmpty) break;
                arguments.Add(OneValue(code, entry, files));
                break;
        }
    }

    private static string Joined(ImmutableArray<ExecPart> parts, DesktopEntry entry, ImmutableArray<string> files)
    {
        if (parts is [var only]) return only.Text;
        var text = new StringBuilder();
        foreach (var part in parts) text.Append(part.Code == 0 ? part.Text : OneValue(part.Code, entry, files));
        return text.ToString();
    }

    /// <summary>One value stays one argument, whatever spaces it has.</summary>
    private static string OneValue(char code, DesktopEntry entry, ImmutableArray<string> files) => code switch
    {
        'f' => files.IsEmpty ? "" : LocalPath(files[0]),
        'u' => files.IsEmpty ? "" : files[0],
        'c' => entry.Name,
        _ => entry.File, // %k
    };

    /// <summary>%f and %F promise a path. A file: URI has one; anything else the app would have to load itself, which it cannot.</summary>
    private static string LocalPath(string file)
    {
        if (file.StartsWith('/')) return file;
        if (file.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(file, UriKind.Absolute, out var uri)
            && uri.IsFile && uri.Host is "" or "localhost") return Uri.UnescapeDataString(uri.AbsolutePath);
        throw new AppStartException($"the app opens files only, and {file} is not a file of this guest");
    }
}
