// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Wayland.Server;

/// <summary>
/// One connected client: its socket, its objects, and what waits to be sent. Whatever ends the connection (the client left, broke a
/// rule, stopped reading) only marks it; the teardown happens at the end of the loop's turn, so no handler sees objects vanish.
/// </summary>
public sealed class Client
{
    private readonly UnixSocket _socket;
    private readonly InputQueue _input = new();
    private readonly OutputQueue _output = new();
    private readonly ObjectTable<Resource> _objects = new(isServer: true);
    private readonly Watch _watch;
    private readonly string _name;
    private Resource? _youngest;
    private bool _isQueued;

    internal Client(WaylandServer server, UnixSocket socket, int number)
    {
        (Server, _socket, _name) = (server, socket, $"client {number}");
        Peer = socket.Peer;
        _objects.TryReserve(1);
        DisplayResource = new DisplayResource(this);
        _watch = server.Loop.Add(socket.Descriptor, Interest.Read, Ready);
    }

    public WaylandServer Server { get; }

    public PeerCredentials Peer { get; }

    /// <summary>What the compositor wants to remember of this client.</summary>
    public object? Tag { get; set; }

    /// <summary>False once something has ended the connection; events are no longer queued and requests no longer read.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Why the connection ended, in words for a log.</summary>
    public string? CloseReason { get; private set; }

    /// <summary>True when it was the client that broke the protocol or stopped reading, and not simply the end of the program.</summary>
    public bool Misbehaved { get; private set; }

    internal DisplayResource DisplayResource { get; }

    internal List<RegistryResource> Registries { get; } = [];

    public Resource? Find(uint id) => _objects.Find(id);

    public T? Find<T>(uint id)
        where T : Resource => _objects.Find(id) as T;

    /// <summary>An id for an object that the server makes and introduces with an event.</summary>
    public uint AllocateId()
    {
        if (_objects.Count >= Server.Limits.ObjectsPerClient)
            PostError(DisplayResource, (uint)WireError.NoMemory, "too many objects");
        return _objects.Allocate();
    }

    /// <summary>Sends what the socket takes now. Happens by itself at the end of every turn.</summary>
    public void Flush()
    {
        switch (_output.Flush(_socket))
        {
            case SocketStatus.Done:
                _watch.Interest = IsOpen ? Interest.Read : Interest.None;
                break;
            case SocketStatus.WouldBlock:
                _watch.Interest = IsOpen ? Interest.Read | Interest.Write : Interest.None;
                break;
            default:
                End("the client is gone", misbehaved: false);
                break;
        }
    }

    /// <summary>Ends the connection at the end of this turn, without an error for the client.</summary>
    public void Disconnect(string reason) => End(reason, misbehaved: true);

    public override string ToString() => $"{_name} (pid {Peer.Pid})";

    internal void PostError(Resource resource, uint code, string message)
    {
        if (!IsOpen)
            return;
        // The text may quote the client, and must fit the event.
        if (message.Length > WireLimits.ErrorCharacters)
            message = message[..WireLimits.ErrorCharacters] + "…";
        var subject = resource.IsAlive ? resource : DisplayResource;
        DisplayResource.SendError(subject, code, message);
        End($"protocol error {code} of {resource}: {message}", misbehaved: true);
    }

    internal void Register(Resource resource)
    {
        _objects.Insert(resource.Id, resource);
        resource.Older = _youngest;
        if (_youngest is not null)
            _youngest.Newer = resource;
        _youngest = resource;
    }

    internal void Unregister(Resource resource)
    {
        if (resource.Newer is { } newer)
            newer.Older = resource.Older;
        else
            _youngest = resource.Older;
        if (resource.Older is { } older)
            older.Newer = resource.Newer;
        (resource.Older, resource.Newer) = (null, null);
        _objects.Release(resource.Id);
        if (!_objects.IsOwn(resource.Id))
            DisplayResource.SendDeleteId(resource.Id);
    }

