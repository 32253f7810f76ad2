// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>A person's terminal: it has streams of its own numbers, and hears of nothing but those.</summary>
internal sealed class TerminalSession(GuestRelay relay) : ISessionReceiver
{
    private readonly Dictionary<uint, TerminalStream> _streams = [];
    private uint _lastStream;

    public Session? Session { get; private set; }

    public void Send<T>(in T message)
        where T : struct, IMessage<T> => Session?.Send(message);

    /// <summary>The last word about one of its streams.</summary>
    public void Over<T>(TerminalStream stream, in T message)
        where T : struct, IMessage<T>
    {
        _streams.Remove(stream.OwnerId);
        Send(message);
    }

    void ISessionReceiver.Opened(Session session) => Session = session;

    void ISessionReceiver.Received(Session session, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.OpenTerminal:
                Open(message.Read<OpenTerminal>());
                break;
            case MessageType.TerminalData:
                Data(message.Read<TerminalData>());
                break;
            case MessageType.TerminalCredit:
                var credit = message.Read<TerminalCredit>();
                if (Find(credit.Stream) is not { } credited)
                    break;
                credited.ToOwner.Give(credit.Bytes);
                relay.OpenGuest?.Send(credit with { Stream = credited.Id });
                break;
            case MessageType.TerminalResized:
                var resized = message.Read<TerminalResized>();
                if (Find(resized.Stream) is { } known)
                    relay.OpenGuest?.Send(resized with { Stream = known.Id });
                break;
            case MessageType.TerminalSignal:
                var signal = message.Read<TerminalSignal>();
                if (Find(signal.Stream) is { } signalled)
                    relay.OpenGuest?.Send(signal with { Stream = signalled.Id });
                break;
            case MessageType.CloseTerminal:
                var close = message.Read<CloseTerminal>();
                if (Find(close.Stream) is { } closed && _streams.Remove(close.Stream))
                    relay.Terminals.Close(closed);
                break;
            case MessageType.Pong:
                message.Read<Pong>();
                break;
            default:
                throw new ProtocolException($"{message.Type} is not for a terminal to send");
        }
    }

    void ISessionReceiver.Closed(Session session, string reason)
    {
        foreach (var stream in _streams.Values)
            relay.Terminals.Close(stream);
        _streams.Clear();
        relay.TerminalClosed(this, reason);
    }

    private void Open(in OpenTerminal open)
    {
        if (open.Stream <= _lastStream)
            throw new ProtocolException($"stream {open.Stream} came after stream {_lastStream}");
        _lastStream = open.Stream;
        if (relay.Terminals.Open(this, open) is { } stream)
            _streams.Add(open.Stream, stream);
    }

    private void Data(in TerminalData data)
    {
        if (data.Channel != TerminalChannel.Input)
            throw new ProtocolException($"{data.Channel} is not for a terminal to send");
        if (Find(data.Stream) is not { } stream)
            return;
        if (!stream.IsOpen)
            throw new ProtocolException($"input of stream {data.Stream} came before it was open");
        if (stream.InputEnded)
            throw new ProtocolException($"input of stream {data.Stream} came after its end");
        stream.InputEnded = data.Data.Length == 0;
        stream.ToGuest.Spend(data.Data.Length);
        relay.OpenGuest?.Send(data with { Stream = stream.Id });
    }

    /// <summary>Null when it is over, which the terminal may not know yet.</summary>
    private TerminalStream? Find(uint id)
    {
        if (id > _lastStream)
            throw new ProtocolException($"there is no stream {id}");
        return _streams.GetValueOrDefault(id);
    }
}
