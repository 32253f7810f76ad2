// SPDX-License-Identifier: Apache-2.0
// Files of the desktop's that are open in the guest, by key. The bridge remembers whose a key is for as long as he is here, and what is
// under way. It keeps no bytes: what may be under way is bounded by windows, which are counted here for both sides. All that must
// outlive a session stands in the journals at the two ends (PROTOCOL.md, "Opened files").
using Seamless.Protocol;

namespace Seamless.Bridge;

internal sealed class FileRelay(GuestRelay relay)
{
    private readonly Dictionary<ulong, RelayedFile> _files = [];

    /// <summary>Everything that a desktop or a launcher says about files.</summary>
    public void Receive(Session asker, in MessageView message)
    {
        if (!asker.Peer.Capabilities.HasFlag(Capabilities.Files))
            throw new ProtocolException($"{message.Type} came without the capability for files");
        switch (message.Type)
        {
            case MessageType.OpenFile:
                Open(asker, message.Read<OpenFile>());
                break;
            case MessageType.FileData:
                Data(asker, message.Read<FileData>());
                break;
            case MessageType.FileCredit:
                var credit = message.Read<FileCredit>();
                if (Of(asker, credit.Key)?.Fetch is not { } credited || credited.Version != credit.Version)
                    break;
                credited.Give(credit.Bytes);
                Guest?.Send(credit);
                break;
            case MessageType.FetchFile:
                Fetch(asker, message.Read<FetchFile>());
                break;
            case MessageType.FileStored:
                var stored = message.Read<FileStored>();
                if (Claim(asker, stored.Key) != null)
                    Guest?.Send(stored);
                break;
            case MessageType.FileReleased:
                Release(asker, message.Read<FileReleased>());
                break;
            default:
                throw new ProtocolException($"{message.Type} is not for a {asker.Peer.Role} to send");
        }
    }

