// SPDX-License-Identifier: Apache-2.0
// One of the two sides that share a clipboard: what it has to give, what it asked the other one for, and what it is asked for itself. Each
// side has its own numbers for offers and requests; what the other side calls them it never learns. A request is known here until its end
// was said or its requester called it off; what its owner says about it after that is dropped, for the owner could not know.
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <param name="name">For people on the other side.</param>
/// <param name="session">Where it hears of things; null while it is not there.</param>
internal sealed class ClipboardSide(string name, Func<Session?> session)
{
    private static readonly SelectionKind[] Kinds = [SelectionKind.Clipboard, SelectionKind.Primary];

    private readonly Dictionary<SelectionKind, ClipboardOffer> _offers = [];
    private readonly Dictionary<SelectionKind, uint> _told = [];
    private readonly Dictionary<uint, ClipboardTransfer> _asked = [];
    private readonly Dictionary<uint, ClipboardTransfer> _answering = [];
    private uint _lastOffer;
    private uint _lastTold;
    private uint _lastAsked;
    private uint _lastAnswering;

    public ClipboardSide Other { get; set; } = null!;

    /// <summary>The session that may hear of the clipboard.</summary>
    private Session? Listening => session() is { IsOpen: true } open && TakesPart(open) ? open : null;

    /// <summary>Everything that this side says about the clipboard.</summary>
    public void Receive(Session from, in MessageView message)
    {
        if (!TakesPart(from))
            throw new ProtocolException($"{message.Type} from a peer whose capabilities do not have the clipboard");
        switch (message.Type)
        {
            case MessageType.ClipboardOffer:
                Offer(message.Read<ClipboardOffer>());
                break;
            case MessageType.ClipboardRequest:
                Request(message.Read<ClipboardRequest>());
                break;
            case MessageType.ClipboardData:
                Data(message.Read<ClipboardData>());
                break;
            case MessageType.ClipboardCredit:
                var credit = message.Read<ClipboardCredit>();
                if (Find(_asked, credit.Request, _lastAsked) is not { } credited)
                    break;
                credited.Give(credit.Bytes);
                Other.Send(credit with { Request = credited.OwnerNumber });
                break;
            case MessageType.ClipboardFailed:
                var failed = message.Read<ClipboardFailed>();
                if (Find(_answering, failed.Request, _lastAnswering) is { } lost)
                    Other.Fail(lost, ShownText.Clean(failed.Reason, ProtocolLimits.TextBytes));
                break;
            default:
                var cancelled = message.Read<ClipboardCancelled>();
                if (Find(_asked, cancelled.Request, _lastAsked) is { } unwanted)
                    Cancel(unwanted);
                break;
        }
    }

    /// <summary>It is there now, and hears what the other side has to give. It asked for nothing yet.</summary>
    public void Introduce()
    {
        if (Other.Listening is null)
            return;
        foreach (var kind in Kinds)
        {
            if (Other._offers.TryGetValue(kind, out var offer) && !offer.Types.IsEmpty)
                Tell(offer);
        }
    }

    /// <summary>It is gone, and its numbers with it: the other side has nothing of it any more, and nothing to do for it.</summary>
    public void Gone()
    {
        foreach (var asked in _asked.Values.ToArray())
            Cancel(asked);
        foreach (var answering in _answering.Values.ToArray())
            Other.Fail(answering, $"{name} went away");
        foreach (var offer in _offers.Values)
        {
            if (!offer.Types.IsEmpty)
                Other.Tell(offer with { Types = [] });
        }
        _offers.Clear();
        _told.Clear();
        _lastOffer = _lastTold = _lastAsked = _lastAnswering = 0;
    }

    private static bool TakesPart(Session peer) => peer.Peer.Capabilities.HasFlag(Capabilities.Clipboard);

    /// <summary>Null when it is over, which the side cannot know yet.</summary>
    private static ClipboardTransfer? Find(Dictionary<uint, ClipboardTransfer> transfers, uint number, uint last) =>
        number <= last ? transfers.GetValueOrDefault(number) : throw new ProtocolException($"there is no request {number}");

    private void Send<T>(in T message)
        where T : struct, IMessage<T> => Listening?.Send(message);

