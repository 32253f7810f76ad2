// SPDX-License-Identifier: Apache-2.0
// Which desktop files there are. The id of a file is its path below "applications" with dashes for slashes; when several
// folders have the same id the first folder's file is the only one that counts (Desktop Entry Specification, "Desktop File ID"),
// whatever it holds: that is how a user hides or replaces an app of the system.
namespace Seamless.Agent.Apps;

public readonly record struct DesktopFilePath(string Id, string File);

public sealed class ApplicationFolders
{
    private const string Suffix = ".desktop";

    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<DesktopFilePath> _files = [];
    private readonly List<string> _watched = [];

    private ApplicationFolders() { }

    /// <summary>In the order of the folders, and by name within one.</summary>
    public IReadOnlyList<DesktopFilePath> Files => _files;

    /// <summary>Folders whose changes can change the answer. Those below "data" may not exist yet.</summary>
    public IReadOnlyList<string> Watched => _watched;

    /// <summary>Some files or folders were left out because of a limit.</summary>
    public bool IsIncomplete { get; private set; }

    public static ApplicationFolders List(DataDirectories directories)
    {
        var folders = new ApplicationFolders();
        foreach (var data in directories.Data)
        {
            var root = Path.Join(data, "applications");
            folders._watched.Add(root);
            folders.Visit(root, Canonical(root), prefix: "", depth: 0);
        }
        return folders;
    }

    private void Visit(string folder, string canonical, string prefix, int depth)
    {
        // A cycle of symbolic links would give each app many ids; the real path is visited once only.
        if (!_visited.Add(canonical)) return;
        if (depth > AppsLimits.ApplicationFolderDepth || _visited.Count > AppsLimits.ApplicationFolders)
        {
            IsIncomplete = true;
            return;
        }
        if (depth > 0) _watched.Add(folder);
        var (files, folders) = Names(folder);
        foreach (var name in files)
        {
            var id = prefix + name[..^Suffix.Length];
            if (_files.Count == AppsLimits.Apps) IsIncomplete = true;
            else if (_ids.Add(id)) _files.Add(new DesktopFilePath(id, Path.Join(folder, name)));
        }
        foreach (var name in folders)
        {
            var path = Path.Join(folder, name);
            Visit(path, Canonical(path, canonical), $"{prefix}{name}-", depth + 1);
        }
    }

    private (List<string> Files, List<string> Folders) Names(string folder)
    {
        var files = new List<string>();
        var folders = new List<string>();
        try
        {
            var seen = 0;
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                if (++seen > AppsLimits.FolderEntries)
                {
                    IsIncomplete = true;
                    break;
                }
                if (entry.Attributes.HasFlag(FileAttributes.Directory)) folders.Add(entry.Name);
                else if (entry.Name.EndsWith(Suffix, StringComparison.Ordinal) && entry.Name.Length > Suffix.Length) files.Add(entry.Name);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that is missing or may not be read has no apps for this user.
        }
        files.Sort(StringComparer.Ordinal);
        folders.Sort(StringComparer.Ordinal);
        return (files, folders);
    }

    private static string Canonical(string path, string? parent = null)
    {
        try
        {
            var target = new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true);
            if (target is not null) return target.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A link that leads nowhere is not entered: listing it fails as well.
        }
        return parent is null ? path : Path.Join(parent, Path.GetFileName(path));
    }
}
