// SPDX-License-Identifier: Apache-2.0
#if HAVE_XDG_ACTIVATION_V1
using Seamless.Linux;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>The xdg_activation_v1 of a client.</summary>
public sealed class ActivationBinding(ActivationTokens tokens, Seat seat, Client client, uint id, int version) : XdgActivationV1(client, id, version)
{
    protected override void OnGetActivationToken(uint id) => _ = new ActivationToken(tokens, seat, Client, id, Version);

    protected override void OnActivate(string token, WlSurface surface) => tokens.Activate(token, (Surface)surface);
}

/// <summary>A request for a token: what the app knows about why it asks, then commit.</summary>
public sealed class ActivationToken(ActivationTokens tokens, Seat seat, Client client, uint id, int version) : XdgActivationTokenV1(client, id, version)
{
    private uint? _serial;
    private bool _isUsed;

    protected override void OnSetSerial(uint serial, WlSeat seat)
    {
        if (IsUnused()) _serial = serial;
    }

    // Who is to be activated is seen when it uses the token, and the asking surface does not change what the person did.
    protected override void OnSetAppId(string appId) => IsUnused();

    protected override void OnSetSurface(WlSurface surface) => IsUnused();

    protected override void OnCommit()
    {
        if (!IsUnused()) return;
        _isUsed = true;
        if (_serial is { } serial && seat.Of(Client).Serials.TryFind(serial, SerialKind.Attention, out var found))
            SendDone(tokens.Issue(found.DesktopSerial));
        else
            SendDone(Worthless());
    }

    private bool IsUnused()
    {
        if (_isUsed) PostError(Error.AlreadyUsed, "the token was committed already");
        return !_isUsed;
    }

    // Looks like any other, so that an app cannot tell, and try again with more.
    private static string Worthless() => RandomBytes.Hex(16);
}
#endif