    internal void Reserve(uint id, ref WireReader args)
    {
        if (_objects.Count >= Server.Limits.ObjectsPerClient)
            args.Fail("too many objects", WireError.NoMemory);
        else if (!_objects.TryReserve(id))
            args.Fail($"{id} is not a valid new object id", WireError.InvalidObject);
    }

    internal WireWriter BeginEvent(Resource resource, int opcode)
    {
        if (_output.Length > Server.Limits.OutputBytesPerClient / 2)
            MakeRoom();
        QueueForEndOfTurn();
        _output.Begin(resource.Id, opcode);
        return new WireWriter(_output, new WireTrace.Sender(_name, resource.Interface, IsRequest: false));
    }

    /// <summary>End of turn: what waits is sent. True when the connection has ended and <see cref="TearDown"/> is due.</summary>
    internal bool FinishTurn()
    {
        _isQueued = false;
        if (!_output.IsEmpty)
            Flush();
        return !IsOpen;
    }

    internal void TearDown()
    {
        while (_youngest is { } resource)
            resource.Destroy();
        _watch.Dispose();
        _socket.Dispose();
        _input.Close();
        _output.Close();
    }

    // A burst within one turn (a registry, a keymap for each keyboard) may be larger than the patience; a client that reads gets it.
    private void MakeRoom()
    {
        if (_output.Flush(_socket) == SocketStatus.WouldBlock && _output.Length > Server.Limits.OutputBytesPerClient)
            End($"does not read its events ({_output.Length} bytes wait)", misbehaved: true);
    }

    private void End(string reason, bool misbehaved)
    {
        if (!IsOpen)
            return;
        (IsOpen, CloseReason, Misbehaved) = (false, reason, misbehaved);
        // Nothing is read any more, so nothing should wake us.
        _watch.Interest = Interest.None;
        QueueForEndOfTurn();
    }

    private void QueueForEndOfTurn()
    {
        if (_isQueued)
            return;
        _isQueued = true;
        Server.QueueForEndOfTurn(this);
    }

    private void Ready(Readiness readiness)
    {
        if (!IsOpen)
            return;
        if ((readiness & Readiness.Write) != 0)
            Flush();
        if ((readiness & ~Readiness.Write) != 0 && IsOpen)
            Read();
    }

    // One receive per turn: its size bounds how long this client keeps the others waiting.
    private void Read()
    {
        SocketResult result;
        try
        {
            result = _input.Receive(_socket);
        }
        catch (HandlesTruncatedException)
        {
            End("sent more file descriptors at once than a message has", misbehaved: true);
            return;
        }

        if (result.Status == SocketStatus.Closed)
            End("the client is gone", misbehaved: false);
        else if (result.Status == SocketStatus.Done)
            DispatchReceived();
    }

    private void DispatchReceived()
    {
        while (IsOpen)
        {
            if (_input.TryTake(out var header, out var body, out var malformed))
            {
                Dispatch(header, body);
                continue;
            }

            if (malformed)
                PostError(DisplayResource, (uint)WireError.InvalidMethod, $"a message of {header.Length} bytes cannot be");
            break;
        }

        if (IsOpen && _input.UnclaimedDescriptors > WireLimits.UnclaimedDescriptors)
            End("sent file descriptors that no message claims", misbehaved: true);
    }

    private void Dispatch(WireHeader header, ReadOnlySpan<byte> body)
    {
        if (Find(header.Object) is not { } target)
        {
            PostError(DisplayResource, (uint)WireError.InvalidObject, $"invalid object {header.Object}");
            return;
        }

        var requests = target.Interface.Requests;
        if (header.Opcode >= requests.Length || requests[header.Opcode].Since > target.Version)
        {
            PostError(DisplayResource, (uint)WireError.InvalidMethod, $"invalid method {header.Opcode}, object {target} version {target.Version}");
            return;
        }

        if (WireTrace.IsOn)
            WireTrace.Received(_name, target.Interface, requests[header.Opcode], header.Object, body);
        var args = new WireReader(body, _input);
        try
        {
            target.Dispatch(header.Opcode, ref args);
        }
        catch (WaylandProtocolError error)
        {
            error.Resource.PostError(error.Code, error.Message);
        }
    }
}
