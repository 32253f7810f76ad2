// SPDX-License-Identifier: Apache-2.0
// Everything that the protocol's files group asks of a guest (PROTOCOL.md, "Opened files"): a copy comes, an app is started on it, what is
// saved goes back. Files outlive sessions, apps and the agent itself; what a session has under way ends with it.
using System.Globalization;
using Seamless.Agent.Apps;
using Seamless.Agent.Linux.Apps;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Files;

public sealed class GuestFiles : IBridgeReceiver, IDisposable
{
    private readonly EventLoop _loop;
    private readonly EnvironmentVariables _variables;
    private readonly BridgeSession _bridge;
    private readonly GuestApps _apps;
    private readonly DiskWork _disk;
    private readonly Dictionary<ulong, OpenedFile> _files = [];
    private readonly byte[] _chunk = new byte[ProtocolLimits.FileDataBytes];
    private OpenedFolder? _folder;
    private FileSaves? _saves;
    private FileWatch? _watch;

    public GuestFiles(EventLoop loop, EnvironmentVariables variables, BridgeSession bridge, GuestApps apps)
    {
        (_loop, _variables, _bridge, _apps) = (loop, variables, bridge, apps);
        _disk = new DiskWork(loop);
        _apps.Launches.Ended += AppEnded;
        TakeOver();
    }

    private bool CanSend => _bridge.Offers(Capabilities.Files);

