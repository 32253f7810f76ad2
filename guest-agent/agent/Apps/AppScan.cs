// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Linux;

namespace Seamless.Agent.Apps;

/// <summary>A file that cannot be used, and why; one line for a person.</summary>
public readonly record struct AppProblem(string File, string Reason)
{
    public override string ToString() => OneLine.Of($"{File}: {Reason}");
}

/// <summary>Everything one look at the disk found.</summary>
/// <param name="Entries">Installed apps by id, sorted by it: neither hidden nor missing their TryExec program.</param>
/// <param name="Watched">Folders whose changes make this outdated.</param>
public sealed record AppScan(ImmutableSortedDictionary<string, DesktopEntry> Entries, ImmutableArray<AppProblem> Problems, ImmutableArray<string> Watched);

/// <summary>
/// Looks for apps. Files that did not change since the last look are not read again. May run on any thread, but on one at a
/// time.
/// </summary>
public sealed class AppScanner(EnvironmentVariables variables)
{
    private readonly DataDirectories _directories = DataDirectories.From(variables);
    private readonly MessageLocale _locale = MessageLocale.From(variables);
    private readonly ProgramSearch _programs = new(variables);
    private Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>Exactly one of entry and reason is there.</summary>
    private readonly record struct Known(DateTime Changed, long Length, int Hash, DesktopEntry? Entry, string? Reason);

    public AppScan Scan()
    {
        var folders = ApplicationFolders.List(_directories);
        var entries = ImmutableSortedDictionary.CreateBuilder<string, DesktopEntry>(StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<AppProblem>();
        var known = new Dictionary<string, Known>(folders.Files.Count, StringComparer.Ordinal);
        foreach (var (id, file) in folders.Files)
        {
            var read = Read(id, file);
            known[file] = read;
            if (read.Reason is not null) problems.Add(new AppProblem(file, read.Reason));
            else if (read.Entry is { Hidden: false } entry && (entry.TryExec.Length == 0 || _programs.Find(entry.TryExec) is not null)) entries.Add(id, entry);
        }
        if (folders.IsIncomplete) problems.Add(new AppProblem("applications", "too many files or folders; some apps are left out"));
        _known = known;
        return new AppScan(entries.ToImmutable(), problems.ToImmutable(), [.. folders.Watched]);
    }

    private Known Read(string id, string file)
    {
        var status = new FileInfo(file);
        // A link tells nothing about its target's age; what is not in our own folder (Flatpak's exports) is always read.
        var (changed, length) = status.Exists && status.LinkTarget is null ? (status.LastWriteTimeUtc, status.Length) : default;
        var isKnown = _known.TryGetValue(file, out var known);
        if (isKnown && changed != default && known.Changed == changed && known.Length == length) return known;
        var bytes = RegularFile.Read(file, AppsLimits.KeyFileBytes + 1);
        var hash = HashOf(bytes);
        // The same object for the same content, so that an app that did not change is seen not to have.
        if (isKnown && known.Hash == hash) return known with { Changed = changed, Length = length };
        try
        {
            if (bytes is null) throw new KeyFileException("cannot be read");
            return new Known(changed, length, hash, DesktopEntry.Read(bytes, id, file, _locale), Reason: null);
        }
        catch (KeyFileException e)
        {
            return new Known(changed, length, hash, Entry: null, e.Message);
        }
    }

    private static int HashOf(byte[]? bytes)
    {
        if (bytes is null) return 0;
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
