// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fuzz.Protocol;

/// <summary>
/// The readers of all messages, and the framing of a channel. The input is a stream as a peer writes it: it goes through a channel in uneven
/// pieces, and what follows each header is also read as that message directly.
/// </summary>
internal sealed class ProtocolTarget : IFuzzTarget, IChannelReceiver
{
    private readonly EventLoop _loop = new();
    private readonly byte[] _rewritten = new byte[Mutator.MaximumLength];
    private string? _closeReason;

    public string Name => "protocol";

    public IReadOnlyList<byte[]> Corpus { get; } = VectorCorpus.Read();

    /// <summary>Texts take two bytes a character and an object each; an app of an empty catalogue entry is the dearest, at 24 bytes. Received twice.</summary>
    public long MaximumAllocation(int inputLength) => 64 * 1024 + ((long)inputLength * 64);

    public void Repair(Span<byte> input) => VectorCorpus.Renumber(input);

    public void Run(ReadOnlySpan<byte> input)
    {
        if (MessageHeader.TryRead(input, out var header) && MessageKinds.Find(header.Type) is { } kind) Check(kind, input[MessageHeader.Size..]);
        RunChannel(input);
    }

    public void Received(Channel channel, in MessageView message)
    {
        if (MessageKinds.Find(message.Type) is { } kind) Check(kind, message.Payload);
        if (message.HasHandle) throw new FuzzFailure("a handle came from nowhere");
    }

    public void Closed(Channel channel, string reason) => _closeReason = reason;

    public void Dispose() => _loop.Dispose();

    /// <summary>What can be read is written back byte for byte.</summary>
    private void Check(MessageKind kind, ReadOnlySpan<byte> payload)
    {
        var writer = new MessageWriter(_rewritten);
        if (!kind.TryRewrite(payload, ref writer)) return;
        if (!payload.SequenceEqual(_rewritten.AsSpan(0, writer.Count))) throw new FuzzFailure($"{kind.Name} was written back differently");
    }

    private void RunChannel(ReadOnlySpan<byte> input)
    {
        var (near, far) = UnixSocket.Pair();
        _closeReason = null;
        using var channel = new Channel(_loop, near, this, ChannelLimits.Control);
        using (far)
        {
            // The pieces follow from the input itself, so a find repeats.
            int piece = 1 + (input.IsEmpty ? 0 : input[^1] % 64);
            for (var left = input; !left.IsEmpty && !channel.IsClosed;)
            {
                var result = far.Send(left[..Math.Min(piece, left.Length)]);
                if (result.Status == SocketStatus.Closed) break;
                left = left[result.Count..];
                piece = (piece * 3) + 1;
                Settle();
            }
        }
        Settle();
        if (_closeReason is null) throw new FuzzFailure("the channel did not notice that its peer is gone");
        if (channel.QueuedBytes != 0) throw new FuzzFailure("a closed channel keeps bytes");
    }

    private void Settle()
    {
        while (_loop.RunOnce(TimeSpan.Zero))
        {
        }
    }
}
