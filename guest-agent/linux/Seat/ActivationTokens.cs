// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

// xdg-activation: an app that the person is using may pass the right to come to the front on to another one, as a word. Words are random
// (128 bits, so none can be guessed), good for one activation, and only for a while. One that was asked for without something that the
// person did is handed out as the protocol wants, but is worth nothing.
public sealed class ActivationTokens(Seat seat)
{
    private readonly Dictionary<string, Grant> _grants = [];
    private readonly Queue<string> _oldestFirst = new();

    private readonly record struct Grant(uint InputSerial, long ExpiresNanoseconds);

    public void AddGlobals(WaylandServer server)
    {
#if HAVE_XDG_ACTIVATION_V1
        server.AddGlobal(XdgActivationV1.InterfaceName, 1, (client, id, version) => _ = new ActivationBinding(this, seat, client, id, version));
#endif
    }

    /// <summary>A token for an app that is being started because of the input with that desktop serial.</summary>
    public string Issue(uint inputSerial)
    {
        var token = RandomBytes.Hex(16);
        Accept(token, inputSerial);
        return token;
    }

    /// <summary>Makes a token good that somebody we trust has made up: the desktop, for an app that it starts.</summary>
    public void Accept(string token, uint inputSerial)
    {
        if (token.Length == 0 || !_grants.TryAdd(token, new Grant(inputSerial, Now + SeatLimits.ActivationTokenLife.Ticks * 100))) return;
        _oldestFirst.Enqueue(token);
        while (_oldestFirst.Count > SeatLimits.ActivationTokens) _grants.Remove(_oldestFirst.Dequeue());
    }

    /// <summary>Uses a token up; tells the desktop, which decides, when it was good. Nothing happens otherwise.</summary>
    public void Activate(string token, Surface surface)
    {
        if (!_grants.Remove(token, out var grant) || grant.ExpiresNanoseconds < Now) return;
        if (surface.Window is { } window) seat.Send(new Activate(window.Id, grant.InputSerial));
    }

    private long Now => seat.Compositor.Loop.NowNanoseconds;
}
