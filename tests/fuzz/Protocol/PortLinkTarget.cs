// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fuzz.Protocol;

/// <summary>
/// A port at whose other end somebody writes anything at all. Whatever it was, the link holds no more than it may, and stands as soon as the
/// other end follows the rules.
/// </summary>
internal sealed class PortLinkTarget : IFuzzTarget, IChannelReceiver
{
    private const ulong OurLife = 0x5eed;

    private readonly EventLoop _loop = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Channel? _channel;
    private bool _isOpen;

    public string Name => "port-link";

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        [], Mark(7, 0), Mark(7, 8), Mark(0, 7), [.. Mark(7, 0), .. Mark(7, 0), .. Mark(9, 0)], [.. PortMark.Sign], [.. "noise"u8, .. Mark(7, 0)], new byte[5000],
        [.. PortMark.Sign[..9], .. Mark(3, 4), 0x9e, 0x53], .. VectorCorpus.Read().Select(vector => (byte[])[.. Mark(1, 2), .. vector, .. Mark(1, 2)]),
    ];

    public long MaximumAllocation(int inputLength) => 64 * 1024 + (inputLength * 16L);

    public void Run(ReadOnlySpan<byte> input)
    {
        var (near, far) = UnixSocket.Pair();
        _isOpen = false;
        using (var link = new PortLink(_loop, ChannelKind.Control, () => near, Opened))
        {
            link.Start();
            Write(far, input);
            if (_isOpen) throw new FuzzFailure("a link stands that nobody answered");
            // Said twice, for the input may end in a piece of a mark that swallows the first.
            ulong life = NewestLife(far);
            Write(far, Mark(OurLife, life));
            Write(far, Mark(OurLife, life));
            if (!_isOpen) throw new FuzzFailure("the link does not stand after a proper answer");
            Write(far, input);
            _channel?.Dispose();
            _channel = null;
        }
        far.Dispose();
        Settle();
    }

    public void Received(Channel channel, in MessageView message)
    {
    }

    public void Closed(Channel channel, string reason)
    {
    }

    public void Dispose() => _loop.Dispose();

    private static byte[] Mark(ulong ours, ulong yours)
    {
        var bytes = new byte[PortMark.Size];
        new PortMark(ours, yours).Write(bytes);
        return bytes;
    }

    /// <summary>Its nonce stands in every mark that the link has sent.</summary>
    private ulong NewestLife(UnixSocket far)
    {
        ulong life = 0;
        while (far.Receive(_buffer, []) is { Status: SocketStatus.Done } got)
        {
            if (got.Count >= PortMark.Size) life = BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(16));
        }
        return life;
    }

    private void Opened(PortLink link)
    {
        _isOpen = true;
        _channel = new Channel(_loop, link.Take(), this, ChannelLimits.Control);
    }

    private void Write(UnixSocket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var result = socket.Send(bytes);
            if (result.Status == SocketStatus.Closed) return;
            bytes = bytes[result.Count..];
            Settle();
        }
    }

    private void Settle()
    {
        while (_loop.RunOnce(TimeSpan.Zero))
        {
        }
    }
}