    private void Tell(in ClipboardOffer offer)
    {
        if (Listening is not { } listening)
            return;
        _told[offer.Selection] = ++_lastTold;
        listening.Send(offer with { Serial = _lastTold });
    }

    private void Offer(in ClipboardOffer offer)
    {
        if (offer.Serial <= _lastOffer)
            throw new ProtocolException($"offer {offer.Serial} came after offer {_lastOffer}");
        _lastOffer = offer.Serial;
        _offers[offer.Selection] = offer;
        // A desktop says what it has before it begins to look on, and may be asked only after.
        if (Listening is not null)
            Other.Tell(offer);
    }

    private void Request(in ClipboardRequest request)
    {
        if (request.Request <= _lastAsked)
            throw new ProtocolException($"request {request.Request} came after request {_lastAsked}");
        if (_asked.Count >= ProtocolLimits.ClipboardRequests)
            throw new ProtocolException($"more than {ProtocolLimits.ClipboardRequests} requests at once");
        if (request.Serial > _lastTold)
            throw new ProtocolException($"there is no offer {request.Serial}");
        _lastAsked = request.Request;
        if (request.Serial != _told.GetValueOrDefault(request.Selection) || !Other._offers.TryGetValue(request.Selection, out var offer))
            Send(new ClipboardFailed(request.Request, "something else was copied meanwhile"));
        else if (!offer.Types.Contains(request.MimeType))
            Send(new ClipboardFailed(request.Request, "it was not offered as that type"));
        else
            Other.Answer(new ClipboardTransfer(request.Request, ++Other._lastAnswering), request with { Serial = offer.Serial });
    }

    private void Answer(ClipboardTransfer transfer, in ClipboardRequest request)
    {
        Other._asked.Add(transfer.RequesterNumber, transfer);
        _answering.Add(transfer.OwnerNumber, transfer);
        Send(request with { Request = transfer.OwnerNumber });
    }

    private void Data(in ClipboardData data)
    {
        if (Find(_answering, data.Request, _lastAnswering) is not { } transfer)
            return;
        transfer.Spend(data.Data.Length);
        Other.Send(data with { Request = transfer.RequesterNumber });
        if (data.Data.Length == 0)
            Forget(transfer);
    }

    /// <summary>This side hears that what it asked for does not come.</summary>
    private void Fail(ClipboardTransfer transfer, string reason)
    {
        Other.Forget(transfer);
        Send(new ClipboardFailed(transfer.RequesterNumber, reason));
    }

    /// <summary>This side asked for it and wants no more of it.</summary>
    private void Cancel(ClipboardTransfer transfer)
    {
        Other.Forget(transfer);
        Other.Send(new ClipboardCancelled(transfer.OwnerNumber));
    }

    /// <summary>By the side that was asked.</summary>
    private void Forget(ClipboardTransfer transfer)
    {
        _answering.Remove(transfer.OwnerNumber);
        Other._asked.Remove(transfer.RequesterNumber);
    }
}

/// <summary>One request on its way, its numbers at both ends, and what may still be sent of the answer.</summary>
internal sealed class ClipboardTransfer(uint requesterNumber, uint ownerNumber)
{
    private int _window = ProtocolLimits.ClipboardWindowBytes;
    private int _bytes;

    public uint RequesterNumber => requesterNumber;

    public uint OwnerNumber => ownerNumber;

    /// <exception cref="ProtocolException">More than is left.</exception>
    public void Spend(int bytes)
    {
        if (bytes > _window)
            throw new ProtocolException($"{bytes} bytes where the window has {_window} left");
        if (bytes > ProtocolLimits.ClipboardBytes - _bytes)
            throw new ProtocolException($"more than {ProtocolLimits.ClipboardBytes} bytes in answer to one request");
        _window -= bytes;
        _bytes += bytes;
    }

    /// <exception cref="ProtocolException">More than was spent.</exception>
    public void Give(int bytes)
    {
        if (bytes > ProtocolLimits.ClipboardWindowBytes - _window)
            throw new ProtocolException($"a credit of {bytes} bytes where {ProtocolLimits.ClipboardWindowBytes - _window} were received");
        _window += bytes;
    }
}
