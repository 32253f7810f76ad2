// SPDX-License-Identifier: Apache-2.0
// What the launcher says and hears about files on its session with one guest's bridge (PROTOCOL.md, "Opened files"). Lives longer than a
// session: each time that the guest comes it is asked after every file that is open there.
using System.Globalization;
using Seamless.Protocol;

namespace Seamless.Launcher.Files;

internal sealed class FileSession(string guest, OpenedFiles files)
{
    private Session? _session;
    private uint _lastRequest;

    public bool IsConnected => _session is { IsOpen: true };

    private IEnumerable<LaunchedFile> Ours => files.All.Values.Where(file => file.Record.Guest == guest);

    public void Opened(Session session)
    {
        _session = session;
        AskAfterAll();
    }

    /// <summary>The agent is there (again): its apps are known.</summary>
    public void GuestCame() => AskAfterAll();

    public void Closed()
    {
        _session = null;
        foreach (var file in Ours)
            file.Interrupt();
    }

    public void Open(LaunchedFile file)
    {
        if (file.Request != 0)
            return;
        // It is sent under its key once and never again: a copy that were made anew would count its saves anew, and those that others had before
        // it would be taken for stored.
        try
        {
            file.Sending?.Dispose();
            file.Sending = null;
            if (!file.WasAsked)
                file.Sending = new FileSending(file.Record);
        }
        catch (IOException failure)
        {
            NotOpened(file, failure.Message);
            return;
        }
        if (_session is not { IsOpen: true } session)
            return; // It is asked for when the guest comes.
        (file.Request, file.WasAsked) = (++_lastRequest, true);
        session.Send(new OpenFile
        {
            Key = file.Record.Number,
            Name = file.Record.Name,
            Size = file.Sending?.Size ?? 0,
            AppId = file.Record.AppId,
            Flags = (file.Record.IsReadOnly ? OpenFileFlags.ReadOnly : OpenFileFlags.None) | (file.Sending is null ? OpenFileFlags.Again : OpenFileFlags.None),
            Request = file.Request,
        });
        if (file.Sending is { } sending)
            Send(file, sending, session);
    }

