// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>wp_fractional_scale_manager_v1.</summary>
internal sealed class FractionalScaleGlobal(Client client, uint id, int version) : WpFractionalScaleManagerV1(client, id, version)
{
    protected override void OnGetFractionalScale(uint id, WlSurface surfaceObject)
    {
        var surface = (Surface)surfaceObject;
        if (surface.FractionalScale is not null)
        {
            PostError(Error.FractionalScaleExists, "the surface already has a fractional scale object");
            return;
        }
        surface.FractionalScale = new FractionalScale(Client, id, Version, surface);
        surface.FractionalScale.Send(surface.PreferredScale120);
    }
}

/// <summary>wp_fractional_scale_v1: tells the client the scale of the screen that the surface is on.</summary>
internal sealed class FractionalScale(Client client, uint id, int version, Surface surface) : WpFractionalScaleV1(client, id, version)
{
    private uint _sent;

    public void Send(uint scale120)
    {
        if (scale120 == _sent)
            return;
        _sent = scale120;
        SendPreferredScale(scale120);
    }

    protected override void OnDestroyed()
    {
        if (surface.FractionalScale == this)
            surface.FractionalScale = null;
    }
}
