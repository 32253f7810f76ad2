// SPDX-License-Identifier: Apache-2.0
// The terminal streams of one guest, between the guest and the terminals they belong to. A stream stays here until the guest has said
// its last word about it, also when its terminal has gone: only then may its place be taken. Windows are counted in both directions,
// so that neither side can make us hold more for the other than PROTOCOL.md, "Terminal streams", allows.
using Seamless.Protocol;

namespace Seamless.Bridge;

internal sealed class TerminalStreams(GuestRelay relay)
{
    private readonly Dictionary<uint, TerminalStream> _streams = [];
    private uint _lastStream;

    /// <summary>Null when it cannot be opened; then the terminal has been told why.</summary>
    public TerminalStream? Open(TerminalSession owner, in OpenTerminal open)
    {
        if (relay.OpenGuest is not { } guest)
        {
            Fail(owner, open.Stream, "the guest's agent is not connected; it may be starting, so try again in a moment");
            return null;
        }
        if (_streams.Count >= ProtocolLimits.TerminalStreams)
        {
            Fail(owner, open.Stream, $"{ProtocolLimits.TerminalStreams} terminals of this guest are open already; end one of them first");
            return null;
        }
        var stream = new TerminalStream(++_lastStream, owner, open.Stream);
        _streams.Add(stream.Id, stream);
        guest.Send(open with { Stream = stream.Id });
        return stream;
    }

    /// <summary>Its terminal wants no more of it; the guest answers when it is over.</summary>
    public void Close(TerminalStream stream)
    {
        stream.Owner = null;
        relay.OpenGuest?.Send(new CloseTerminal(stream.Id));
    }

    /// <summary>Everything that a guest says about terminals.</summary>
    public void Receive(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.TerminalData:
                Data(message.Read<TerminalData>());
                break;
            case MessageType.TerminalCredit:
                var credit = message.Read<TerminalCredit>();
                var credited = Require(credit.Stream);
                credited.ToGuest.Give(credit.Bytes);
                credited.Owner?.Send(credit with { Stream = credited.OwnerId });
                break;
            case MessageType.TerminalOpened:
                var opened = message.Read<TerminalOpened>();
                var known = Require(opened.Stream);
                if (known.IsOpen)
                    throw new ProtocolException($"stream {opened.Stream} is open already");
                known.IsOpen = true;
                known.Owner?.Send(opened with { Stream = known.OwnerId });
                break;
            case MessageType.TerminalExited:
                var exited = message.Read<TerminalExited>();
                if (!Require(exited.Stream).IsOpen)
                    throw new ProtocolException($"stream {exited.Stream} was not opened");
                var over = End(exited.Stream);
                over.Owner?.Over(over, exited with { Stream = over.OwnerId });
                break;
            default:
                var failed = message.Read<TerminalFailed>();
                if (End(failed.Stream) is { Owner: { } owner } lost)
                    owner.Over(lost, new TerminalFailed(lost.OwnerId, ShownText.Clean(failed.Reason, ProtocolLimits.TextBytes)));
                break;
        }
    }

    public void GuestClosed()
    {
        foreach (var stream in _streams.Values)
            stream.Owner?.Over(stream, new TerminalFailed(stream.OwnerId, "the guest's agent went away, and the program with it"));
        _streams.Clear();
        // The next agent knows none of them.
        _lastStream = 0;
    }

    private static void Fail(TerminalSession owner, uint stream, string reason) => owner.Send(new TerminalFailed(stream, reason));

    private void Data(in TerminalData data)
    {
        var stream = Require(data.Stream);
        if (!stream.IsOpen || data.Channel == TerminalChannel.Input)
            throw new ProtocolException($"{data.Channel} of stream {data.Stream} is not the guest's to send now");
        stream.ToOwner.Spend(data.Data.Length);
        stream.Owner?.Send(data with { Stream = stream.OwnerId });
    }

    private TerminalStream Require(uint id) =>
        _streams.TryGetValue(id, out var stream) ? stream : throw new ProtocolException($"there is no stream {id}");

    private TerminalStream End(uint id) =>
        _streams.Remove(id, out var stream) ? stream : throw new ProtocolException($"there is no stream {id}");
}

/// <summary>One stream: its number towards the guest, whose it is and by which number there, and what is left of its windows.</summary>
internal sealed class TerminalStream(uint id, TerminalSession owner, uint ownerId)
{
    public uint Id => id;

    /// <summary>Null when its terminal is gone.</summary>
    public TerminalSession? Owner { get; set; } = owner;

    public uint OwnerId => ownerId;

    /// <summary>The guest has said that its program runs.</summary>
    public bool IsOpen { get; set; }

    public bool InputEnded { get; set; }

    public TerminalWindow ToGuest { get; } = new();

    public TerminalWindow ToOwner { get; } = new();
}

/// <summary>What may still be sent in one direction of a stream.</summary>
internal sealed class TerminalWindow
{
    private int _left = ProtocolLimits.TerminalWindowBytes;

    /// <exception cref="ProtocolException">More than is left.</exception>
    public void Spend(int bytes)
    {
        if (bytes > _left)
            throw new ProtocolException($"{bytes} bytes where the window has {_left} left");
        _left -= bytes;
    }

    /// <exception cref="ProtocolException">More than was spent.</exception>
    public void Give(int bytes)
    {
        if (bytes > ProtocolLimits.TerminalWindowBytes - _left)
            throw new ProtocolException($"a credit of {bytes} bytes where {ProtocolLimits.TerminalWindowBytes - _left} were received");
        _left += bytes;
    }
}
