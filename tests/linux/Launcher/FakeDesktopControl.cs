// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Tests.Linux.Launcher;

/// <summary>A desktop's control socket: every app but one that is called "brief" shows a window; its disk is full.</summary>
internal sealed class FakeDesktopControl : IDisposable
{
    public const string DiskFull = "cannot write /shots/full.png: No space left on device (ENOSPC)";

    private readonly EventLoop _loop = new();
    private readonly Thread _thread;
    private readonly UnixListener _listener;
    private readonly List<Connection> _connections = [];

    public FakeDesktopControl(string path)
    {
        _listener = UnixListener.Bind(path);
        _loop.Add(_listener.Descriptor, Interest.Read, _ => Accept());
        _thread = new Thread(_loop.Run) { IsBackground = true };
        _thread.Start();
    }

    public BlockingCollection<ControlRequest> Requests { get; } = [];

    /// <summary>Instances whose window never comes.</summary>
    public HashSet<long> Windowless { get; } = [];

    public void SendGarbage() => _loop.Post(() => _connections[^1].Socket.Send("this is no JSON\n"u8, []));

    public void Dispose()
    {
        _loop.Stop();
        _thread.Join();
        foreach (var connection in _connections)
            connection.Socket.Dispose();
        _listener.Dispose();
        _loop.Dispose();
        Requests.Dispose();
    }

    private void Accept()
    {
        while (_listener.Accept() is { } socket)
        {
            var connection = new Connection(socket);
            _connections.Add(connection);
            connection.Watch = _loop.Add(socket.Descriptor, Interest.Read, _ => Read(connection));
        }
    }

    private void Read(Connection connection)
    {
        var result = connection.Socket.Receive(connection.Lines.Room.Span, []);
        if (result.Status == SocketStatus.Closed)
        {
            connection.Watch!.Interest = Interest.None;
            return;
        }
        connection.Lines.Received(result.Count);
        while (connection.Lines.TryTake(out var line))
        {
            var request = ControlLine.ReadRequest(line);
            Requests.Add(request);
            if (Answer(request) is { } reply)
                connection.Socket.Send(ControlLine.Write(reply), []);
        }
    }

    private ControlReply? Answer(ControlRequest request)
    {
        if (request.Verb == DesktopVerbs.AwaitWindow.Name)
        {
            var instance = DesktopVerbs.AwaitWindow.ReadArguments(request).Instance;
            return Windowless.Contains(instance) ? null : DesktopVerbs.AwaitWindow.Reply(request.Id, Window(instance));
        }
        if (request.Verb == DesktopVerbs.Windows.Name)
            return DesktopVerbs.Windows.Reply(request.Id, new WindowList([Window(1)]));
        if (request.Verb == DesktopVerbs.Status.Name)
            return DesktopVerbs.Status.Reply(request.Id, new DesktopStatus { Name = "fake", Width = 640, Height = 480 });
        return request.Verb == DesktopVerbs.Screenshot.Name
            ? new ControlReply(request.Id, false, DiskFull)
            : DesktopVerbs.Attach.Reply(request.Id, new Nothing());
    }

    private static WindowInfo Window(long instance) => new()
    {
        Id = 100 + instance,
        Guest = "local",
        Instance = instance,
        AppId = "foot",
        Title = "grüße",
        Width = 300,
        Height = 200,
        HasContent = true,
    };

    private sealed record Connection(UnixSocket Socket)
    {
        public LineBuffer Lines { get; } = new(ControlLimits.LineBytes);
        public Watch? Watch { get; set; }
    }
}