    public void Received(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.OpenFile:
                Open(message.Read<OpenFile>());
                break;
            case MessageType.FileData:
                Data(message.Read<FileData>());
                break;
            case MessageType.FileCredit:
                var credit = message.Read<FileCredit>();
                if (Find(credit.Key) is not { Departure: { } departure } credited || departure.Version != credit.Version) break;
                departure.Credit(credit.Bytes);
                Depart(credited, departure);
                break;
            case MessageType.FetchFile:
                Fetch(message.Read<FetchFile>());
                break;
            case MessageType.FileStored:
                Stored(message.Read<FileStored>());
                break;
            case MessageType.FileReleased:
                // What is whole is over by itself.
                if (Find(message.Read<FileReleased>().Key) is { Arrival: not null } half) Drop(half);
                break;
        }
    }

    /// <summary>Who has opened a file here may have come back, or we have.</summary>
    public void Opened()
    {
        foreach (var file in _files.Values.Where(file => file.IsWhole).ToArray()) Tell(file);
    }

    /// <summary>Files are not only the desktop's.</summary>
    public void Resync()
    {
    }

    public void Lost()
    {
        foreach (var file in _files.Values.ToArray())
        {
            EndDeparture(file);
            if (file.Arrival is not null) Drop(file);
        }
    }

    public void Dispose()
    {
        _apps.Launches.Ended -= AppEnded;
        foreach (var file in _files.Values) file.Dispose();
        _disk.Dispose();
        _watch?.Dispose();
        _folder?.Dispose();
    }

    private OpenedFile? Find(ulong key) => _files.GetValueOrDefault(key);

    private void Send<T>(in T message)
        where T : struct, IMessage<T>
    {
        if (CanSend) _bridge.Send(message);
    }

    private void Fail(ulong key, uint version, uint request, string reason) =>
        Send(new FileFailed(key, version, request, Utf8.Shorten(OneLine.Of(reason), ProtocolLimits.TextBytes)));

    /// <summary>What an agent before us had open. Its apps are gone; what they saved last may not have been seen.</summary>
    private void TakeOver()
    {
        try
        {
            foreach (var (key, journal) in Folder().Left())
            {
                var file = new OpenedFile(key, Folder().CopyOf(key, journal.Name), journal) { IsWhole = true, Written = journal };
                _files.Add(key, file);
                Watch(file);
                AgentLog.Info($"files: {file.Path} was open; {(journal.HasUnstored ? $"version {journal.Newest} is not stored" : "all that was saved is stored")}");
                if (!FileSaves.IsQuiet(file)) _saves!.Changed(file);
            }
            _folder!.RemoveHalves();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            AgentLog.Warn($"files: cannot be opened in this guest: {e.Message}");
        }
    }

    private OpenedFolder Folder()
    {
        if (_folder is not null) return _folder;
        _folder = OpenedFolder.Open(_variables);
        _saves = new FileSaves(_loop, _folder, _disk, Saved);
        return _folder;
    }

    private void Open(in OpenFile open)
    {
        var known = Find(open.Key);
        if (known is { IsWhole: true } or { IsStarting: true })
        {
            known.Asked = open;
            known.IsAskedAgain = known.IsEnding;
            // Who does not know yet that it is here cannot ask after its saves.
            if (known.Journal.HasUnstored) Send(new FileSaved(known.Key, known.Journal.Newest, known.Journal.NewestBytes));
            if (known is { IsStarting: false, IsEnding: false }) StartApp(known);
            return;
        }
        if (known is not null) Drop(known);
        if (open.Flags.HasFlag(OpenFileFlags.Again))
        {
            HasNoSuchFile(open.Key);
            return;
        }
        try
        {
            if (_files.Count >= ProtocolLimits.Files) throw new IOException($"{_files.Count} files are open in this guest already; they lie in {Folder().Path}");
            var key = open.Key;
            var journal = new FileJournal(open.Name, 0, 0, 0, default, open.Flags.HasFlag(OpenFileFlags.ReadOnly));
            var file = new OpenedFile(key, Folder().CopyOf(key, open.Name), journal) { Asked = open };
            file.Arrival = new FileArrival(Folder().Create(key, open.Name), open.Size, bytes => Send(new FileCredit(key, 0, bytes)));
            _files.Add(key, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(open.Key, 0, open.Request, $"'{open.Name}' cannot be kept in the guest: {e.Message}");
        }
    }

    private void Data(in FileData data)
    {
        if (Find(data.Key) is not { Arrival: { } arrival } file) return;
        try
        {
            if (arrival.Take(data)) Arrived(file, arrival);
        }
        catch (IOException e)
        {
            Drop(file);
            Fail(file.Key, 0, file.Asked.Request, $"'{file.Asked.Name}' cannot be kept in the guest: {e.Message}");
        }
    }

    private void Arrived(OpenedFile file, FileArrival arrival)
    {
        file.Arrival = null;
        file.IsStarting = true;
        var journal = file.Journal;
        var folder = Folder();
        _disk.Do(() =>
        {
            if (journal.IsReadOnly) File.SetUnixFileMode(file.Path, UnixFileMode.UserRead);
            arrival.Copy.Flush(flushToDisk: true);
            arrival.Dispose();
            DurableFile.FlushFolder(folder.FolderOf(file.Key));
            var whole = journal with { Seen = SeenFile.OfPath(file.Path) ?? throw new IOException("it was taken away") };
            whole.Write(folder.JournalOf(file.Key));
            file.Written = whole;
            File.Delete(folder.ReceivingOf(file.Key));
            return () =>
            {
                (file.IsWhole, file.IsStarting) = (true, false);
                file.Journal = whole;
                Watch(file);
                StartApp(file);
            };
        }, failure =>
        {
            arrival.Dispose();
            Drop(file);
            Fail(file.Key, 0, file.Asked.Request, $"'{file.Asked.Name}' cannot be kept in the guest: {failure.Message}");
        });
    }

    private void StartApp(OpenedFile file)
    {
        if (file.App is { } running && _apps.Launches.Runs(running))
        {
            Send(new FileOpened(file.Key, file.Asked.Request, file.Instance));
            return;
        }
        if (AppOf(file) is not { } app)
        {
            NotStarted(file, file.Asked.AppId.Length > 0 ? $"there is no app '{file.Asked.AppId}' in this guest" : $"no app of this guest opens {TypeOf(file)}; name one");
            return;
        }
        file.IsStarting = true;
        _apps.Launches.Start(new StartApp { AppId = app.Id, Uris = [UriOf(file.Path)] }, new AppStartAnswer(
            started =>
            {
                file.IsStarting = false;
                (file.App, file.Instance) = (app.Id, started.Instance);
                Send(new FileOpened(file.Key, file.Asked.Request, started.Instance));
            },
            failed =>
            {
                file.IsStarting = false;
                NotStarted(file, failed.Reason);
            }));
    }

    private void NotStarted(OpenedFile file, string reason)
    {
        Fail(file.Key, 0, file.Asked.Request, reason);
        // An app may have had it before; what that one saved is not thrown away.
        Tell(file);
    }

    private DesktopEntry? AppOf(OpenedFile file) => file.Asked.AppId.Length > 0
        ? _apps.Installed.Find(file.Asked.AppId)
        : new DefaultApps(_variables).Find(TypeOf(file), _apps.Installed.Entries);

    private string TypeOf(OpenedFile file) => file.Asked.MimeType.Length > 0 ? file.Asked.MimeType
        : new FileTypes(_variables).Of(file.Journal.Name, RegularFile.Read(file.Path, AppsLimits.SniffedBytes));

    private static string UriOf(string path) => "file://" + string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private void Watch(OpenedFile file)
    {
        try
        {
            _watch ??= new FileWatch(_loop, Changed);
            _watch.Add(Path.GetDirectoryName(file.Path)!);
        }
        catch (LinuxException e)
        {
            // What is saved is found when the app ends.
            AgentLog.Warn($"files: saves of '{file.Journal.Name}' come back only when its app ends: {e.Message}");
        }
    }

    private void Changed(string path)
    {
        foreach (var file in _files.Values)
            if (file.Path == path || Path.GetDirectoryName(file.Path) == path) _saves!.Changed(file);
    }

    private void Saved(OpenedFile file)
    {
        if (_files.ContainsValue(file)) Tell(file);
    }

    /// <summary>What is not stored. When there is nothing and nobody has it open, it is over.</summary>
    private void Tell(OpenedFile file)
    {
        if (file.Journal.HasUnstored) Send(new FileSaved(file.Key, file.Journal.Newest, file.Journal.NewestBytes));
        if (IsOver(file)) End(file);
    }

    private bool IsOver(OpenedFile file) =>
        file.IsWhole && !file.Journal.HasUnstored && !(file.App is { } app && _apps.Launches.Runs(app)) && FileSaves.IsQuiet(file);

    private void AppEnded(string app)
    {
        foreach (var file in _files.Values.Where(file => file.App == app && !_apps.Launches.Runs(app)).ToArray())
        {
            file.App = null;
            if (FileSaves.IsQuiet(file)) Tell(file);
            else _saves!.Changed(file);
        }
    }

    private void Stored(in FileStored stored)
    {
        if (Find(stored.Key) is not { } file)
        {
            HasNoSuchFile(stored.Key);
            return;
        }
        if (!file.IsWhole) return;
        _saves!.Stored(file, stored.Version);
        Tell(file);
    }

    private void HasNoSuchFile(ulong key) => Fail(key, 0, 0, "the guest does not have this file any more");

    private void Fetch(in FetchFile fetch)
    {
        var file = Find(fetch.Key);
        if (file is not null) EndDeparture(file);
        if (file is null || !file.IsWhole || RegularFile.Open(_folder!.VersionOf(fetch.Key, fetch.Version)) is not { } bytes)
        {
            Fail(fetch.Key, fetch.Version, 0, file is null ? "the guest does not have this file any more"
                : string.Create(CultureInfo.InvariantCulture, $"version {fetch.Version} is gone; the newest is {file.Journal.Newest}"));
            return;
        }
        file.Departure = new FileDeparture(fetch.Key, fetch.Version, bytes, _bridge);
        Depart(file, file.Departure);
    }

    private void Depart(OpenedFile file, FileDeparture departure)
    {
        try
        {
            departure.Send(_chunk);
        }
        catch (IOException e)
        {
            Fail(file.Key, departure.Version, 0, $"version {departure.Version} of '{file.Journal.Name}' cannot be read: {e.Message}");
            EndDeparture(file);
            return;
        }
        if (departure.IsOver) EndDeparture(file);
    }

    private static void EndDeparture(OpenedFile file)
    {
        file.Departure?.Dispose();
        file.Departure = null;
    }

    /// <summary>A copy that is not whole: nobody has it open, and the disk knows nothing of it yet.</summary>
    private void Drop(OpenedFile file)
    {
        _files.Remove(file.Key);
        file.Dispose();
        Folder().Remove(file.Key, null);
    }

    /// <summary>The disk has the last word: what is written until then is a save like any other.</summary>
    private void End(OpenedFile file)
    {
        file.IsEnding = true;
        var folder = Folder();
        // Behind all that the disk still has to do for it.
        _disk.Do(() =>
        {
            var removal = folder.RemoveSeen(file.Key, file.Written);
            return () => Ended(file, removal);
        }, failure =>
        {
            AgentLog.Warn($"files: {folder.FolderOf(file.Key)} cannot be removed: {failure.Message}");
            Ended(file, Removal.Done);
        });
    }

    /// <summary>Whoever does not hear that it is over asks.</summary>
    private void Ended(OpenedFile file, Removal removal)
    {
        (file.IsEnding, var isAsked) = (false, file.IsAskedAgain);
        file.IsAskedAgain = false;
        if (removal == Removal.WasChanged)
        {
            _saves!.Changed(file);
            if (isAsked) StartApp(file);
            return;
        }
        if (removal == Removal.OthersStay) AgentLog.Warn($"files: '{file.Journal.Name}' is closed; what was saved there besides stays in {Folder().FolderOf(file.Key)}");
        _files.Remove(file.Key);
        file.Dispose();
        Send(new FileClosed(file.Key));
        if (isAsked) HasNoSuchFile(file.Key);
    }
}
