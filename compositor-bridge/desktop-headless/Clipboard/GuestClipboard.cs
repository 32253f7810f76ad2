// SPDX-License-Identifier: Apache-2.0
// One guest's part in the clipboard (PROTOCOL.md, "Clipboard"): what it was offered and asks for, what it offers and is asked for. All of it is of
// one session; when that ends, what is under way has failed and the guest has nothing.
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

internal sealed class GuestClipboard
{
    private readonly EventLoop loop;
    private readonly DesktopClipboard clipboard;
    private readonly DesktopSession session;
    private readonly Dictionary<SelectionKind, (uint Serial, ClipboardContent? Content)> offered = [];
    private readonly Dictionary<SelectionKind, GuestContent> contents = [];
    private readonly Dictionary<uint, GuestReading> readings = [];
    private readonly Dictionary<uint, GuestPaste> pastes = [];
    private uint lastOffer;
    private uint lastRequest;
    private bool takesPart;

    public GuestClipboard(EventLoop loop, DesktopClipboard clipboard, DesktopSession session)
    {
        this.loop = loop;
        this.clipboard = clipboard;
        this.session = session;
    }

    /// <summary>What the guest itself has, whatever was copied elsewhere since; null: nothing.</summary>
    public GuestContent? this[SelectionKind kind] => contents.GetValueOrDefault(kind);

    /// <summary>It has something that was made under that mark.</summary>
    public bool HasOf(ulong origin) => contents.Values.Any(content => content.Origin == origin);

    /// <summary>The guest hears what there is to paste.</summary>
    public void Opened(bool isAmongCapabilities)
    {
        takesPart = isAmongCapabilities;
        Offer(SelectionKind.Clipboard, clipboard[SelectionKind.Clipboard]);
        Offer(SelectionKind.Primary, clipboard[SelectionKind.Primary]);
    }

    public void Closed()
    {
        takesPart = false;
        foreach (var paste in pastes.Values) paste.Reading.Cancel();
        pastes.Clear();
        foreach (var reading in readings.Values.ToArray()) reading.Fail($"the guest '{session.Guest.Name}' went away");
        (lastOffer, lastRequest) = (0, 0);
        offered.Clear();
        foreach (var kind in contents.Keys.ToArray()) Has(kind, null);
    }

    /// <summary>Its own content is not offered to it, nor nothing to one who was offered nothing.</summary>
    public void Offer(SelectionKind kind, ClipboardContent? content)
    {
        var theirs = content is GuestContent of && of.Guest == this ? null : content;
        if (!takesPart || theirs == offered.GetValueOrDefault(kind).Content) return;
        offered[kind] = (++lastOffer, theirs);
        session.Send(new ClipboardOffer(kind, lastOffer, theirs?.Origin ?? clipboard.Origin, theirs?.Types ?? []));
    }

    public IClipboardReading Read(SelectionKind kind, uint serial, string type, IClipboardReader reader) =>
        new GuestReading(this, new ClipboardRequest(0, kind, serial, type), reader);

