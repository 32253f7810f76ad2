// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>wp_viewporter: cropping and scaling of surfaces.</summary>
internal sealed class Viewporter(Client client, uint id, int version) : WpViewporter(client, id, version)
{
    protected override void OnGetViewport(uint id, WlSurface surfaceObject)
    {
        var surface = (Surface)surfaceObject;
        if (surface.Viewport is not null)
        {
            PostError(Error.ViewportExists, "the surface already has a viewport");
            return;
        }
        surface.Viewport = new Viewport(Client, id, Version, surface);
    }
}

/// <summary>wp_viewport: what part of its surface's buffer is shown, and at what size.</summary>
internal sealed class Viewport(Client client, uint id, int version, Surface surface) : WpViewport(client, id, version)
{
    /// <summary>Half a unit of wl_fixed: sizes that were whole before the client rounded them are whole.</summary>
    private const double Tolerance = 1.0 / 512;

    /// <summary>Checks what a commit would make of it, on a surface of that size before the viewport.</summary>
    /// <returns>False when a protocol error was posted.</returns>
    public bool Check(ViewportSource? source, (int Width, int Height)? destination, double surfaceWidth, double surfaceHeight)
    {
        if (source is not { } area)
            return true;
        if (destination is null && !(double.IsInteger(area.Width) && double.IsInteger(area.Height)))
        {
            PostError(Error.BadSize, $"source size {area.Width}×{area.Height} is not whole and no destination is set");
            return false;
        }
        if (area.X + area.Width > surfaceWidth + Tolerance || area.Y + area.Height > surfaceHeight + Tolerance)
        {
            PostError(Error.OutOfBuffer,
                $"source {area.Width}×{area.Height}+{area.X}+{area.Y} reaches out of a surface of {surfaceWidth}×{surfaceHeight}");
            return false;
        }
        return true;
    }

    protected override void OnSetSource(Fixed x, Fixed y, Fixed width, Fixed height)
    {
        if (IsInert())
            return;
        var (left, top, w, h) = (x.ToDouble(), y.ToDouble(), width.ToDouble(), height.ToDouble());
        if ((left, top, w, h) == (-1, -1, -1, -1))
            surface.Pending.Source = null;
        else if (left < 0 || top < 0 || w <= 0 || h <= 0)
        {
            PostError(Error.BadValue, $"source rectangle {w}×{h}+{left}+{top}");
            return;
        }
        else
            surface.Pending.Source = new ViewportSource(left, top, w, h);
        surface.Pending.Parts |= SurfaceParts.ViewportSource;
    }

    protected override void OnSetDestination(int width, int height)
    {
        if (IsInert())
            return;
        if ((width, height) == (-1, -1))
            surface.Pending.Destination = null;
        else if (width <= 0 || height <= 0)
        {
            PostError(Error.BadValue, $"destination size {width}×{height}");
            return;
        }
        else
            surface.Pending.Destination = (Math.Min(width, Box.EdgeLimit), Math.Min(height, Box.EdgeLimit));
        surface.Pending.Parts |= SurfaceParts.ViewportDestination;
    }

    protected override void OnDestroyed()
    {
        if (!surface.IsAlive || surface.Viewport != this)
            return;
        surface.Viewport = null;
        surface.Pending.Source = null;
        surface.Pending.Destination = null;
        surface.Pending.Parts |= SurfaceParts.ViewportSource | SurfaceParts.ViewportDestination;
    }

    private bool IsInert()
    {
        if (surface.IsAlive)
            return false;
        PostError(Error.NoSurface, "the surface of the viewport was destroyed");
        return true;
    }
}
