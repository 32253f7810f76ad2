// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>Which parts of a <see cref="SurfaceState"/> were set since it was last passed on.</summary>
[Flags]
public enum SurfaceParts
{
    None = 0,
    Buffer = 1,
    Offset = 1 << 1,
    Scale = 1 << 2,
    Transform = 1 << 3,
    OpaqueRegion = 1 << 4,
    InputRegion = 1 << 5,
    ViewportSource = 1 << 6,
    ViewportDestination = 1 << 7,
    WindowGeometry = 1 << 8,
    SizeLimits = 1 << 9,
}

/// <summary>
/// The double-buffered state of a surface. Each surface has three: pending (requests write it), cached (commits of a synchronized
/// sub-surface wait in it), current (what is shown). <see cref="MoveTo"/> passes on exactly what was set.
/// </summary>
public sealed class SurfaceState
{
    public SurfaceParts Parts { get; set; }

    /// <summary>The attached buffer; a use of it is held as long as it is here. Null with <see cref="SurfaceParts.Buffer"/> set: unmap.</summary>
    public ClientBuffer? Buffer { get; private set; }

    public int OffsetX { get; set; }

    public int OffsetY { get; set; }

    public int Scale { get; set; } = 1;

    public BufferTransform Transform { get; set; }

    /// <summary>In surface coordinates.</summary>
    public Damage SurfaceDamage { get; } = new();

    /// <summary>In buffer coordinates.</summary>
    public Damage BufferDamage { get; } = new();

    public Region OpaqueRegion { get; private set; } = new();

    /// <summary>Meaningful unless <see cref="InputEverywhere"/>.</summary>
    public Region InputRegion { get; private set; } = new();

    public bool InputEverywhere { get; set; } = true;

    public ViewportSource? Source { get; set; }

    public (int Width, int Height)? Destination { get; set; }

    /// <summary>xdg_surface.set_window_geometry, double-buffered with the surface.</summary>
    public Box WindowGeometry { get; set; }

    public SizeLimits SizeLimits { get; set; }

    public FrameCallbackList Callbacks { get; } = new();

    public PresentationList Presentations { get; } = new();

    /// <summary>Takes a use of <paramref name="buffer"/>, and lets go of the one that was attached before without showing it.</summary>
    public void Attach(ClientBuffer? buffer)
    {
        buffer?.AddUse();
        Buffer?.RemoveUse();
        Buffer = buffer;
        Parts |= SurfaceParts.Buffer;
    }

    /// <summary>Lets go of the buffer; the surface stays mapped. The pixels were copied, nobody needs the client's any more.</summary>
    public void ReleaseBuffer()
    {
        Buffer?.RemoveUse();
        Buffer = null;
    }

    public void SetInputRegion(Region? region)
    {
        InputEverywhere = region is null;
        if (region is null)
            InputRegion.Clear();
        else
            InputRegion.CopyFrom(region);
        Parts |= SurfaceParts.InputRegion;
    }

    public void SetOpaqueRegion(Region? region)
    {
        if (region is null)
            OpaqueRegion.Clear();
        else
            OpaqueRegion.CopyFrom(region);
        Parts |= SurfaceParts.OpaqueRegion;
    }

    /// <summary>Adds everything that was set here to <paramref name="next"/>, and is then as if nothing had been set.</summary>
    public void MoveTo(SurfaceState next)
    {
        if (Has(SurfaceParts.Buffer))
        {
            next.Buffer?.RemoveUse();
            next.Buffer = Buffer;
            Buffer = null;
        }
        if (Has(SurfaceParts.Offset))
        {
            (next.OffsetX, next.OffsetY) = (next.OffsetX + OffsetX, next.OffsetY + OffsetY);
            (OffsetX, OffsetY) = (0, 0);
        }
        if (Has(SurfaceParts.Scale))
            next.Scale = Scale;
        if (Has(SurfaceParts.Transform))
            next.Transform = Transform;
        if (Has(SurfaceParts.OpaqueRegion))
            (next.OpaqueRegion, OpaqueRegion) = (OpaqueRegion, next.OpaqueRegion);
        if (Has(SurfaceParts.InputRegion))
        {
            (next.InputRegion, InputRegion) = (InputRegion, next.InputRegion);
            next.InputEverywhere = InputEverywhere;
        }
        if (Has(SurfaceParts.ViewportSource))
            next.Source = Source;
        if (Has(SurfaceParts.ViewportDestination))
            next.Destination = Destination;
        if (Has(SurfaceParts.WindowGeometry))
            next.WindowGeometry = WindowGeometry;
        if (Has(SurfaceParts.SizeLimits))
            next.SizeLimits = SizeLimits;
        next.SurfaceDamage.Add(SurfaceDamage);
        next.BufferDamage.Add(BufferDamage);
        SurfaceDamage.Clear();
        BufferDamage.Clear();
        Callbacks.MoveTo(next.Callbacks);
        Presentations.MoveTo(next.Presentations, superseded: Has(SurfaceParts.Buffer));
        next.Parts |= Parts;
        Parts = SurfaceParts.None;
    }

    private bool Has(SurfaceParts part) => (Parts & part) != 0;
}

/// <summary>wp_viewport.set_source: a rectangle of the surface before it is scaled; edges may lie between pixels.</summary>
public readonly record struct ViewportSource(double X, double Y, double Width, double Height);

/// <summary>xdg_toplevel.set_min_size and set_max_size; zero is no limit.</summary>
public readonly record struct SizeLimits(int MinimumWidth, int MinimumHeight, int MaximumWidth, int MaximumHeight);
