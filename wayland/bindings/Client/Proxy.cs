// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Wayland.Client;

/// <summary>
/// The client's end of one protocol object. Generated classes add a method per request and a callback field per event. A proxy whose
/// destructor was sent stays in the table until the server confirms the id, because events may be on their way; they are dropped.
/// </summary>
public abstract class Proxy
{
    private protected Proxy(Display display, uint id, int version)
    {
        (Display, Id, Version) = (display, id, version);
        display.Register(this);
    }

    public Display Display { get; }

    public uint Id { get; }

    public int Version { get; }

    public bool IsAlive { get; private set; } = true;

    internal abstract WireInterface Interface { get; }

    public override string ToString() => $"{Interface.Name}#{Id}";

    /// <summary>Forgets an object that has no destructor request (or whose last event has come); its events are dropped from now on.</summary>
    public void Retire() => IsAlive = false;

    internal abstract void Dispatch(int opcode, ref WireReader args);

    private protected WireWriter BeginRequest(int opcode) => Display.BeginRequest(this, opcode);

    private protected bool Accepts(int opcode, ref WireReader args)
    {
        if (args.TryFinish())
            return true;
        Display.Fail($"malformed event {this}.{Interface.Events[opcode].Name}: {args.Failure}");
        return false;
    }

    /// <summary>An object of an event; null when this side has destroyed it in the meantime.</summary>
    private protected T? Argument<T>(ref WireReader args)
        where T : Proxy
    {
        var id = args.Uint();
        if (id == 0)
            return null;
        var found = Display.Find(id);
        if (found is { IsAlive: true } and not T)
            args.Fail($"{found} is of the wrong interface");
        return found is { IsAlive: true } ? found as T : null;
    }

    private protected uint IdOf(Proxy? argument)
    {
        if (argument is not null && argument.Display != Display)
            throw new InvalidOperationException($"{argument} belongs to another connection than {this}.");
        return argument?.Id ?? 0;
    }
}
