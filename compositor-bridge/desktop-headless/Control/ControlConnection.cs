// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Desktop.Headless.Control;

/// <summary>
/// One program on the control socket. A line that is no request closes the connection after a reply that says so; a request
/// that cannot be done is answered with the reason and the connection goes on.
/// </summary>
internal sealed class ControlConnection : IDisposable
{
    private readonly UnixSocket socket;
    private readonly DesktopRequests requests;
    private readonly Action<ControlConnection> closed;
    private readonly Watch watch;
    private readonly LineBuffer lines = new(ControlLimits.RequestBytes);
    private readonly List<FileDescriptor> handles = [];
    private readonly Queue<ReadOnlyMemory<byte>> outgoing = [];
    private readonly HashSet<PendingReply> pending = [];
    private long outgoingBytes;
    private bool isClosed;
    private bool isEnding;

    public ControlConnection(EventLoop loop, UnixSocket socket, DesktopRequests requests, Action<ControlConnection> closed)
    {
        this.socket = socket;
        this.requests = requests;
        this.closed = closed;
        watch = loop.Add(socket.Descriptor, Interest.Read, Ready);
    }

    /// <summary>Keys, buttons and fingers that this program holds down.</summary>
    public HeldInput Held { get; } = new();

    public bool MayWait => pending.Count < ControlLimits.RequestsInFlight;

    /// <summary>A reply that will come later.</summary>
    public PendingReply Later(long id)
    {
        var reply = new PendingReply(this, id);
        pending.Add(reply);
        return reply;
    }

    public void Reply(ControlReply reply)
    {
        if (isClosed) return;
        var line = ControlLine.Write(reply);
        outgoing.Enqueue(line);
        outgoingBytes += line.Length;
        Flush();
        if (outgoingBytes > ControlLimits.LineBytes) Close("it does not read its replies");
    }

    public void Forget(PendingReply reply) => pending.Remove(reply);

    public void Dispose()
    {
        if (isClosed) return;
        isClosed = true;
        watch.Dispose();
        socket.Dispose();
        foreach (var reply in pending.ToArray()) reply.Abandon();
        requests.Release(Held);
        closed(this);
    }

    private void Ready(Readiness readiness)
    {
        if (readiness.HasFlag(Readiness.Write)) Flush();
        if (!isClosed && (readiness & ~Readiness.Write) != 0) Receive();
    }

    private void Receive()
    {
        if (isEnding)
        {
            Dispose();
            return;
        }
        var result = socket.Receive(lines.Room.Span, handles);
        foreach (var handle in handles) handle.Dispose();
        handles.Clear();
        if (result.Status == SocketStatus.Closed)
        {
            Dispose();
            return;
        }
        if (result.Status != SocketStatus.Done) return;
        if (!lines.Received(result.Count))
        {
            End("a request is longer than allowed");
            return;
        }
        while (!isClosed && !isEnding && lines.TryTake(out var line))
        {
            if (line.Length > 0) Handle(line);
        }
    }

    private void Handle(ReadOnlySpan<byte> line)
    {
        ControlRequest request;
        try
        {
            request = ControlLine.ReadRequest(line);
        }
        catch (JsonException error)
        {
            End($"not a request: {error.Message}");
            return;
        }
        if (requests.Carry(request, this) is { } reply) Reply(reply);
    }

    private void Flush()
    {
        while (outgoing.TryPeek(out var line))
        {
            var result = socket.Send(line.Span);
            if (result.Status == SocketStatus.Closed)
            {
                Dispose();
                return;
            }
            if (result.Status == SocketStatus.WouldBlock) break;
            outgoingBytes -= result.Count;
            outgoing.Dequeue();
            if (result.Count == line.Length) continue;
            // The rest of a line must come before the next one.
            var rest = outgoing.ToArray();
            outgoing.Clear();
            outgoing.Enqueue(line[result.Count..]);
            foreach (var later in rest) outgoing.Enqueue(later);
        }
        watch.Interest = outgoing.Count > 0 ? Interest.Read | Interest.Write : Interest.Read;
        if (isEnding && outgoing.Count == 0) Dispose();
    }

    /// <summary>Says why, as far as the peer reads, and closes.</summary>
    private void End(string reason)
    {
        isEnding = true;
        DesktopLog.ControlClosed(reason);
        Reply(new ControlReply(0, false, reason));
    }

    private void Close(string reason)
    {
        DesktopLog.ControlClosed(reason);
        Dispose();
    }
}

/// <summary>The promise of one reply; kept once, or given up when the connection closes.</summary>
internal sealed class PendingReply(ControlConnection connection, long id)
{
    private bool isOver;

    /// <summary>Runs when the reply is given or given up, whichever it is.</summary>
    public Action? Over { get; set; }

    public long Id { get; } = id;

    public void Give(ControlReply reply)
    {
        if (isOver) return;
        End();
        connection.Reply(reply);
    }

    public void Fail(string error) => Give(new ControlReply(Id, false, error));

    public void Abandon()
    {
        if (!isOver) End();
    }

    private void End()
    {
        isOver = true;
        connection.Forget(this);
        Over?.Invoke();
    }
}