    public void Received(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.FileCredit:
                var credit = message.Read<FileCredit>();
                if (Find(credit.Key) is not { Sending: { } sending, Request: not 0 } sent || credit.Version != 0)
                    break;
                sending.Credit(credit.Bytes);
                Send(sent, sending, _session!);
                break;
            case MessageType.FileOpened:
                var opened = message.Read<FileOpened>();
                if (Find(opened.Key) is { } now && now.Request == opened.Request)
                    HasOpened(now, opened);
                break;
            case MessageType.FileSaved:
                var saved = message.Read<FileSaved>();
                if (Find(saved.Key) is { } written)
                    Saved(written, saved);
                break;
            case MessageType.FileData:
                var data = message.Read<FileData>();
                if (Find(data.Key) is { } fetched && fetched.Fetching == data.Version && data.Version != 0)
                    Data(fetched, data);
                break;
            case MessageType.FileClosed:
                var closed = message.Read<FileClosed>();
                if (Find(closed.Key) is { Sending: null } ended)
                    Gone(ended, "closed", ended.Askers.Count > 0);
                break;
            case MessageType.FileFailed:
                var failed = message.Read<FileFailed>();
                if (Find(failed.Key) is { } broken)
                    Failed(broken, failed);
                break;
        }
    }

    /// <summary>Only what is in our journal is ours.</summary>
    private LaunchedFile? Find(ulong key) => files.All.TryGetValue(key, out var file) && file.Record.Guest == guest ? file : null;

    private void AskAfterAll()
    {
        if (_session is not { IsOpen: true } session)
            return;
        foreach (var file in Ours.ToList())
        {
            if (!file.Record.IsOpened || file.Askers.Count > 0)
                Open(file);
            if (file.Record.IsOpened && file.Fetching == 0)
                session.Send(new FileStored(file.Record.Number, file.Record.Stored));
        }
    }

    private void Send(LaunchedFile file, FileSending sending, Session session)
    {
        try
        {
            sending.Send(session, files.Chunk);
        }
        catch (IOException failure)
        {
            NotOpened(file, $"{file.Record.Path}: {failure.Message}");
        }
    }

    private void HasOpened(LaunchedFile file, in FileOpened opened)
    {
        file.Sending?.Dispose();
        (file.Sending, file.Request, file.Instance) = (null, 0, opened.Instance);
        if (!file.Record.IsOpened)
            files.Write(file, file.Record with { IsOpened = true });
        files.Log.FileOpened(guest, file.Record.Path, opened.Instance);
        foreach (var asker in file.Askers)
            asker.TrySetResult(file.Info);
        file.Askers.Clear();
        // A save of before may wait for us.
        Fetch(file);
    }

    private void NotOpened(LaunchedFile file, string reason)
    {
        file.Sending?.Dispose();
        (file.Sending, file.Request, var askers) = (null, 0, file.Askers.ToList());
        file.Askers.Clear();
        files.Log.FileTrouble(guest, file.Record.Path, reason);
        if (!file.Record.IsOpened)
            Release(file, reason);
        else // It may have ended as it was asked for; then the guest says that it is gone.
            _session?.Send(new FileStored(file.Record.Number, file.Record.Stored));
        foreach (var asker in askers)
            asker.TrySetException(new LauncherException(reason));
    }

    /// <summary>The guest has no such file any more, and never again under this key. Where it is to be open it gets another copy.</summary>
    private void Gone(LaunchedFile file, string line, bool isWanted)
    {
        if (file.Newest > file.Record.Stored)
            files.Log.FileTrouble(guest, file.Record.Path, $"what was saved last did not come back: {line}");
        var askers = file.Askers.ToList();
        file.Askers.Clear();
        Release(file, line);
        if (isWanted)
            files.Renew(file.Record, askers);
    }

    private void Release(LaunchedFile file, string line)
    {
        if (file.Fetching != 0)
            OriginalFile.RemoveBeside(file.Record);
        _session?.Send(new FileReleased(file.Record.Number));
        files.Log.FileClosed(guest, file.Record.Path);
        files.Forget(file, line);
    }

    private void Saved(LaunchedFile file, in FileSaved saved)
    {
        file.Newest = Math.Max(file.Newest, saved.Version);
        // The journal says so with the first save that is stored; before, nothing comes of it that it does not.
        file.Record = file.Record with { IsOpened = true };
        file.IsSaidAgain = file.Fetching == saved.Version;
        if (saved.Version <= file.Record.Stored)
        {
            _session!.Send(new FileStored(saved.Key, file.Record.Stored));
            return;
        }
        file.Retry?.Stop();
        Fetch(file);
    }

    private void Fetch(LaunchedFile file)
    {
        if (file.Fetching != 0 || file.Newest <= file.Record.Stored || file.Retry is { IsArmed: true } || _session is not { IsOpen: true } session)
            return;
        try
        {
            file.Beside = OriginalFile.CreateBeside(file.Record);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Trouble(file, failure.Message);
            return;
        }
        (file.Fetching, file.Received, file.Uncredited, file.IsSaidAgain) = (file.Newest, 0, 0, false);
        session.Send(new FetchFile(file.Record.Number, file.Newest));
    }

    private void Data(LaunchedFile file, in FileData data)
    {
        if (data.Offset != file.Received)
            throw new ProtocolException($"file {data.Key:x16} version {data.Version}: data for {data.Offset} came where {file.Received} was due");
        if (data.Data.Length == 0)
        {
            Ended(file);
            return;
        }
        file.Received += data.Data.Length;
        try
        {
            file.Beside?.Write(data.Data.Span);
        }
        catch (IOException failure)
        {
            // The rest of it comes all the same, and is dropped.
            file.Beside!.Dispose();
            file.Beside = null;
            OriginalFile.RemoveBeside(file.Record);
            Trouble(file, failure.Message);
        }
        file.Uncredited += data.Data.Length;
        if (file.Uncredited < FilesLimits.CreditBytes)
            return;
        _session!.Send(new FileCredit(data.Key, data.Version, file.Uncredited));
        file.Uncredited = 0;
    }

    private void Ended(LaunchedFile file)
    {
        var version = file.Fetching;
        var beside = file.Beside;
        (file.Fetching, file.Beside) = (0, null);
        if (beside is null)
            return; // It is fetched again when it is tried again.
        try
        {
            using (beside)
                OriginalFile.Finish(file.Record, beside);
            PutInPlace(file, version);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LauncherException)
        {
            Trouble(file, failure.Message);
            return;
        }
        file.Problem = "";
        _session!.Send(new FileStored(file.Record.Number, version));
        Fetch(file);
    }

    /// <summary>The record says first what is about to lie where, so that a daemon that comes back knows its own work from somebody else's.</summary>
    private void PutInPlace(LaunchedFile file, uint version)
    {
        var beside = OriginalFile.BesideOf(file.Record);
        var seen = Linux.SeenFile.OfPath(beside) ?? throw new IOException($"{beside} was taken away");
        var original = file.Record.Path;
        var isKept = OriginalFile.HasChanged(file.Record);
        var target = isKept ? OriginalFile.KeptName(file.Record, files.Loop.Time.GetLocalNow()) : original;
        files.Write(file, file.Record with { Path = target, Storing = version, StoringSeen = seen });
        Linux.DurableFile.PutInPlace(beside, target);
        files.Write(file, file.Record with { Stored = version, Seen = seen, Storing = 0 });
        files.Log.FileStored(guest, target, version);
        if (isKept)
        {
            files.Log.FileKept(guest, original, target);
            file.Say($"{original} was changed meanwhile, so both are kept: what was saved in guest '{guest}' is {target}");
        }
        else
        {
            file.Say(string.Create(CultureInfo.InvariantCulture, $"saved {target}, {seen.Size} bytes"));
        }
    }

    private void Failed(LaunchedFile file, in FileFailed failed)
    {
        if (failed.Version != 0)
        {
            if (failed.Version != file.Fetching)
                return;
            file.Beside?.Dispose();
            (file.Beside, file.Fetching) = (null, 0);
            OriginalFile.RemoveBeside(file.Record);
            // A newer one was said, or the same again since; else the guest says it when it comes back, or it is tried later, so that a failure
            // cannot turn in circles.
            files.Log.FileTrouble(guest, file.Record.Path, failed.Reason);
            if (file.Newest > failed.Version || file.IsSaidAgain)
                Fetch(file);
            else
                TryLater(file);
            return;
        }
        if (failed.Request != 0 && failed.Request == file.Request)
            NotOpened(file, failed.Reason);
        else if (failed.Request == 0 && file.Sending is not null)
            NotOpened(file, failed.Reason);
        else if (failed.Request == 0)
            Gone(file, failed.Reason, file.Askers.Count > 0 || !file.Record.IsOpened);
    }

    /// <summary>The newest save stays in the guest's folder, which keeps it until we have it; told once for each reason.</summary>
    private void Trouble(LaunchedFile file, string reason)
    {
        if (file.Problem != reason)
        {
            files.Log.FileTrouble(guest, file.Record.Path, reason);
            file.Say($"{file.Record.Path} cannot be written: {reason}; what was saved stays in guest '{guest}', in the folder seamless/opened/{file.Record.Key} of its data, and is tried again");
        }
        file.Problem = reason;
        TryLater(file);
    }

    private void TryLater(LaunchedFile file)
    {
        file.Retry ??= files.Loop.CreateTimer(() => Fetch(file));
        file.Retry.Start(FilesLimits.Retry);
    }
}
