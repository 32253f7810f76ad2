// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>The connecting side at a launcher's door: a directory that is kept, or a way in to a guest.</summary>
public sealed class FakeDoor : IChannelReceiver, IDisposable
{
    private readonly Channel _channel;
    private readonly string _desktop;
    private readonly string _guest;
    private readonly Bytes32? _key;
    private ByteStream? _stream;
    private bool _isIn;

    private FakeDoor(EventLoop loop, ByteStream stream, (string Desktop, Bytes32? Key, string Guest) who)
    {
        Loop = loop;
        (_desktop, _key, _guest) = who;
        _channel = new Channel(loop, stream, this, ChannelLimits.Control);
    }

    public EventLoop Loop { get; }

    public ImmutableArray<DirectoryGuest> Guests { get; private set; } = [];

    public Refused? Refused { get; private set; }

    public string? CloseReason { get; private set; }

    /// <summary>The numbers of Pongs that came.</summary>
    public List<ulong> Pongs { get; } = [];

    /// <summary>Opens the directory; without a key where the wiring says who comes.</summary>
    public static FakeDoor OpenDirectory(EventLoop loop, Func<ByteStream> dial, string desktop, Bytes32? key = null)
    {
        var door = new FakeDoor(loop, dial(), (desktop, key, ""));
        loop.Until(() => door._isIn || door.CloseReason is not null);
        return door;
    }

    /// <summary>A stream that has joined the guest: what follows on it is a session's channel. The handshake runs on a loop of its own.</summary>
    public static ByteStream Enter(Func<ByteStream> dial, string desktop, Bytes32? key, string guest)
    {
        using var loop = new EventLoop();
        using var door = new FakeDoor(loop, dial(), (desktop, key, guest));
        loop.Until(() => door._stream is not null || door.CloseReason is not null);
        return door._stream ?? throw new LinuxException($"the door: {door.Refused?.Reason ?? door.CloseReason}", Errno.ECONNREFUSED);
    }

    public void Send<T>(in T message)
        where T : struct, IMessage<T> => _channel.Send(message);

    /// <summary>Steps the loop until the guest is in that state.</summary>
    public void Await(string guest, DirectoryState state) =>
        Loop.Until(() => Guests.Any(each => each.Name == guest && each.State == state), () => $"guests: {string.Join(", ", Guests)} {CloseReason}");

    public void Dispose() => _channel.Dispose();

    void IChannelReceiver.Received(Channel channel, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.Challenge:
                var challenge = message.Read<Challenge>();
                var proof = challenge.WantsProof ? DoorProof.Of(_key ?? default, challenge.Nonce, _desktop, _guest) : default;
                channel.Send(new Join { Desktop = _desktop, Guest = _guest, Proof = proof });
                break;
            case MessageType.Joined:
                _isIn = true;
                if (_guest.Length > 0)
                    _stream = channel.Detach() ?? throw new InvalidOperationException("something came behind Joined");
                break;
            case MessageType.Refused:
                Refused = message.Read<Refused>();
                break;
            case MessageType.Guests:
                Guests = message.Read<Guests>().List;
                break;
            case MessageType.Pong:
                Pongs.Add(message.Read<Pong>().Token);
                break;
            default:
                throw new ProtocolException($"{message.Type} at a door");
        }
    }

    void IChannelReceiver.Closed(Channel channel, string reason) => CloseReason = reason;
}
