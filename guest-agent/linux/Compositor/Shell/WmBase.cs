// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>xdg_wm_base: one client's entry to the desktop shell.</summary>
internal sealed class WmBase : XdgWmBase
{
    public const int LatestVersion = 6;

    private readonly Compositor _compositor;
    private readonly LoopTimer _pingPatience;
    private uint _pingSerial;

    /// <summary>The client speaks the unstable version 6 of the protocol: see <see cref="UnstableShell"/>.</summary>
    private readonly bool _isUnstable;

    public WmBase(Compositor compositor, Client client, uint id, int version, bool isUnstable = false)
        : base(client, id, version)
    {
        _isUnstable = isUnstable;
        _compositor = compositor;
        _pingPatience = compositor.Loop.CreateTimer(() => AgentLog.NotResponding(Client));
    }

    /// <summary>xdg_surfaces that were made here and live.</summary>
    internal int ShellSurfaces { get; set; }

    /// <summary>Asks the client for a sign of life, unless the last question is still open.</summary>
    public void Ping()
    {
        if (_pingSerial != 0)
            return;
        _pingSerial = _compositor.Server.NextSerial();
        SendPing(_pingSerial);
        _pingPatience.Start(CompositorLimits.PingPatience);
    }

    protected override void OnPong(uint serial)
    {
        if (serial != _pingSerial)
            return;
        _pingSerial = 0;
        _pingPatience.Stop();
    }

    protected override void OnCreatePositioner(uint id) => new PositionerObject(Client, id, Version, _isUnstable);

    protected override void OnGetXdgSurface(uint id, WlSurface surfaceObject)
    {
        var surface = (Surface)surfaceObject;
        if (surface.Role is not (SurfaceRole.None or SurfaceRole.Toplevel or SurfaceRole.Popup) || surface.RoleObject is not null)
        {
            PostError(Error.Role, $"the surface already has a role ({surface.Role})");
            return;
        }
        if (surface.HasContent || surface.Pending.Buffer is not null)
        {
            PostError(Error.InvalidSurfaceState, "the surface already has a buffer attached or committed");
            return;
        }
        _ = new ShellSurface(this, _compositor, surface, id);
    }

    protected override void OnDestroy()
    {
        if (ShellSurfaces > 0)
            PostError(Error.DefunctSurfaces, $"{ShellSurfaces} xdg_surface objects are still alive");
        else
            Destroy();
    }

    protected override void OnDestroyed() => _pingPatience.Dispose();
}
