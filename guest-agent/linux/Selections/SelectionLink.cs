// SPDX-License-Identifier: Apache-2.0
// Both selections shared with the desktop (PROTOCOL.md, "Clipboard"). What an app copies is offered to the desktop; what the desktop
// offers is a selection like any app's. Contents pass through here only while somebody pastes, never more than a window of each.
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

public sealed class SelectionLink : IBridgeReceiver, IDisposable
{
    private readonly BridgeSession _bridge;
    private readonly SharedSelection _clipboard, _primary;
    private readonly Dictionary<uint, SelectionReading> _readings = [];
    private readonly Dictionary<uint, SelectionWriting> _writings = [];
    private byte[]? _chunk;
    private uint _lastOffer;
    private uint _lastRequest;

    public SelectionLink(Selections selections, EventLoop loop, BridgeSession bridge)
    {
        (Loop, _bridge) = (loop, bridge);
        _clipboard = new SharedSelection(this, SelectionKind.Clipboard, selections.Clipboard);
        _primary = new SharedSelection(this, SelectionKind.Primary, selections.Primary);
        Span<byte> mark = stackalloc byte[8];
        RandomBytes.Fill(mark);
        Origin = BitConverter.ToUInt64(mark) | 1; // Never 0.
        bridge.Register(MessageGroup.Clipboard, this);
    }

    /// <summary>Of whatever was copied in this guest, in this agent's life.</summary>
    public ulong Origin { get; }

    internal EventLoop Loop { get; }

    /// <summary>There is a desktop that may hear of the clipboard.</summary>
    internal bool IsShared => _bridge is { IsLive: true, SharesClipboard: true };

    /// <summary>Where data lies for the moment between an app's pipe and the bridge.</summary>
    internal byte[] Chunk => _chunk ??= new byte[ProtocolLimits.ClipboardDataBytes];

    public void Received(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.ClipboardOffer:
                var offer = message.Read<ClipboardOffer>();
                Of(offer.Selection).Offered(offer);
                break;
            case MessageType.ClipboardRequest:
                Give(message.Read<ClipboardRequest>());
                break;
            case MessageType.ClipboardData:
                var data = message.Read<ClipboardData>();
                _writings.GetValueOrDefault(data.Request)?.Data(data.Data.Span);
                break;
            case MessageType.ClipboardFailed:
                var failed = message.Read<ClipboardFailed>();
                _writings.GetValueOrDefault(failed.Request)?.Failed(failed.Reason);
                break;
            case MessageType.ClipboardCredit:
                var credit = message.Read<ClipboardCredit>();
                _readings.GetValueOrDefault(credit.Request)?.Credit(credit.Bytes);
                break;
            default:
                if (_readings.Remove(message.Read<ClipboardCancelled>().Request, out var unwanted)) unwanted.Dispose();
                break;
        }
    }

    public void Resync()
    {
        _clipboard.OfferAnew();
        _primary.OfferAnew();
    }

    public void Lost()
    {
        EndAll();
        (_lastOffer, _lastRequest) = (0, 0);
        _clipboard.Lost();
        _primary.Lost();
    }

    public void Dispose()
    {
        EndAll();
        _clipboard.Dispose();
        _primary.Dispose();
    }

    internal uint NextOffer() => ++_lastOffer;

    internal void Send<T>(in T message)
        where T : struct, IMessage<T> => _bridge.Send(message);

    internal void Over(SelectionReading reading) => _readings.Remove(reading.Request);

    internal void Over(SelectionWriting writing) => _writings.Remove(writing.Request);

    /// <summary>An app pastes what the desktop has. The pipe stays the caller's; when it cannot be had nothing is kept of it, so the app sees the end.</summary>
    internal void Take(DesktopSource source, string mimeType, FileDescriptor pipe)
    {
        if (!IsShared) return;
        if (_writings.Count >= ProtocolLimits.ClipboardRequests)
        {
            AgentLog.Warn($"{source.Kind}: {ProtocolLimits.ClipboardRequests} pastes are under way; another one gets nothing");
            return;
        }
        var request = ++_lastRequest;
        _writings.Add(request, new SelectionWriting(this, request, pipe));
        Send(new ClipboardRequest(request, source.Kind, source.Serial, mimeType));
    }

    private SharedSelection Of(SelectionKind kind) => kind == SelectionKind.Clipboard ? _clipboard : _primary;

    private void Give(in ClipboardRequest request)
    {
        if (_readings.ContainsKey(request.Request)) throw new ProtocolException($"clipboard request {request.Request} is open already");
        if (Of(request.Selection).Find(request.Serial) is not { } source)
            Fail(request, "something else was copied meanwhile");
        else if (!source.MimeTypes.Contains(request.MimeType))
            Fail(request, "it was not offered as that type");
        else if (_readings.Count >= ProtocolLimits.ClipboardRequests)
            Fail(request, $"{ProtocolLimits.ClipboardRequests} requests are under way already");
        else
            Read(source, request);
    }

    private void Read(ISelectionSource source, in ClipboardRequest request)
    {
        try
        {
            _readings.Add(request.Request, new SelectionReading(this, request.Request, source, request.MimeType));
        }
        catch (LinuxException e)
        {
            Fail(request, e.Message);
        }
    }

    private void Fail(in ClipboardRequest request, string reason) =>
        Send(new ClipboardFailed(request.Request, Utf8.Shorten(reason, ProtocolLimits.TextBytes)));

    private void EndAll()
    {
        foreach (var reading in _readings.Values) reading.Dispose();
        _readings.Clear();
        foreach (var writing in _writings.Values) writing.Dispose();
        _writings.Clear();
    }
}
