// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Doors;

/// <summary>
/// One connection at the door until it is known what it is for: refused, the desktop's directory (which it then stays), or a channel of a
/// session with a guest, which is passed on. On the loop's thread.
/// </summary>
internal sealed class DoorConnection : IChannelReceiver, IDisposable
{
    private readonly IDoor _door;
    private readonly Channel _channel;
    private readonly LoopTimer _deadline;
    private readonly LoopTimer? _alive;
    private readonly string? _wired;
    private readonly Bytes32 _nonce;
    private State _state = State.Challenged;
    private int _unanswered;

    /// <param name="door">Where it came in.</param>
    /// <param name="stream">Is taken over.</param>
    /// <param name="wired">The desktop that alone can reach where this came in; null when it has to prove who it is.</param>
    /// <param name="isWire">Nothing tells when the other side is gone, so it is asked.</param>
    public DoorConnection(IDoor door, ByteStream stream, string? wired, bool isWire)
    {
        (_door, _wired) = (door, wired);
        Span<byte> nonce = stackalloc byte[Bytes32.Count];
        RandomBytes.Fill(nonce);
        _nonce = Bytes32.Of(nonce);
        _channel = new Channel(door.Loop, stream, this, ChannelLimits.Handshake) { PeerName = wired ?? "stranger" };
        _deadline = door.Loop.CreateTimer(() => _channel.Close($"did not join within {ProtocolLimits.HandshakeSeconds} s"));
        _deadline.Start(TimeSpan.FromSeconds(ProtocolLimits.HandshakeSeconds));
        _alive = isWire ? door.Loop.CreateTimer(AskWhetherAlive) : null;
        _channel.Send(new Challenge { Major = ProtocolVersion.Major, Minor = ProtocolVersion.Minor, WantsProof = wired is null, Nonce = _nonce });
    }

    private enum State
    {
        Challenged,
        Joining,
        Directory,
    }

    /// <summary>Empty until it has said, and proven, who it is.</summary>
    public string Desktop { get; private set; } = "";

    public bool IsDirectory => _state == State.Directory;

    public void Tell(in Protocol.Guests guests) => _channel.Send(guests);

    public void Close(string reason) => _channel.Close(reason);

    public void Dispose()
    {
        _deadline.Dispose();
        _alive?.Dispose();
        _channel.Dispose();
    }

    void IChannelReceiver.Received(Channel channel, in MessageView message)
    {
        _unanswered = 0;
        switch (message.Type)
        {
            case MessageType.Join when _state == State.Challenged:
                Join(message.Read<Join>());
                break;
            case MessageType.StartGuest when IsDirectory:
                _door.StartGuest(Desktop, message.Read<StartGuest>().Guest);
                break;
            case MessageType.Ping when IsDirectory:
                _channel.Send(new Pong(message.Read<Ping>().Token));
                break;
            case MessageType.Pong when IsDirectory:
                message.Read<Pong>();
                break;
            default:
                throw new ProtocolException($"sent {message.Type} where {(IsDirectory ? "StartGuest" : "Join")} was due");
        }
    }

    void IChannelReceiver.Closed(Channel channel, string reason)
    {
        _deadline.Dispose();
        _alive?.Dispose();
        _door.Closed(this, reason);
    }

    private void Join(in Join join)
    {
        if (!IsWhoItSays(join))
        {
            Refuse(new Refused(RefusalCode.NotAllowed, $"desktop '{join.Desktop}' is not known here by this key; on the guests' machine: seamless desktop list"));
            return;
        }
        Desktop = join.Desktop;
        _channel.PeerName = $"desktop '{Desktop}'";
        _state = State.Joining;
        if (_door.Find(Desktop) is { IsOwn: true } && GpuDoor.ServerOf(join.Guest) is null)
        {
            Refuse(new Refused(RefusalCode.NotAllowed, "only programs that draw on a GPU come in here"));
            return;
        }
        if (join.Guest.Length > 0)
        {
            _ = JoinGuestAsync(join.Guest);
            return;
        }
        _deadline.Dispose();
        _state = State.Directory;
        _channel.Allow(ChannelLimits.Control);
        _channel.Send(default(Joined));
        _door.DirectoryOpened(this);
        _alive?.Start(DoorLimits.WirePing);
    }

    private void AskWhetherAlive()
    {
        if (_unanswered == DoorLimits.WirePings)
        {
            _channel.Close("does not answer any more");
            return;
        }
        _channel.Send(new Ping((ulong)++_unanswered));
        _alive!.Start(DoorLimits.WirePing);
    }

    private bool IsWhoItSays(in Join join)
    {
        if (_wired is not null)
            return join.Desktop == _wired && _door.Find(_wired) is not null;
        // An unknown name takes as long as a known one.
        var known = _door.Find(join.Desktop);
        return DoorProof.Of(known?.Key ?? default, _nonce, join.Desktop, join.Guest).EqualsInFixedTime(join.Proof) && known?.Key is not null;
    }

    /// <summary>Who had the guest before gives way first; until then nothing more comes from the desktop.</summary>
    private async Task JoinGuestAsync(string guest)
    {
        try
        {
            var passage = await _door.OpenAsync(Desktop, guest);
            if (_channel.IsClosed)
            {
                passage.Dispose();
                return;
            }
            _channel.Send(default(Joined));
            if (_channel.Detach() is { } stream)
            {
                _deadline.Dispose();
                _door.Enter(this, stream, passage);
                return;
            }
            passage.Dispose();
            _channel.Close("sent something behind Join before it was answered");
        }
        catch (DoorException refusal)
        {
            Refuse(new Refused(refusal.Code, refusal.Message));
        }
    }

    private void Refuse(Refused refusal)
    {
        if (_channel.IsClosed)
            return;
        var shortened = refusal with { Reason = Utf8.Shorten(refusal.Reason, ProtocolLimits.TextBytes) };
        _channel.Send(shortened);
        _channel.Close(shortened.Reason);
    }
}

/// <summary>A Join is refused, in the words of the message.</summary>
internal sealed class DoorException(RefusalCode code, string message) : Exception(message)
{
    public RefusalCode Code => code;
}