    /// <summary>Everything that a guest says about files. False when it was about nothing that is under way, which a guest may not say often.</summary>
    public bool ReceiveFromGuest(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.FileData:
                return DataFromGuest(message.Read<FileData>());
            case MessageType.FileCredit:
                return CreditFromGuest(message.Read<FileCredit>());
            case MessageType.FileOpened:
                Opened(message.Read<FileOpened>());
                break;
            case MessageType.FileSaved:
                var saved = message.Read<FileSaved>();
                Tell(saved.Key, saved);
                break;
            case MessageType.FileClosed:
                var closed = message.Read<FileClosed>();
                Tell(closed.Key, closed);
                break;
            case MessageType.FileFailed:
                Failed(message.Read<FileFailed>());
                break;
            default:
                throw new ProtocolException("not for a guest to send");
        }
        return false;
    }

    /// <summary>What was under way ends; whose the files are stays, for the next agent has them still.</summary>
    public void GuestClosed()
    {
        foreach (var (key, file) in _files.ToArray())
        {
            if (file.Opening is { } opening)
                file.Owner.Send(new FileFailed(key, 0, opening.Request, Gone));
            if (file.Fetch is { HasEnded: false } fetch)
                file.Owner.Send(new FileFailed(key, fetch.Version, 0, Gone));
            (file.Opening, file.Fetch) = (null, null);
        }
    }

    /// <summary>His files are nobody's until somebody asks after them.</summary>
    public void Forget(Session owner)
    {
        foreach (var (key, file) in _files.ToArray())
        {
            if (file.Owner == owner)
                _files.Remove(key);
        }
    }

    private const string Gone = "the guest's agent went away";

    private GuestSession? Guest => relay.OpenGuest is { } guest && guest.Can(Capabilities.Files) ? guest : null;

    private void Open(Session asker, in OpenFile open)
    {
        if (Guest is not { } guest)
        {
            asker.Send(new FileFailed(open.Key, 0, open.Request, relay.OpenGuest == null ? "the guest's agent is not connected; it may be starting" : "the guest's agent does not open files"));
            return;
        }
        if (_files.TryGetValue(open.Key, out var known) && known.Owner != asker)
        {
            asker.Send(new FileFailed(open.Key, 0, open.Request, "somebody else has this file open"));
            return;
        }
        if (Claim(asker, open.Key) is not { } file)
        {
            asker.Send(new FileFailed(open.Key, 0, open.Request, $"{ProtocolLimits.Files} files are open in this guest already; close one of them first"));
            return;
        }
        file.Opening = new FileTransfer(0, open.Size) { Request = open.Request };
        guest.Send(open);
    }

    private void Data(Session asker, in FileData data)
    {
        if (data.Version != 0)
            throw new ProtocolException($"version {data.Version} is not for a {asker.Peer.Role} to send");
        // Without an OpenFile under way it has failed, or was answered, while this was on its way.
        if (Of(asker, data.Key)?.Opening is not { } opening)
            return;
        opening.Spend(data);
        Guest?.Send(data);
    }

    private void Fetch(Session asker, in FetchFile fetch)
    {
        if (Claim(asker, fetch.Key) is not { } file)
            return;
        if (file.Fetch is { HasEnded: false } before)
            throw new ProtocolException($"version {fetch.Version} of file {fetch.Key:x16} is fetched while version {before.Version} comes");
        if (Guest is not { } guest)
        {
            asker.Send(new FileFailed(fetch.Key, fetch.Version, 0, "the guest's agent is not connected"));
            return;
        }
        file.Fetch = new FileTransfer(fetch.Version, ProtocolLimits.FileBytes);
        guest.Send(fetch);
    }

    private void Release(Session asker, in FileReleased released)
    {
        if (_files.TryGetValue(released.Key, out var file) && file.Owner != asker)
            return;
        _files.Remove(released.Key);
        Guest?.Send(released);
    }

    private bool DataFromGuest(in FileData data)
    {
        if (data.Version == 0)
            throw new ProtocolException("version 0 is not the guest's to send");
        if (!_files.TryGetValue(data.Key, out var file) || file.Fetch is not { } fetch || fetch.Version != data.Version)
            return false;
        fetch.Spend(data);
        file.Owner.Send(data);
        return true;
    }

    private bool CreditFromGuest(in FileCredit credit)
    {
        if (credit.Version != 0)
            throw new ProtocolException($"a credit for version {credit.Version} is not the guest's to give");
        if (!_files.TryGetValue(credit.Key, out var file) || file.Opening is not { } opening)
            return false;
        opening.Give(credit.Bytes);
        file.Owner.Send(credit);
        return true;
    }

    private void Opened(in FileOpened opened)
    {
        if (opened.Instance >= RelayLimits.FirstBridgeWindow)
            throw new ProtocolException($"app instance {opened.Instance} is among the ids of the bridge");
        if (!_files.TryGetValue(opened.Key, out var file) || file.Opening?.Request != opened.Request)
            return;
        file.Opening = null;
        file.Owner.Send(opened);
    }

    private void Failed(in FileFailed failed)
    {
        var clean = failed with { Reason = ShownText.Clean(failed.Reason, ProtocolLimits.TextBytes) };
        if (_files.TryGetValue(failed.Key, out var file))
        {
            if (failed.Version != 0 && file.Fetch?.Version == failed.Version)
                file.Fetch = null;
            if (failed.Version == 0 && file.Opening?.Request == failed.Request)
                file.Opening = null;
        }
        Tell(failed.Key, clean);
    }

    /// <summary>Whoever has named the key; when nobody present has, all who may know it from their journals.</summary>
    private void Tell<T>(ulong key, in T message)
        where T : struct, IMessage<T>
    {
        if (_files.TryGetValue(key, out var file))
            file.Owner.Send(message);
        else
            relay.TellEveryone(message, Capabilities.Files);
    }

    private RelayedFile? Of(Session asker, ulong key) => _files.TryGetValue(key, out var file) && file.Owner == asker ? file : null;

    /// <summary>From here on it is the asker's. Null when it is another one's, or there are too many.</summary>
    private RelayedFile? Claim(Session asker, ulong key)
    {
        if (_files.TryGetValue(key, out var known))
            return known.Owner == asker ? known : null;
        if (_files.Count >= ProtocolLimits.Files)
            return null;
        return _files[key] = new RelayedFile(asker);
    }

    private sealed class RelayedFile(Session owner)
    {
        public Session Owner => owner;

        public FileTransfer? Opening { get; set; }

        public FileTransfer? Fetch { get; set; }
    }
}
