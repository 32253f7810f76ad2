// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Wayland.Server;

/// <summary>
/// The server's end of one protocol object. Generated classes add a Send method per event and an abstract method per request; the
/// compositor derives from those. Owned by the client's object table until destroyed.
/// </summary>
public abstract class Resource
{
    /// <summary>
    /// Registers the object at an id that a request's new_id named or <see cref="Client.AllocateId"/> gave.
    /// </summary>
    protected Resource(Client client, uint id, int version)
    {
        (Client, Id, Version) = (client, id, version);
        client.Register(this);
        IsAlive = true;
    }

    public Client Client { get; }

    public uint Id { get; }

    public int Version { get; }

    /// <summary>False from the moment the object is being destroyed; events of a dead object are not sent.</summary>
    public bool IsAlive { get; private set; }

    internal abstract WireInterface Interface { get; }

    // The client's objects in order of creation, so that a disconnect can destroy them in reverse.
    internal Resource? Older { get; set; }

    internal Resource? Newer { get; set; }

    /// <summary>Ends the object: it leaves the table, and the client learns that a client-made id is free again. Twice does no harm.</summary>
    public void Destroy()
    {
        if (!IsAlive)
            return;
        IsAlive = false;
        OnDestroyed();
        Client.Unregister(this);
    }

    /// <summary>
    /// Fatal for the client: it is told the error and disconnected at the end of this turn; requests that still wait are not read.
    /// </summary>
    public void PostError(uint code, string message) => Client.PostError(this, code, message);

    public override string ToString() => $"{Interface.Name}#{Id}";

    /// <summary>Runs exactly once, also when the client disconnects; younger objects of the client have gone before.</summary>
    protected virtual void OnDestroyed()
    {
    }

    internal abstract void Dispatch(int opcode, ref WireReader args);

    private protected bool Accepts(int opcode, ref WireReader args)
    {
        if (args.TryFinish())
            return true;
        Client.PostError(Client.DisplayResource, (uint)args.FailureCode, $"invalid arguments for {this}.{Interface.Requests[opcode].Name}: {args.Failure}");
        return false;
    }

    private protected T Argument<T>(ref WireReader args)
        where T : Resource
    {
        var argument = ArgumentOrNull<T>(ref args);
        if (argument is null)
            args.Fail("an object is null");
        return argument!;
    }

    private protected T? ArgumentOrNull<T>(ref WireReader args)
        where T : Resource
    {
        var id = args.Uint();
        if (id == 0)
            return null;
        var found = Client.Find(id);
        if (found is null)
            args.Fail($"object {id} does not exist", WireError.InvalidObject);
        else if (found is not T)
            args.Fail($"{found} is of the wrong interface");
        return found as T;
    }

    private protected uint NewId(ref WireReader args)
    {
        var id = args.Uint();
        if (args.Failure is null)
            Client.Reserve(id, ref args);
        return id;
    }

    private protected bool BeginEvent(int opcode, int since, out WireWriter writer)
    {
        if (!IsAlive || Version < since || !Client.IsOpen)
        {
            writer = default;
            return false;
        }

        writer = Client.BeginEvent(this, opcode);
        return true;
    }

    private protected uint IdOf(Resource? argument)
    {
        if (argument is not { IsAlive: true })
            return 0;
        if (argument.Client != Client)
            throw new InvalidOperationException($"{argument} belongs to another client than {this}.");
        return argument.Id;
    }
}
