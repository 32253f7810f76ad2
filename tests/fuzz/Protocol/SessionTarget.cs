// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fuzz.Protocol;

/// <summary>
/// The handshake, and what a session makes of messages after it. The first byte of the input says whether the stranger says a proper
/// Hello on both channels first; the rest is what it writes, every other piece on bulk.
/// </summary>
internal sealed class SessionTarget : IFuzzTarget, ISessionAcceptor, ISessionReceiver
{
    private readonly EventLoop _loop = new();
    private readonly List<byte> _answer = [];
    private readonly byte[] _buffer = new byte[4096];
    private SessionListener? _listener;
    private Session? _session;
    private bool _isToldClosed;

    public SessionTarget()
    {
        Corpus = [.. VectorCorpus.Read().SelectMany(vector => new byte[][] { [0, .. vector], [1, .. vector] })];
    }

    public string Name => "session";

    public IReadOnlyList<byte[]> Corpus { get; }

    public long MaximumAllocation(int inputLength) => 128 * 1024 + ((long)inputLength * 64);

    public void Repair(Span<byte> input)
    {
        if (input.IsEmpty) return;
        VectorCorpus.Renumber(input[1..]);
        if (input[0] % 2 == 0 || input.Length < 1 + MessageHeader.Size) return;
        // Hello was message 1.
        for (var rest = input[1..]; rest.Length >= MessageHeader.Size && MessageHeader.TryRead(rest, out var header);)
        {
            (header with { Sequence = header.Sequence + 1 }).Write(rest);
            rest = rest[(MessageHeader.Size + Math.Min(header.Length, rest.Length - MessageHeader.Size))..];
        }
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty) return;
        _session = null;
        _isToldClosed = false;
        using var listener = new SessionListener(_loop, new SessionIdentity(Role.Bridge, "fuzz"), this);
        _listener = listener;
        var control = Stranger();
        UnixSocket? bulk = null;
        if (input[0] % 2 == 1)
        {
            Write(control, Hello(ChannelKind.Control, 0));
            bulk = Stranger();
            Write(bulk, Hello(ChannelKind.Bulk, _session is null ? Token(control) : 0));
            if (_session is not { IsOpen: true }) throw new FuzzFailure("a proper handshake opened no session");
        }
        Write(control, input[1..]);
        if (bulk is not null) Write(bulk, input[1..]);
        control.Dispose();
        bulk?.Dispose();
        Settle();
        if (_session is not null && !_isToldClosed) throw new FuzzFailure("the session did not notice that its peer is gone");
    }

    public void Opened(Session session) => _session = session;

    public void Received(Session session, in MessageView message) => MessageKinds.Find(message.Type)!.Read(message.Payload.ToArray());

    public void Closed(Session session, string reason) => _isToldClosed = true;

    public ISessionReceiver? Admit(in Hello hello, PeerCredentials peer, out Refused refusal)
    {
        refusal = new Refused(RefusalCode.Role, "no launcher is wanted here");
        return hello.Role == Role.Launcher ? null : this;
    }

    public void Dispose() => _loop.Dispose();

    private static byte[] Hello(ChannelKind channel, ulong token)
    {
        byte[] buffer = new byte[256];
        var writer = new MessageWriter(buffer.AsSpan(MessageHeader.Size));
        new Hello { Major = ProtocolVersion.Major, Role = Role.Guest, Channel = channel, SessionToken = token }.Write(ref writer);
        new MessageHeader(writer.Count, MessageType.Hello, 0, 1).Write(buffer);
        return buffer[..(MessageHeader.Size + writer.Count)];
    }

    private UnixSocket Stranger()
    {
        var (near, far) = UnixSocket.Pair();
        _listener!.Adopt(near);
        return far;
    }

    private ulong Token(UnixSocket control)
    {
        _answer.Clear();
        while (control.Receive(_buffer, []) is { Status: SocketStatus.Done } result) _answer.AddRange(_buffer.AsSpan(0, result.Count));
        return MessageKinds.Find(MessageType.Welcome)!.Read(_answer.Skip(MessageHeader.Size).ToArray()) is Welcome welcome ? welcome.SessionToken : 0;
    }

    private void Write(UnixSocket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var result = socket.Send(bytes);
            if (result.Status == SocketStatus.Closed) break;
            bytes = bytes[result.Count..];
            Settle();
            // A held channel is not read: the peer would wait, and so does the rest of this input.
            if (result.Status == SocketStatus.WouldBlock) break;
        }
        Settle();
    }

    private void Settle()
    {
        while (_loop.RunOnce(TimeSpan.Zero))
        {
        }
    }
}
