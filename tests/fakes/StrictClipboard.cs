// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>
/// One side's clipboard that relies on everything that the protocol promises it: it asks for the first type of whatever it is offered, and
/// answers every other request at once.
/// </summary>
public sealed class StrictClipboard(Action<bool, string> expect)
{
    private readonly Dictionary<SelectionKind, ClipboardOffer> _theirs = [];
    private readonly Dictionary<SelectionKind, ClipboardOffer> _ours = [];
    private readonly Dictionary<uint, (int Window, long Bytes)> _asked = [];
    private readonly Dictionary<uint, int> _answering = [];
    private uint _lastTheirs;
    private uint _lastOurs;
    private uint _lastAsked;
    private uint _lastAnswering;

    /// <summary>Requests in either direction that have not ended, and selections that the other side has.</summary>
    public int Left => _asked.Count + _answering.Count + _theirs.Count;

    /// <summary>Requests that were answered whole.</summary>
    public int Pasted { get; private set; }

    public void Offer(Session session, SelectionKind kind, params ImmutableArray<string> types)
    {
        var offer = new ClipboardOffer(kind, ++_lastOurs, 0x5ea41e55, types);
        _ours[kind] = offer;
        session.Send(offer);
    }

    /// <summary>Gives what was asked for and not answered yet, or says that it cannot.</summary>
    public void Answer(Session session, bool fails)
    {
        foreach (var request in _answering.Keys)
        {
            if (fails) session.Send(new ClipboardFailed(request, "because"));
            else session.Send(new ClipboardData(request, default));
        }
        _answering.Clear();
    }

    public void CancelAll(Session session)
    {
        foreach (var request in _asked.Keys) session.Send(new ClipboardCancelled(request));
        _asked.Clear();
    }

    public void Received(Session session, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.ClipboardOffer:
                Offered(session, message.Read<ClipboardOffer>());
                break;
            case MessageType.ClipboardRequest:
                Requested(session, message.Read<ClipboardRequest>());
                break;
            case MessageType.ClipboardData:
                Given(session, message.Read<ClipboardData>());
                break;
            case MessageType.ClipboardFailed:
                var failed = message.Read<ClipboardFailed>();
                expect(_asked.Remove(failed.Request), $"{failed} and was not open");
                expect(!failed.Reason.Any(char.IsControl), $"{failed} has an unclean reason");
                break;
            case MessageType.ClipboardCredit:
                var credit = message.Read<ClipboardCredit>();
                if (credit.Request <= _lastAnswering && !_answering.ContainsKey(credit.Request)) break; // Its requester could not know.
                expect(_answering.TryGetValue(credit.Request, out var spent) && credit.Bytes <= spent, $"{credit} for what was not given");
                _answering[credit.Request] = spent - credit.Bytes;
                break;
            default:
                expect(message.Read<ClipboardCancelled>().Request <= _lastAnswering, "a request was called off that was not made");
                _answering.Remove(message.Read<ClipboardCancelled>().Request);
                break;
        }
    }

    private void Offered(Session session, in ClipboardOffer offer)
    {
        expect(offer.Serial > _lastTheirs, $"{offer} came after {_lastTheirs}");
        _lastTheirs = offer.Serial;
        if (offer.Types.IsEmpty)
        {
            _theirs.Remove(offer.Selection);
            return;
        }
        _theirs[offer.Selection] = offer;
        if (_asked.Count >= ProtocolLimits.ClipboardRequests) return;
        _asked.Add(++_lastAsked, (ProtocolLimits.ClipboardWindowBytes, 0));
        session.Send(new ClipboardRequest(_lastAsked, offer.Selection, offer.Serial, offer.Types[0]));
    }

    private void Requested(Session session, in ClipboardRequest request)
    {
        expect(request.Request > _lastAnswering, $"{request} came after {_lastAnswering}");
        expect(_answering.Count < ProtocolLimits.ClipboardRequests, $"{request} is one too many");
        _lastAnswering = request.Request;
        expect(_ours.TryGetValue(request.Selection, out var offer) && request.Serial <= _lastOurs, $"{request} was never offered");
        if (offer.Serial != request.Serial)
        {
            session.Send(new ClipboardFailed(request.Request, "late"));
            return;
        }
        expect(offer.Types.Contains(request.MimeType), $"{request} was not offered");
        session.Send(new ClipboardData(request.Request, "strict"u8.ToArray()));
        if (request.Request % 2 == 0)
            session.Send(new ClipboardData(request.Request, default));
        else
            _answering.Add(request.Request, 6);
    }

    private void Given(Session session, in ClipboardData data)
    {
        expect(_asked.TryGetValue(data.Request, out var asked), $"{data} that was not asked for");
        var size = data.Data.Length;
        expect(size <= asked.Window && asked.Bytes + size <= ProtocolLimits.ClipboardBytes, $"{data} is too much");
        if (size == 0)
        {
            Pasted++;
            _asked.Remove(data.Request);
            return;
        }
        // Half of it at once, so that windows run dry as well.
        var credit = Math.Max(1, size / 2);
        _asked[data.Request] = (asked.Window - size + credit, asked.Bytes + size);
        session.Send(new ClipboardCredit(data.Request, credit));
    }
}
