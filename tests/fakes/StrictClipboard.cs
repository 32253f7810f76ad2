// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>
/// A desktop's clipboard that relies on everything that the protocol promises: it offers a text, asks for the first type of whatever it is
/// offered, and answers every other request.
/// </summary>
public sealed class StrictClipboard(Action<bool, string> expect)
{
    private const string Text = "text/plain";

    private readonly Dictionary<SelectionKind, ClipboardOffer> _offers = [];
    private readonly Dictionary<uint, (int Window, long Bytes)> _asked = [];
    private readonly Dictionary<uint, int> _answering = [];
    private uint _lastOffer;
    private uint _lastAsked;
    private uint _lastAnswering;

    /// <summary>Requests in either direction that have not ended, and selections that somebody still has.</summary>
    public int Left => _asked.Count + _answering.Count + _offers.Count;

    public static void Opened(Session session) => session.Send(new ClipboardOffer(SelectionKind.Clipboard, 1, 0x5ea41e55, [Text]));

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
                expect(_answering.TryGetValue(credit.Request, out var spent) && credit.Bytes <= spent, $"{credit} for what was not given");
                _answering[credit.Request] = spent - credit.Bytes;
                break;
            case MessageType.ClipboardCancelled:
                var cancelled = message.Read<ClipboardCancelled>();
                expect(_answering.Remove(cancelled.Request), $"{cancelled} and was not open");
                break;
        }
    }

    private void Offered(Session session, in ClipboardOffer offer)
    {
        expect(offer.Serial > _lastOffer, $"{offer} came after {_lastOffer}");
        _lastOffer = offer.Serial;
        if (offer.Types.IsEmpty)
        {
            _offers.Remove(offer.Selection);
            return;
        }
        _offers[offer.Selection] = offer;
        if (_asked.Count >= ProtocolLimits.ClipboardRequests) return;
        _asked.Add(++_lastAsked, (ProtocolLimits.ClipboardWindowBytes, 0));
        session.Send(new ClipboardRequest(_lastAsked, offer.Selection, offer.Serial, offer.Types[0]));
    }

    private void Requested(Session session, in ClipboardRequest request)
    {
        expect(request.Request > _lastAnswering, $"{request} came after {_lastAnswering}");
        expect(request is { Selection: SelectionKind.Clipboard, Serial: 1, MimeType: Text }, $"{request} was not offered");
        expect(_answering.Count < ProtocolLimits.ClipboardRequests, $"{request} is one too many");
        _lastAnswering = request.Request;
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
            _asked.Remove(data.Request);
            return;
        }
        // Half of it at once, so that windows run dry as well.
        var credit = Math.Max(1, size / 2);
        _asked[data.Request] = (asked.Window - size + credit, asked.Bytes + size);
        session.Send(new ClipboardCredit(data.Request, credit));
    }
}
