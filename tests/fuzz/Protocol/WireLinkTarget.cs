// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fuzz.Protocol;

/// <summary>
/// A wire at whose other end a program of a virtual machine writes anything at all. The launcher's end says little in answer, holds nothing,
/// passes on what are messages up to the next mark, and stands again for whoever follows the rules.
/// </summary>
internal sealed class WireLinkTarget : IFuzzTarget
{
    private const ulong OurLife = 0x5eed;

    private readonly EventLoop _loop = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private ByteStream? _stream;

    public string Name => "wire-link";

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        [], Mark(7, 0), Mark(7, 8), Mark(0, 7), [.. Mark(7, 0), .. Mark(9, 0)], [.. PortMark.Sign], new byte[5000], [.. PortMark.Sign[..9], .. Mark(3, 4), 0x9e, 0x53],
        .. VectorCorpus.Read().Select(vector => (byte[])[.. vector, .. Mark(1, 2), .. vector]),
    ];

    public long MaximumAllocation(int inputLength) => 64 * 1024 + (inputLength * 16L);

    public void Run(ReadOnlySpan<byte> input)
    {
        var (near, far) = UnixSocket.Pair();
        using (var link = new PortLink(_loop, ChannelKind.Control, () => near, Opened) { IsWire = true })
        {
            link.Start();
            Write(far, input);
            if (_stream is not null) throw new FuzzFailure("a wire stands that nobody answered");
            ulong life = Life(far, input.Length);
            // Said twice, for the input may end in a piece of a mark that swallows the first.
            Write(far, Mark(OurLife, life));
            Write(far, Mark(OurLife, life));
            if (_stream is null) throw new FuzzFailure("the wire does not stand after a proper answer");
            Write(far, input);
            Read(input.Length + (2 * PortMark.Size));
            _stream.Dispose();
            _stream = null;
        }
        far.Dispose();
        Settle();
    }

    public void Dispose() => _loop.Dispose();

    private static byte[] Mark(ulong ours, ulong yours)
    {
        var bytes = new byte[PortMark.Size];
        new PortMark(ours, yours).Write(bytes);
        return bytes;
    }

    /// <summary>Its nonce stands in every mark that the link has said; at most one for each that it heard, and eight.</summary>
    private ulong Life(UnixSocket far, int inputLength)
    {
        var (life, said) = (0ul, 0);
        while (far.Receive(_buffer, []) is { Status: SocketStatus.Done } got)
        {
            said += got.Count;
            life = BitConverter.ToUInt64(_buffer.AsSpan(16));
        }
        return said <= (8 * PortMark.Size) + inputLength ? life : throw new FuzzFailure($"{said} bytes were said in answer to {inputLength}");
    }

    private void Read(int most)
    {
        var sum = 0;
        for (var result = _stream!.Receive(_buffer, []); result.Status == SocketStatus.Done; result = _stream.Receive(_buffer, []))
            sum += result.Count;
        if (sum > most) throw new FuzzFailure($"{sum} bytes came of {most}");
        if (_stream.Receive(_buffer, []).Status == SocketStatus.Done) throw new FuzzFailure("a connection that was over went on");
    }

    private void Opened(PortLink link) => _stream = link.Take();

    private void Write(UnixSocket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var result = socket.Send(bytes);
            if (result.Status == SocketStatus.Closed) return;
            if (result.Status == SocketStatus.WouldBlock && _stream is not null) Read(int.MaxValue);
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
