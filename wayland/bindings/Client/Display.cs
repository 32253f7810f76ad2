// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Wayland.Client;

/// <summary>
/// A connection to a compositor: its proxies, its globals, and the event loop that reads it. Requests leave at the end of a turn, or
/// with <see cref="Flush"/>.
/// </summary>
public sealed class Display : IDisposable
{
    private readonly UnixSocket _socket;
    private readonly InputQueue _input = new();
    private readonly OutputQueue _output = new();
    private readonly ObjectTable<Proxy> _objects = new(isServer: false);
    private readonly List<GlobalEntry> _globals = [];
    private readonly Watch _watch;
    private readonly Action _finishTurn;
    private readonly WlDisplay _display;
    private bool _isQueued;
    private bool _isDisposed;

    private Display(EventLoop loop, UnixSocket socket)
    {
        (Loop, _socket, _finishTurn) = (loop, socket, FinishTurn);
        _display = new WlDisplay(this, _objects.Allocate(), 1)
        {
            DeleteId = Release,
            ErrorEvent = (subject, code, message) => Fail(
                new DisplayError(subject?.Interface.Name ?? "unknown", subject?.Id ?? 0, code, message)),
        };
        _watch = loop.Add(socket.Descriptor, Interest.Read, Ready);
        Registry = _display.GetRegistry();
        Registry.Global = (name, interfaceName, version) => _globals.Add(new GlobalEntry(name, interfaceName, (int)version));
        Registry.GlobalRemove = name => _globals.RemoveAll(global => global.Name == name);
    }

    public EventLoop Loop { get; }

    /// <summary>The registry that <see cref="Globals"/> is filled from.</summary>
    public WlRegistry Registry { get; }

    public IReadOnlyList<GlobalEntry> Globals => _globals;

    /// <summary>False once the connection has ended.</summary>
    public bool IsOpen { get; private set; } = true;

    public DisplayError? Error { get; private set; }

    /// <summary>Why the connection ended, in words.</summary>
    public string? CloseReason { get; private set; }

    public static Display Connect(EventLoop loop, string path) => new(loop, UnixSocket.Connect(path));

    /// <summary>Speaks over a socket that is connected already; the display owns it from here on.</summary>
    public static Display Connect(EventLoop loop, UnixSocket socket) => new(loop, socket);

    /// <summary>Binds the first global of an interface, at the highest version that both sides and the caller know.</summary>
    public T Bind<T>(int maximumVersion = int.MaxValue)
        where T : Proxy, IProxy<T> => TryBind<T>(maximumVersion) ?? throw new DisplayException($"The compositor does not offer {T.Name}.");

    public T? TryBind<T>(int maximumVersion = int.MaxValue)
        where T : Proxy, IProxy<T>
    {
        var global = _globals.FirstOrDefault(global => global.Interface == T.Name);
        return global is null ? null : Registry.Bind<T>(global.Name, Math.Min(maximumVersion, Math.Min(global.Version, T.MaximumVersion)));
    }

    public WlCallback Sync() => _display.Sync();

    public Proxy? Find(uint id) => _objects.Find(id);

    /// <summary>Steps the loop until the server has handled all that was sent before and its answers are here.</summary>
    public void Roundtrip()
    {
        var done = false;
        var callback = Sync();
        callback.Done = _ => done = true;
        Flush();
        while (!done && IsOpen)
            Loop.RunOnce(null);
        if (!done)
            throw new DisplayException(CloseReason ?? "The connection is closed.");
    }

    /// <summary>Sends what the socket takes now.</summary>
    public void Flush()
    {
        if (!IsOpen)
            return;
        var status = _output.Flush(_socket);
        // A server that has ended the connection has usually said why, and that still waits to be read.
        _watch.Interest = status == SocketStatus.WouldBlock ? Interest.Read | Interest.Write : Interest.Read;
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        if (IsOpen)
            Flush();
        Fail("closed by this side");
        _isDisposed = true;
        _watch.Dispose();
        _socket.Dispose();
        _input.Close();
        _output.Close();
    }

    internal uint AllocateId() => _objects.Allocate();

    // A server-made id may be used again as soon as this side has destroyed its object, without a word in between.
    internal void Register(Proxy proxy)
    {
        if (!_objects.IsOwn(proxy.Id))
        {
            if (_objects.Find(proxy.Id) is { IsAlive: false })
                _objects.Release(proxy.Id);
            if (!_objects.TryReserve(proxy.Id))
            {
                Fail($"the server made {proxy} at an id that is not free");
                return;
            }
        }

        _objects.Insert(proxy.Id, proxy);
    }

    internal WireWriter BeginRequest(Proxy proxy, int opcode)
    {
        if (!_isQueued)
        {
            _isQueued = true;
            Loop.Defer(_finishTurn);
        }

        _output.Begin(proxy.Id, opcode);
        return new WireWriter(_output, new WireTrace.Sender("server", proxy.Interface, IsRequest: true));
    }

    internal void Fail(string reason)
    {
        if (!IsOpen)
            return;
        (IsOpen, CloseReason) = (false, reason);
        _watch.Interest = Interest.None;
    }

    private void Fail(DisplayError error)
    {
        Error = error;
        Fail(error.ToString());
    }

    private void FinishTurn()
    {
        _isQueued = false;
        if (!_isDisposed)
            Flush();
    }

    private void Release(uint id)
    {
        if (!_objects.IsOwn(id) || _objects.Find(id) is not { } proxy)
            return;
        proxy.Retire();
        _objects.Release(id);
    }

    private void Ready(Readiness readiness)
    {
        if ((readiness & Readiness.Write) != 0)
            Flush();
        if (!IsOpen || (readiness & ~Readiness.Write) == 0)
            return;
        var result = _input.Receive(_socket);
        if (result.Status == SocketStatus.Closed)
            Fail("the server is gone");
        while (IsOpen)
        {
            if (_input.TryTake(out var header, out var body, out var malformed))
            {
                Dispatch(header, body);
                continue;
            }

            if (malformed)
                Fail($"an event of {header.Length} bytes cannot be");
            break;
        }
    }

    private void Dispatch(WireHeader header, ReadOnlySpan<byte> body)
    {
        if (Find(header.Object) is not { } target)
            return;
        var events = target.Interface.Events;
        if (header.Opcode >= events.Length)
        {
            Fail($"{target} has no event {header.Opcode}");
            return;
        }

        if (WireTrace.IsOn)
            WireTrace.Received("server", target.Interface, events[header.Opcode], header.Object, body);
        if (!target.IsAlive)
        {
            _input.Drop(events[header.Opcode].Descriptors);
            return;
        }

        var args = new WireReader(body, _input);
        target.Dispatch(header.Opcode, ref args);
    }
}

/// <summary>A global as the registry announced it.</summary>
public sealed record GlobalEntry(uint Name, string Interface, int Version);
