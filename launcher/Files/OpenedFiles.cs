// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Files;

/// <summary>
/// The files that are open in guests, of all guests: kept on disk, so that a daemon which comes back goes on with them. On the loop's thread.
/// </summary>
internal sealed class OpenedFiles : IDisposable
{
    private readonly Dictionary<string, FileSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Whoever follows one of these has not asked for its last line yet.</summary>
    private readonly Queue<LaunchedFile> _ended = [];

    public OpenedFiles(EventLoop loop, string folder, ILogger log)
    {
        (Loop, Journal, Log) = (loop, new FileJournal(folder), log);
        foreach (var record in Journal.Left())
            Restore(record);
    }

    public EventLoop Loop { get; }

    public FileJournal Journal { get; }

    public ILogger Log { get; }

    public Dictionary<ulong, LaunchedFile> All { get; } = [];

    /// <summary>Where chunks of originals are read into.</summary>
    public byte[] Chunk { get; } = new byte[ProtocolLimits.FileDataBytes];

    /// <summary>Somebody works with one of them: the guest that has it is connected.</summary>
    public bool AnyInUse => All.Values.Any(file => _sessions.TryGetValue(file.Record.Guest, out var session) && session.IsConnected);

    public IEnumerable<OpenedFileInfo> Describe() => All.Values.Select(file => file.Info);

    /// <summary>The part of a guest's session that is about files.</summary>
    public FileSession Of(string guest)
    {
        if (!_sessions.TryGetValue(guest, out var session))
            _sessions[guest] = session = new FileSession(guest, this);
        return session;
    }

    public Task<OpenedFileInfo> OpenAsync(OpenArguments arguments)
    {
        var path = OriginalFile.Resolve(arguments.File);
        var seen = SeenFile.OfPath(path) ?? throw new LauncherException($"{path} is no ordinary file");
        // The same file in the same guest once more: its app is asked again, and one copy has all the saves.
        var known = All.Values.FirstOrDefault(each => each.Record.Guest == arguments.Guest && each.Record.Path == path && each.Record.Seen == seen);
        if (known is null)
        {
            if (All.Count >= FilesLimits.Files)
                throw new LauncherException($"{FilesLimits.Files} files are open in guests already; see: seamless open --list");
            known = Add(new FileRecord(NewKey(), arguments.Guest, path, seen)
            {
                AppId = arguments.App ?? "",
                IsReadOnly = arguments.ReadOnly || OriginalFile.IsReadOnly(path),
            });
        }
        else if (arguments.App is { } app)
        {
            Write(known, known.Record with { AppId = app });
        }
        var answer = new TaskCompletionSource<OpenedFileInfo>(TaskCreationOptions.RunContinuationsAsynchronously);
        known.Askers.Add(answer);
        Of(arguments.Guest).Open(known);
        return answer.Task;
    }

    /// <summary>The guest does not have it, and it is to be open there: it is opened as another one.</summary>
    public void Renew(FileRecord ended, IEnumerable<TaskCompletionSource<OpenedFileInfo>> askers)
    {
        try
        {
            var file = Add(new FileRecord(NewKey(), ended.Guest, ended.Path, SeenFile.OfPath(ended.Path) ?? ended.Seen) { AppId = ended.AppId, IsReadOnly = ended.IsReadOnly });
            file.Askers.AddRange(askers);
            Of(ended.Guest).Open(file);
        }
        catch (LauncherException failure)
        {
            foreach (var asker in askers)
                asker.TrySetException(failure);
        }
    }

    public Task<FileProgress> ProgressAsync(FileProgressArguments arguments) =>
        All.Values.Concat(_ended).FirstOrDefault(file => file.Record.Key == arguments.Key) is { } file
            ? file.ProgressAsync(arguments.Seen)
            : Task.FromResult(new FileProgress(arguments.Seen, "", true));

    /// <exception cref="LauncherException">The disk does not take it.</exception>
    public void Write(LaunchedFile file, FileRecord record)
    {
        try
        {
            Journal.Write(record);
            file.Record = record;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LauncherException($"cannot write to {Journal.Folder}: {failure.Message}", failure);
        }
    }

    /// <summary>The last line about it; it is nobody's any more.</summary>
    public void Forget(LaunchedFile file, string line)
    {
        All.Remove(file.Record.Number);
        Journal.Remove(file.Record);
        file.Dispose();
        file.End(line);
        _ended.Enqueue(file);
        if (_ended.Count > FilesLimits.Ended)
            _ended.Dequeue();
    }

    public void Dispose()
    {
        foreach (var file in All.Values)
        {
            foreach (var asker in file.Askers)
                asker.TrySetException(new LauncherException("the daemon stops"));
            file.Dispose();
            file.End("the daemon stopped; what is saved comes back when it runs again");
        }
    }

    private LaunchedFile Add(FileRecord record)
    {
        var file = new LaunchedFile(record);
        Write(file, record);
        All.Add(record.Number, file);
        return file;
    }

    private string NewKey()
    {
        Span<byte> bytes = stackalloc byte[8];
        while (true)
        {
            RandomBytes.Fill(bytes);
            if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) is not 0 and var key && !All.ContainsKey(key))
                return key.ToString("x16", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>A save that an earlier daemon was about to put in place: either it lies there, or it comes again.</summary>
    private void Restore(FileRecord record)
    {
        var file = new LaunchedFile(record) { WasAsked = true };
        if (record.Storing != 0 && SeenFile.OfPath(record.Path) == record.StoringSeen)
            Write(file, record with { Stored = record.Storing, Seen = record.StoringSeen, Storing = 0 });
        OriginalFile.RemoveBeside(record);
        All[record.Number] = file;
        Log.FileGoesOn(record.Guest, record.Path);
    }
}
