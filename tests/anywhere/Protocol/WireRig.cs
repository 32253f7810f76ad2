// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Anywhere.Protocol;

/// <summary>
/// One wire and who uses it at either end, as a desktop and a launcher do: each says Ping every five seconds with the number of its life, ends
/// its stream when it hears nothing for fifteen or what is no message, and looks for the other again.
/// </summary>
internal sealed class WireRig : IDisposable
{
    private readonly FakeWires _wires = new();
    private readonly SteppedTime _time = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private ulong _lives;

    public WireRig()
    {
        Loop = new EventLoop(_time);
        (Near, Far) = (new End(), new End());
    }

    public EventLoop Loop { get; }

    public End Near { get; }

    public End Far { get; }

    /// <summary>Both have heard the other's newest life.</summary>
    public bool IsMatched => Near.Stream is not null && Far.Stream is not null && Near.Heard == Far.Life && Far.Heard == Near.Life;

    public void Start(bool near)
    {
        Kill(near);
        var end = near ? Near : Far;
        end.Link = new PortLink(Loop, ChannelKind.Control, () => near ? _wires.Near(ChannelKind.Control) : _wires.Far(ChannelKind.Control), link =>
        {
            (end.Stream, end.Life, end.Heard, end.Silence) = (link.Take(), ++_lives, 0, 0);
            end.Received.Clear();
            Ping(end);
        })
        { IsWire = true };
        end.Link.Start();
    }

    /// <summary>Nothing is said any more, and nobody remembers what was.</summary>
    public void Kill(bool near)
    {
        var end = near ? Near : Far;
        _wires.IsMute = true;
        end.Stream?.Dispose();
        end.Link?.Dispose();
        (end.Stream, end.Link) = (null, null);
        _wires.IsMute = false;
    }

    /// <summary>Ends the connection in good order.</summary>
    public static void Close(End end)
    {
        end.Stream?.Dispose();
        end.Stream = null;
    }

    /// <summary>As much as there is room for of a message of that size, of which only a part was meant to go.</summary>
    public static void SendPart(End end, int size, int part)
    {
        var message = new byte[MessageHeader.Size + size];
        new MessageHeader(size, MessageType.InlineFrame, 0, 1).Write(message);
        end.Stream?.Send(message.AsSpan(0, Math.Min(part, message.Length)), []);
    }

    /// <summary>What waits for the desktop.</summary>
    public byte[] Take() => _wires.Read(ChannelKind.Control, atNear: true);

    public void Advance(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(100))
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            Loop.UntilQuiet();
            foreach (var end in (End[])[Near, Far])
            {
                Read(end);
                if (end.Stream is not null && ++end.Silence % 50 == 0)
                    Ping(end);
                if (end.Silence >= 150)
                    Close(end);
            }
        }
    }

    public void Dispose()
    {
        Kill(near: true);
        Kill(near: false);
        Loop.Dispose();
        _wires.Dispose();
    }

    private static void Ping(End end)
    {
        var message = new byte[MessageHeader.Size + 8];
        new MessageHeader(8, MessageType.Ping, 0, 1).Write(message);
        BitConverter.TryWriteBytes(message.AsSpan(MessageHeader.Size), end.Life);
        end.Stream?.Send(message, []);
    }

    private void Read(End end)
    {
        while (end.Stream is { } stream)
        {
            var result = stream.Receive(_buffer, []);
            if (result.Status == SocketStatus.WouldBlock)
                return;
            if (result.Status == SocketStatus.Closed)
            {
                Close(end);
                return;
            }
            end.Received.AddRange(_buffer.AsSpan(0, result.Count));
            while (end.Received.Count >= MessageHeader.Size)
            {
                var bytes = end.Received.ToArray();
                if (!MessageHeader.TryRead(bytes, out var header) || header.Type is not (MessageType.Ping or MessageType.InlineFrame))
                {
                    Close(end);
                    return;
                }
                if (bytes.Length < MessageHeader.Size + header.Length)
                    break;
                end.Silence = 0;
                if (header.Type == MessageType.Ping)
                    end.Heard = BitConverter.ToUInt64(bytes, MessageHeader.Size);
                end.Received.RemoveRange(0, MessageHeader.Size + header.Length);
            }
        }
    }

    internal sealed class End
    {
        public PortLink? Link { get; set; }

        public ByteStream? Stream { get; set; }

        /// <summary>The number of this connection, among all of the rig.</summary>
        public ulong Life { get; set; }

        /// <summary>The number that the other side's last Ping had.</summary>
        public ulong Heard { get; set; }

        /// <summary>Tenths of a second.</summary>
        public int Silence { get; set; }

        public List<byte> Received { get; } = [];
    }
}