    public void Received(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.ClipboardOffer:
                var offer = message.Read<ClipboardOffer>();
                Has(offer.Selection, offer.Types.IsEmpty || clipboard.IsKnown(offer.Origin, this) ? null : new GuestContent(this, offer));
                break;
            case MessageType.ClipboardRequest:
                Give(message.Read<ClipboardRequest>());
                break;
            case MessageType.ClipboardData:
                var data = message.Read<ClipboardData>();
                readings.GetValueOrDefault(data.Request)?.Data(data.Data);
                break;
            case MessageType.ClipboardFailed:
                var failed = message.Read<ClipboardFailed>();
                readings.GetValueOrDefault(failed.Request)?.Fail(failed.Reason);
                break;
            case MessageType.ClipboardCredit:
                var credit = message.Read<ClipboardCredit>();
                pastes.GetValueOrDefault(credit.Request)?.Reading.Credit(credit.Bytes);
                break;
            default:
                if (pastes.Remove(message.Read<ClipboardCancelled>().Request, out var unwanted)) unwanted.Reading.Cancel();
                break;
        }
    }

    private void Has(SelectionKind kind, GuestContent? content)
    {
        if (content is null)
        {
            contents.Remove(kind);
            clipboard.Withdraw(kind, this);
            return;
        }
        contents[kind] = content;
        clipboard.Set(kind, content);
    }

    private void Give(in ClipboardRequest request)
    {
        var (serial, content) = offered.GetValueOrDefault(request.Selection);
        if (content is null || serial != request.Serial)
            session.Send(new ClipboardFailed(request.Request, "something else was copied meanwhile"));
        else if (!content.Types.Contains(request.MimeType))
            session.Send(new ClipboardFailed(request.Request, "it was not offered as that type"));
        else if (pastes.ContainsKey(request.Request) || pastes.Count >= ProtocolLimits.ClipboardRequests)
            throw new ProtocolException($"clipboard request {request.Request} is one too many");
        else
            Give(content, request);
    }

    private void Give(ClipboardContent content, in ClipboardRequest request)
    {
        var paste = new GuestPaste(this, request.Request);
        pastes.Add(request.Request, paste);
        paste.Reading = content.Read(request.MimeType, paste);
        paste.Reading.Start();
    }

    /// <summary>An app of this guest pastes: what the content's owner says is passed on.</summary>
    private sealed class GuestPaste(GuestClipboard guest, uint request) : IClipboardReader
    {
        public IClipboardReading Reading { get; set; } = null!;

        public void Data(ReadOnlyMemory<byte> data) => guest.session.Send(new ClipboardData(request, data));

        public void End()
        {
            guest.pastes.Remove(request);
            guest.session.Send(new ClipboardData(request, default));
        }

        public void Failed(string reason)
        {
            guest.pastes.Remove(request);
            guest.session.Send(new ClipboardFailed(request, reason));
        }
    }

    /// <summary>What an app of this guest has is read, for whomever. The request has no number before it is made.</summary>
    private sealed class GuestReading : IClipboardReading
    {
        private readonly GuestClipboard guest;
        private readonly IClipboardReader reader;
        private readonly LoopTimer silence;
        private ClipboardRequest request;
        private int window = ProtocolLimits.ClipboardWindowBytes;

        public GuestReading(GuestClipboard guest, in ClipboardRequest request, IClipboardReader reader)
        {
            (this.guest, this.request, this.reader) = (guest, request, reader);
            silence = guest.loop.CreateTimer(GiveUp);
        }

        public void Start()
        {
            if (!guest.takesPart)
            {
                reader.Failed($"the guest '{guest.session.Guest.Name}' is not connected");
                return;
            }
            if (guest.readings.Count >= ProtocolLimits.ClipboardRequests)
            {
                reader.Failed($"{ProtocolLimits.ClipboardRequests} pastes from the guest '{guest.session.Guest.Name}' are under way already");
                return;
            }
            request = request with { Request = ++guest.lastRequest };
            guest.readings.Add(request.Request, this);
            guest.session.Send(request);
            silence.Start(DesktopLimits.SilentGuest);
        }

        public void Data(ReadOnlyMemory<byte> data)
        {
            if (data.IsEmpty)
            {
                Over();
                reader.End();
                return;
            }
            window -= data.Length;
            silence.Start(window > 0 ? DesktopLimits.SilentGuest : DesktopLimits.IdleReader);
            reader.Data(data);
        }

        public void Credit(int bytes)
        {
            window += bytes;
            guest.session.Send(new ClipboardCredit(request.Request, bytes));
            silence.Start(DesktopLimits.SilentGuest);
        }

        public void Cancel()
        {
            if (!Over()) return;
            guest.session.Send(new ClipboardCancelled(request.Request));
        }

        public void Fail(string reason)
        {
            Over();
            reader.Failed(reason);
        }

        private void GiveUp()
        {
            Cancel();
            reader.Failed(window > 0
                ? $"the guest '{guest.session.Guest.Name}' gave nothing for {DesktopLimits.SilentGuest.TotalSeconds:0} s"
                : $"nothing was read for {DesktopLimits.IdleReader.TotalSeconds:0} s");
        }

        private bool Over()
        {
            silence.Dispose();
            return guest.readings.Remove(request.Request);
        }
    }
}
