// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>zwp_idle_inhibit_manager_v1.</summary>
internal sealed class IdleInhibitGlobal(Client client, uint id, int version) : ZwpIdleInhibitManagerV1(client, id, version)
{
    protected override void OnCreateInhibitor(uint id, WlSurface surface) => new IdleInhibitor(Client, id, Version, (Surface)surface);
}

/// <summary>zwp_idle_inhibitor_v1: while its surface can be seen, the screen stays on.</summary>
internal sealed class IdleInhibitor : ZwpIdleInhibitorV1
{
    private readonly Surface _surface;

    public IdleInhibitor(Client client, uint id, int version, Surface surface)
        : base(client, id, version)
    {
        _surface = surface;
        surface.IdleInhibitors++;
        surface.Window?.Changed();
    }

    protected override void OnDestroyed()
    {
        _surface.IdleInhibitors--;
        if (_surface.IsAlive)
            _surface.Window?.Changed();
    }
}
