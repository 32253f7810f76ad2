// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Seamless.Launcher.Doors;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fuzz.Protocol;

namespace Seamless.Tests.Fuzz.Doors;

/// <summary>
/// What a stranger writes at the launcher's door. The first byte of the input says whether it came where only one desktop can come from
/// (then its name is enough), by a socket or by a wire, or has to prove that it has a key, which no input does.
/// </summary>
internal sealed class DoorTarget : IFuzzTarget, IDoor
{
    private const string Desktop = "redox";
    private const string Guest = "local";

    private readonly byte[] _answer = new byte[4096];
    private readonly KnownDesktop _known = new(Desktop, new Bytes32(1, 2, 3, 4), new TcpAddress(IPAddress.Loopback, 7654), DesktopGuests.Of(null, true));
    private readonly List<IDisposable> _open = [];
    private bool _isWired;
    private bool _isOver;

    public DoorTarget()
    {
        byte[][] starts = [Message(new Join { Desktop = Desktop, Guest = "" }), Message(new Join { Desktop = Desktop, Guest = "gl:local" }), Message(new Join { Desktop = Desktop, Guest = Guest }), Message(new Join { Desktop = Desktop, Guest = "off" })];
        var vectors = VectorCorpus.Read();
        Corpus =
        [
            .. vectors.SelectMany(vector => new byte[][] { [0, .. vector], [1, .. vector], [3, .. vector] }),
            .. starts.SelectMany(start => vectors.Prepend([]).Select(vector => (byte[])[1, .. start, .. vector])),
        ];
    }

    public string Name => "door";

    public IReadOnlyList<byte[]> Corpus { get; }

    public EventLoop Loop { get; } = new();

    public long MaximumAllocation(int inputLength) => 192 * 1024 + ((long)inputLength * 64);

    public void Repair(Span<byte> input)
    {
        if (!input.IsEmpty) VectorCorpus.Renumber(input[1..]);
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty) return;
        (_isWired, _isOver) = (input[0] % 2 == 1, false);
        var (near, far) = UnixSocket.Pair();
        using var connection = new DoorConnection(this, near, _isWired ? Desktop : null, isWire: input[0] % 4 == 3);
        Write(far, input[1..]);
        far.Dispose();
        Settle();
        if (!_isOver) throw new FuzzFailure("the door did not notice that who came in is gone");
        foreach (var each in _open) each.Dispose();
        _open.Clear();
        Settle();
    }

    public KnownDesktop? Find(string desktop) => desktop == Desktop ? _known : null;

    public void DirectoryOpened(DoorConnection connection)
    {
        Admitted();
        connection.Tell(new Guests([new DirectoryGuest { Name = Guest, State = DirectoryState.Ready, Label = Guest }]));
    }

    public void StartGuest(string desktop, string guest) => Admitted();

    public Task<IPassage> OpenAsync(string desktop, string guest)
    {
        Admitted();
        return guest == Guest ? Task.FromResult<IPassage>(new Passage(_open)) : throw new DoorException(RefusalCode.Off, $"guest '{guest}' does not run");
    }

    public void Enter(DoorConnection connection, ByteStream stream, IPassage passage)
    {
        Over();
        passage.Begin(stream);
    }

    public void Closed(DoorConnection connection, string reason) => Over();

    public void Dispose() => Loop.Dispose();

    private static byte[] Message(in Join join)
    {
        var buffer = new byte[256];
        var writer = new MessageWriter(buffer.AsSpan(MessageHeader.Size));
        join.Write(ref writer);
        new MessageHeader(writer.Count, MessageType.Join, 0, 1).Write(buffer);
        return buffer[..(MessageHeader.Size + writer.Count)];
    }

    private void Admitted()
    {
        if (!_isWired) throw new FuzzFailure("somebody came in without the key");
    }

    private void Over()
    {
        if (_isOver) throw new FuzzFailure("one connection was over twice");
        _isOver = true;
    }

    private void Write(UnixSocket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var result = socket.Send(bytes);
            if (result.Status == SocketStatus.Closed) break;
            bytes = bytes[result.Count..];
            Settle();
            while (socket.Receive(_answer, []) is { Status: SocketStatus.Done, Count: > 0 })
            {
            }
            // Behind a Join nothing is read before its answer; who writes on waits.
            if (result.Status == SocketStatus.WouldBlock) break;
        }
    }

    private void Settle()
    {
        while (Loop.RunOnce(TimeSpan.Zero))
        {
        }
    }

    private sealed class Passage(List<IDisposable> open) : IPassage
    {
        public void Begin(ByteStream near) => open.Add(near);

        public void Dispose()
        {
        }
    }
}
