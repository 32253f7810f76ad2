// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>wl_compositor: makes surfaces and regions.</summary>
internal sealed class CompositorGlobal(Compositor compositor, Client client, uint id, int version) : WlCompositor(client, id, version)
{
    protected override void OnCreateSurface(uint id)
    {
        if (compositor.Surfaces.CountOf(Client) >= CompositorLimits.SurfacesPerClient)
        {
            Client.PostNoMemory($"a client may have at most {CompositorLimits.SurfacesPerClient} surfaces");
            return;
        }
        _ = new Surface(compositor, Client, id, Version);
    }

    protected override void OnCreateRegion(uint id) => _ = new RegionObject(Client, id, Version);
}

/// <summary>wl_region: a region while the client builds it; surfaces copy it when it is set.</summary>
internal sealed class RegionObject(Client client, uint id, int version) : WlRegion(client, id, version)
{
    public Region Region { get; } = new();

    protected override void OnAdd(int x, int y, int width, int height)
    {
        Region.Add(Box.FromSize(x, y, width, height));
        CheckSize();
    }

    protected override void OnSubtract(int x, int y, int width, int height)
    {
        Region.Subtract(Box.FromSize(x, y, width, height));
        CheckSize();
    }

    private void CheckSize()
    {
        if (Region.Boxes.Length > CompositorLimits.RegionBoxes)
            Client.PostNoMemory($"a region may have at most {CompositorLimits.RegionBoxes} rectangles");
    }
}

/// <summary>wl_subcompositor: makes a surface part of another.</summary>
internal sealed class SubcompositorGlobal(Client client, uint id, int version) : WlSubcompositor(client, id, version)
{
    /// <summary>wl_subcompositor.error.bad_parent, which older XML does not name.</summary>
    private const uint BadParent = 1;

    protected override void OnGetSubsurface(uint id, WlSurface surfaceObject, WlSurface parentObject)
    {
        var (surface, parent) = ((Surface)surfaceObject, (Surface)parentObject);
        if (surface == parent)
        {
            PostError(Error.BadSurface, "a surface cannot be its own parent");
            return;
        }
        if (surface.RoleObject is not null || surface.Role is not (SurfaceRole.None or SurfaceRole.Subsurface))
        {
            PostError(Error.BadSurface, $"the surface already has the role {surface.Role}");
            return;
        }
        if (parent.Root == surface)
        {
            PostError(BadParent, "the parent is a descendant of the surface");
            return;
        }
        if (Depth(parent) + Height(surface) > CompositorLimits.SubsurfaceDepth)
        {
            Client.PostNoMemory($"sub-surfaces may be nested at most {CompositorLimits.SubsurfaceDepth} deep");
            return;
        }
        if (parent.Children.All.Count() >= CompositorLimits.SurfacesPerTree)
        {
            Client.PostNoMemory($"a surface may have at most {CompositorLimits.SurfacesPerTree} sub-surfaces");
            return;
        }
        var subsurface = new Subsurface(Client, id, Version, surface, parent);
        surface.TryGiveRole(SurfaceRole.Subsurface, subsurface);
    }

    private static int Depth(Surface surface)
    {
        var depth = 1;
        while (surface.Parent is { } parent)
            (surface, depth) = (parent, depth + 1);
        return depth;
    }

    private static int Height(Surface surface)
    {
        var height = 0;
        foreach (var child in surface.Children.All)
            height = Math.Max(height, Height(child));
        return height + 1;
    }
}
