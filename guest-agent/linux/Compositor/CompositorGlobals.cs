// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>Every global of the compositor itself, with the newest version that the agent speaks; the seat adds its own.</summary>
internal static class CompositorGlobals
{
    private const int CompositorVersion = 6;
    private const int SubcompositorVersion = 1;
    private const int ShmVersion = 1;
    private const int ViewporterVersion = 1;
    private const int XdgOutputVersion = 3;
    private const int PresentationVersion = 1;
    private const int LegacyShellVersion = 1;
    private const int DecorationVersion = 1;
    private const int IdleInhibitVersion = 1;
#if HAVE_FRACTIONAL_SCALE_V1
    private const int FractionalScaleVersion = 1;
#endif
#if HAVE_SINGLE_PIXEL_BUFFER_V1
    private const int SinglePixelVersion = 1;
#endif

    public static void Add(Compositor compositor)
    {
        var server = compositor.Server;
        // The installed XML may be older than what we know.
        server.AddGlobal(WlCompositor.InterfaceName, Math.Min(CompositorVersion, WlCompositor.InterfaceVersion),
            (client, id, version) => new CompositorGlobal(compositor, client, id, version));
        server.AddGlobal(WlSubcompositor.InterfaceName, SubcompositorVersion, (client, id, version) => new SubcompositorGlobal(client, id, version));
        server.AddGlobal(WlShm.InterfaceName, ShmVersion, (client, id, version) => new ShmGlobal(compositor.PoolRest, client, id, version));
        server.AddGlobal(ZxdgOutputManagerV1.InterfaceName, XdgOutputVersion, (client, id, version) => new XdgOutputGlobal(client, id, version));
        server.AddGlobal(WpViewporter.InterfaceName, ViewporterVersion, (client, id, version) => new Viewporter(client, id, version));
        server.AddGlobal(WpPresentation.InterfaceName, PresentationVersion, (client, id, version) => new PresentationGlobal(client, id, version));
        server.AddGlobal(XdgWmBase.InterfaceName, Math.Min(WmBase.LatestVersion, XdgWmBase.InterfaceVersion),
            (client, id, version) => new WmBase(compositor, client, id, version));
        server.AddGlobal(UnstableShell.InterfaceName, UnstableShell.Version, (client, id, version) => UnstableShell.Bind(compositor, client, id, version));
        server.AddGlobal(WlShell.InterfaceName, LegacyShellVersion, (client, id, version) => new LegacyShell(compositor, client, id, version));
        server.AddGlobal(ZxdgDecorationManagerV1.InterfaceName, DecorationVersion,
            (client, id, version) => new DecorationGlobal(client, id, version));
        server.AddGlobal(ZwpIdleInhibitManagerV1.InterfaceName, IdleInhibitVersion,
            (client, id, version) => new IdleInhibitGlobal(client, id, version));
#if HAVE_FRACTIONAL_SCALE_V1
        server.AddGlobal(WpFractionalScaleManagerV1.InterfaceName, FractionalScaleVersion,
            (client, id, version) => new FractionalScaleGlobal(client, id, version));
#endif
#if HAVE_SINGLE_PIXEL_BUFFER_V1
        server.AddGlobal(WpSinglePixelBufferManagerV1.InterfaceName, SinglePixelVersion,
            (client, id, version) => new SinglePixelGlobal(client, id, version));
#endif
    }
}
