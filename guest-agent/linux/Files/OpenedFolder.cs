// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Seamless.Agent.Apps;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Files;

internal enum Removal
{
    Done,

    /// <summary>The copy is gone. Beside it lies what a person has saved there under another name.</summary>
    OthersStay,

    /// <summary>The copy is not the one that was seen last, and nothing was removed.</summary>
    WasChanged,
}

/// <summary>
/// Where the copies lie: <c>$XDG_DATA_HOME/seamless/opened/KEY/NAME</c>, beside each folder its journal and its newest save under
/// <c>KEY.VERSION</c>. Nobody but the user can look inside.
/// </summary>
internal sealed class OpenedFolder : IDisposable
{
    private const string JournalSuffix = ".journal";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileLock? _lock;

    private OpenedFolder(string path, FileLock? held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <exception cref="IOException">It cannot be made.</exception>
    public static OpenedFolder Open(EnvironmentVariables variables)
    {
        if (DataDirectories.From(variables) is not { Data: [var data, ..] } || (variables["XDG_DATA_HOME"] is null && variables["HOME"] is null))
            throw new IOException("neither HOME nor XDG_DATA_HOME is set, so there is no place for opened files");
        var path = System.IO.Path.Join(data, "seamless", "opened");
        Directory.CreateDirectory(path, OwnerOnly);
        // Another agent of the same home has files of its own here.
        return new OpenedFolder(path, FileLock.TryTake(System.IO.Path.Join(path, ".lock")));
    }

    public string FolderOf(ulong key) => System.IO.Path.Join(Path, Hex(key));

    public string CopyOf(ulong key, string name) => System.IO.Path.Join(FolderOf(key), name);

    public string JournalOf(ulong key) => System.IO.Path.Join(Path, Hex(key) + JournalSuffix);

    public string VersionOf(ulong key, uint version) => System.IO.Path.Join(Path, string.Create(CultureInfo.InvariantCulture, $"{Hex(key)}.{version}"));

    /// <summary>A save that is being set aside.</summary>
    public string BesideOf(ulong key) => System.IO.Path.Join(Path, Hex(key) + ".saving");

    /// <summary>What an agent that is gone had open; nothing when it is not gone.</summary>
    public IEnumerable<(ulong Key, FileJournal Journal)> Left()
    {
        if (_lock is null) yield break;
        foreach (var file in Directory.EnumerateFiles(Path, "*" + JournalSuffix).Order(StringComparer.Ordinal).Take(FilesLimits.Journals).ToList())
            if (ulong.TryParse(System.IO.Path.GetFileNameWithoutExtension(file), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var key)
                && FileJournal.Read(file) is { } journal && OpenFile.IsName(journal.Name)) yield return (key, journal);
    }

    /// <summary>Folders of copies that never became whole, which an agent that died left behind.</summary>
    public void RemoveHalves()
    {
        if (_lock is null) return;
        foreach (var folder in Directory.EnumerateDirectories(Path).ToList())
            if (System.IO.Path.GetFileName(folder) is { Length: 16 } name && ulong.TryParse(name, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var key)
                && File.Exists(ReceivingOf(key))) Remove(key, null);
    }

    /// <summary>Stands beside a copy until it is whole.</summary>
    public string ReceivingOf(ulong key) => System.IO.Path.Join(Path, Hex(key) + ".receiving");

    /// <summary>An empty folder for a copy, and its file.</summary>
    public FileStream Create(ulong key, string name)
    {
        Remove(key, name);
        File.WriteAllBytes(ReceivingOf(key), []);
        Directory.CreateDirectory(FolderOf(key), OwnerOnly);
        return DurableFile.Create(CopyOf(key, name));
    }

    /// <summary>The same, unless somebody has written it after all.</summary>
    public Removal RemoveSeen(ulong key, FileJournal journal)
    {
        if (SeenFile.OfPath(CopyOf(key, journal.Name)) is { } now && now != journal.Seen && !journal.IsReadOnly) return Removal.WasChanged;
        return Remove(key, journal.Name) ? Removal.Done : Removal.OthersStay;
    }

    /// <summary>The copy with all that belongs to it. What a person has saved beside it under another name stays. False when there is such.</summary>
    public bool Remove(ulong key, string? name)
    {
        foreach (var file in Directory.EnumerateFiles(Path, Hex(key) + ".*").ToList())
            if (file != ReceivingOf(key) && file != JournalOf(key)) File.Delete(file);
        var folder = FolderOf(key);
        var isWhole = !File.Exists(ReceivingOf(key));
        var isEmpty = !Directory.Exists(folder);
        if (!isEmpty)
        {
            // Editors' own copies carry the name in theirs: NAME~, .NAME.swp, #NAME#. A copy that never became whole nobody has touched.
            foreach (var file in Directory.EnumerateFiles(folder).ToList())
                if (!isWhole || (name is not null && System.IO.Path.GetFileName(file).Contains(name, StringComparison.Ordinal))) File.Delete(file);
            isEmpty = !Directory.EnumerateFileSystemEntries(folder).Any();
            if (isEmpty) Directory.Delete(folder);
        }
        File.Delete(ReceivingOf(key));
        // Last, so that the next agent finds what this one did not get to.
        File.Delete(JournalOf(key));
        return isEmpty;
    }

    public void Dispose() => _lock?.Dispose();

    private static string Hex(ulong key) => key.ToString("x16", CultureInfo.InvariantCulture);
}
