// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Anywhere.Protocol;

/// <summary>Both sides of a session over wires, on one loop with a clock stepped by hand. Either side may be started anew at any time.</summary>
internal sealed class PortRig : IDisposable, ISessionAcceptor
{
    private SessionConnector? _connector;
    private SessionListener? _listener;
    private PortPair? _near;
    private PortPair? _far;
    private SessionLog? _admitted;

    public PortRig()
    {
        Loop = new EventLoop(Time);
        Near = new SessionLog();
        Far = new SessionLog();
    }

    public SteppedTime Time { get; } = new();

    public EventLoop Loop { get; }

    public FakeWires Wires { get; private set; } = new();

    /// <summary>What the guest's side has seen in its newest life.</summary>
    public SessionLog Near { get; private set; }

    /// <summary>What the bridge's side has seen in its newest session.</summary>
    public SessionLog Far { get; private set; }

    public Session? Guest => _connector?.Session;

    public Session? Bridge => Far.Session is { IsOpen: true } session ? session : null;

    public List<string> Refusals { get; } = [];

    public List<string> Failures { get; } = [];

    public bool IsOpen => Guest is { IsOpen: true } guest && Bridge is { } bridge && guest.Token == bridge.Token;

    public void StartGuest()
    {
        StopGuest();
        Near = new SessionLog();
        _near = new PortPair(Loop, kind => Wires.Near(kind));
        var identity = new SessionIdentity(Role.Guest, "guest") { Capabilities = Capabilities.Apps, FrameMemories = FrameMemoryKinds.Inline };
        _connector = new SessionConnector(Loop, _near.Connect, identity, Near) { Failing = Failures.Add };
        _near.Linked = _connector.Start;
        _near.Start();
        _connector.Start();
    }

    public void StopGuest()
    {
        _connector?.Dispose();
        _near?.Dispose();
        (_connector, _near) = (null, null);
    }

    public void StartBridge()
    {
        StopBridge();
        _listener = new SessionListener(Loop, new SessionIdentity(Role.Bridge, "bridge") { FrameMemories = FrameMemoryKinds.Inline }, this)
        {
            Refusing = (_, reason) => Refusals.Add(reason),
        };
        _far = new PortPair(Loop, kind => Wires.Far(kind)) { Accepted = _listener.Adopt };
        _far.Start();
    }

    public void StopBridge()
    {
        Far.Session?.Dispose();
        Far = new SessionLog();
        _admitted = null;
        _listener?.Dispose();
        _far?.Dispose();
        (_listener, _far) = (null, null);
    }

    /// <summary>Ends without a word, as a process does that is killed: the wires get no farewell.</summary>
    public void Kill(bool guest)
    {
        Wires.IsMute = true;
        if (guest) StopGuest();
        else StopBridge();
        Wires.IsMute = false;
    }

    public void Replug()
    {
        Wires.Dispose();
        Wires = new FakeWires();
    }

    /// <summary>Lets the clock go on until it is so.</summary>
    public bool Within(TimeSpan limit, Func<bool> isSo)
    {
        var step = TimeSpan.FromMilliseconds(20);
        for (var past = TimeSpan.Zero; past < limit; past += step)
        {
            Loop.UntilQuiet();
            if (isSo()) return true;
            Time.Advance(step);
        }
        return false;
    }

    public ISessionReceiver? Admit(in Hello hello, PeerCredentials peer, out Refused refusal)
    {
        refusal = new Refused(RefusalCode.Busy, "an agent is here already");
        if (_admitted is not null && !_admitted.Lines.Any(line => line.StartsWith("closed", StringComparison.Ordinal))) return null;
        return Far = _admitted = new SessionLog();
    }

    public void Dispose()
    {
        StopGuest();
        StopBridge();
        Wires.Dispose();
        Loop.Dispose();
    }
}
