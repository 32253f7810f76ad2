// SPDX-License-Identifier: Apache-2.0
// The apps of this guest, kept current. The first look is taken at once (a few hundred files are a few dozen milliseconds);
// later ones, after something changed on disk, on a thread of their own, so that no frame waits for a package installation.
// Folders are watched before they are looked at, so a change in between is a further look and never lost.
using System.Collections.Immutable;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Apps;

public sealed class InstalledApps : IDisposable
{
    /// <summary>An installation writes many files; they are one change. Counted from the first, so that steady changes cannot put it off.</summary>
    private static readonly TimeSpan Coalesced = TimeSpan.FromMilliseconds(200);

    private readonly EventLoop _loop;
    private readonly AppScanner _scanner;
    private readonly ImmutableArray<string> _desktops;
    private readonly Action<string> _report;
    private readonly LoopTimer _settled;
    private readonly HashSet<string> _watched = new(StringComparer.Ordinal);
    private HashSet<AppProblem> _reported = [];
    private FileWatch? _watch;
    private AppScan _scan;
    private Thread? _thread;
    private bool _outdated;
    private bool _isWatchLimited;
    private bool _disposed;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="variables">Where to look and which language: XDG_*, LANG, PATH.</param>
    /// <param name="report">Takes one line for each file that cannot be used; each is told once.</param>
    public InstalledApps(EventLoop loop, EnvironmentVariables variables, Action<string> report)
    {
        _loop = loop;
        _report = report;
        _scanner = new AppScanner(variables);
        _desktops = [.. (variables["XDG_CURRENT_DESKTOP"] ?? "Seamless").Split(':', StringSplitOptions.RemoveEmptyEntries)];
        _settled = loop.CreateTimer(LookAgain);
        var directories = DataDirectories.From(variables);
        WatchAll(directories.Data.Select(data => Path.Join(data, "applications")));
        _scan = _scanner.Scan();
        Report(_scan);
        if (WatchAll(_scan.Watched)) _settled.Start(Coalesced);
    }

    /// <summary>The apps are other ones than before.</summary>
    public event Action? Changed;

    /// <summary>Grows with each change.</summary>
    public uint Revision { get; private set; } = 1;

    public IEnumerable<DesktopEntry> Entries => _scan.Entries.Values;

    /// <summary>What is to be sent when a session opens, after <see cref="Changed"/>, and for a CatalogueRequest.</summary>
    public ImmutableArray<AppCatalogue> Parts() => CatalogueParts.Of(Entries, _desktops, Revision);

    /// <summary>By desktop file id, with or without <c>.desktop</c>.</summary>
    public DesktopEntry? Find(string id) =>
        _scan.Entries.GetValueOrDefault(id)
        ?? (id.EndsWith(".desktop", StringComparison.Ordinal) ? _scan.Entries.GetValueOrDefault(id[..^".desktop".Length]) : null);

    /// <summary>Ids a person may have meant: the same letters in another case, or a last part such as Demo4 for org.gtk.Demo4.</summary>
    public IEnumerable<string> Similar(string id) => _scan.Entries.Keys
        .Where(known => id.Length > 2 && known.Contains(id, StringComparison.OrdinalIgnoreCase)).Take(4);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        // A look takes milliseconds; after this nothing is posted to a loop that may be gone.
        _thread?.Join();
        _settled.Dispose();
        _watch?.Dispose();
    }

    private void LookAgain()
    {
        if (_thread is not null)
        {
            _outdated = true;
            return;
        }
        _thread = new Thread(() =>
        {
            var scan = _scanner.Scan();
            _loop.Post(() => Take(scan));
        })
        { IsBackground = true, Name = "apps" };
        _thread.Start();
    }

    private void Take(AppScan scan)
    {
        if (_disposed) return;
        _thread!.Join();
        _thread = null;
        var watchedMore = WatchAll(scan.Watched);
        Report(scan);
        var changed = !scan.Entries.Values.SequenceEqual(_scan.Entries.Values, EntryIdentity.Instance);
        _scan = scan;
        if (changed)
        {
            Revision++;
            Changed?.Invoke();
        }
        if (_outdated || watchedMore) _settled.Start(Coalesced);
        _outdated = false;
    }

    /// <summary>A problem is told when it appears, and again when it was gone in between.</summary>
    private void Report(AppScan scan)
    {
        foreach (var problem in scan.Problems)
            if (!_reported.Contains(problem)) _report(problem.ToString());
        _reported = [.. scan.Problems];
    }

    /// <summary>True when a folder is watched that was not before: it may have changed just before that.</summary>
    private bool WatchAll(IEnumerable<string> folders)
    {
        var more = false;
        try
        {
            _watch ??= new FileWatch(_loop, SomethingChanged);
            foreach (var folder in folders)
            {
                // A folder that does not exist yet appears in the nearest one above it that does.
                for (var path = folder; path is { Length: > 1 }; path = Path.GetDirectoryName(path))
                {
                    if (_watched.Contains(path)) break;
                    if (!_watch.Add(path)) continue;
                    _watched.Add(path);
                    more = true;
                    break;
                }
            }
        }
        catch (LinuxException e)
        {
            if (_isWatchLimited) return more;
            _isWatchLimited = true;
            _report($"new apps appear only after a restart: {e.Message}");
        }
        return more;
    }

    private void SomethingChanged(string path)
    {
        // The folder itself is gone, or its watch: let the next look decide what to watch instead.
        if (_watched.Contains(path) && !Directory.Exists(path)) _watched.Remove(path);
        if (IsRelevant(path) && !_settled.IsArmed) _settled.Start(Coalesced);
    }

    /// <summary>Below an applications folder, or on the way to one. Folders above may be busy with other things.</summary>
    private bool IsRelevant(string path)
    {
        foreach (var folder in _scan.Watched)
            if (path.StartsWith(folder, StringComparison.Ordinal) || IsAbove(path, folder)) return true;
        return false;
    }

    private static bool IsAbove(string path, string folder) =>
        folder.StartsWith(path, StringComparison.Ordinal) && folder.Length > path.Length && folder[path.Length] == '/';

    /// <summary>The scanner returns the same object for a file that did not change.</summary>
    private sealed class EntryIdentity : IEqualityComparer<DesktopEntry>
    {
        public static readonly EntryIdentity Instance = new();

        public bool Equals(DesktopEntry? x, DesktopEntry? y) => ReferenceEquals(x, y);

        public int GetHashCode(DesktopEntry entry) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(entry);
    }
}
