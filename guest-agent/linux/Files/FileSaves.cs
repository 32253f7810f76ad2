// SPDX-License-Identifier: Apache-2.0
// What an app saves. The folder of each copy is watched, so a save in place and one that renames a new file over the old are the same
// thing here: the file of that name is not the one that was seen. Its bytes are then set aside under the next version, on the thread for
// the disk, and only when they and the journal are on the disk is the save told. An agent that is killed at any moment leaves the copy
// itself behind, which the next one finds to be another than the journal says.
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Files;

internal sealed class FileSaves(EventLoop loop, OpenedFolder folder, DiskWork disk, Action<OpenedFile> saved)
{
    private readonly byte[] _chunk = new byte[ProtocolLimits.FileDataBytes];

    private enum Outcome
    {
        Taken,
        Unchanged,
        Unsettled,
    }

    /// <summary>Something happened to the copy, or may have.</summary>
    public void Changed(OpenedFile file)
    {
        if (!file.IsWhole || file.IsEnding || file.Journal.IsReadOnly) return;
        if (file.IsSaving) file.HasChangedAgain = true;
        else Wait(file, FilesLimits.Settle);
    }

    /// <summary>Nothing is under way and the copy is the one that was seen last.</summary>
    public static bool IsQuiet(OpenedFile file) => !file.IsBusy && (file.Journal.IsReadOnly || SeenFile.OfPath(file.Path) is not { } now || now == file.Journal.Seen);

    /// <summary>The desktop has that version: what was set aside up to it may go.</summary>
    public void Stored(OpenedFile file, uint version)
    {
        if (version <= file.Journal.Stored) return;
        file.Journal = file.Journal with { Stored = Math.Min(version, file.Journal.Newest) };
        Keep(file);
    }

    /// <summary>What the loop knows of it gets into the journal on the disk; then the versions that it does not need are removed.</summary>
    private void Keep(OpenedFile file)
    {
        var stored = file.Journal.Stored;
        disk.Do(() =>
        {
            var before = file.Written;
            file.Written = before with { Stored = Math.Max(before.Stored, stored) };
            file.Written.Write(folder.JournalOf(file.Key));
            for (var version = before.Stored; version <= stored; version++) File.Delete(folder.VersionOf(file.Key, version));
            return () => { };
        }, failure => AgentLog.Warn($"files: the journal of '{file.Journal.Name}' cannot be written: {failure.Message}"));
    }

    private void Wait(OpenedFile file, TimeSpan time)
    {
        file.Settling ??= loop.CreateTimer(() => Save(file));
        if (!file.Settling.IsArmed) file.Settling.Start(time);
    }

    private void Save(OpenedFile file)
    {
        file.IsSaving = true;
        file.HasChangedAgain = false;
        var isLast = ++file.Rounds >= FilesLimits.SettleRounds;
        disk.Do(() =>
        {
            var outcome = SetAside(file, file.Written, isLast, out var next);
            return () => Saved(file, outcome, next);
        }, failure =>
        {
            file.IsSaving = false;
            AgentLog.Warn($"files: what was saved in {file.Path} cannot be set aside and lies there only: {failure.Message}; trying again");
            Wait(file, FilesLimits.Retry);
        });
    }

    private void Saved(OpenedFile file, Outcome outcome, FileJournal next)
    {
        file.IsSaving = false;
        if (outcome == Outcome.Unsettled)
        {
            Wait(file, FilesLimits.Settle);
            return;
        }
        file.Rounds = 0;
        if (outcome == Outcome.Taken)
        {
            // What was stored meanwhile stands behind this in the disk's queue.
            file.Journal = next with { Stored = Math.Max(next.Stored, file.Journal.Stored) };
        }
        if (file.HasChangedAgain) Changed(file);
        if (outcome == Outcome.Taken) AgentLog.Info($"files: '{next.Name}' was saved as version {next.Newest}, {next.NewestBytes} bytes");
        saved(file);
    }

    /// <summary>On the thread for the disk.</summary>
    private Outcome SetAside(OpenedFile file, FileJournal journal, bool isLast, out FileJournal next)
    {
        next = journal;
        // An editor may have taken the old file away and not put the new one there yet; then that is another change.
        if (SeenFile.OfPath(file.Path) is not { } before || before == journal.Seen) return Outcome.Unchanged;
        var beside = folder.BesideOf(file.Key);
        File.Delete(beside);
        using (var from = RegularFile.Open(file.Path))
        {
            if (from is null) return Outcome.Unsettled;
            using var to = DurableFile.Create(beside);
            var now = FileStatus.OfPath(beside)!.Value.ModifiedNanoseconds;
            if (now - before.ModifiedNanoseconds is > -FilesLimits.FutureNanoseconds and < FilesLimits.FreshNanoseconds && !isLast) return Outcome.Unsettled;
            var size = Copy(from, to);
            to.Flush(flushToDisk: true);
            if (SeenFile.OfPath(file.Path) != before && !isLast) return Outcome.Unsettled;
            next = journal with { Newest = journal.Newest + 1, NewestBytes = size, Seen = before };
        }
        DurableFile.PutInPlace(beside, folder.VersionOf(file.Key, next.Newest));
        next.Write(folder.JournalOf(file.Key));
        file.Written = next;
        // Whoever fetches the one before has it open.
        if (journal.Newest > 0) File.Delete(folder.VersionOf(file.Key, journal.Newest));
        return Outcome.Taken;
    }

    private long Copy(Microsoft.Win32.SafeHandles.SafeFileHandle from, FileStream to)
    {
        long size = 0;
        while (RandomAccess.Read(from, _chunk, size) is > 0 and var count)
        {
            size += count;
            if (size > ProtocolLimits.FileBytes) throw new IOException($"it is larger than {ProtocolLimits.FileBytes} bytes");
            to.Write(_chunk.AsSpan(0, count));
        }
        return size;
    }
}
