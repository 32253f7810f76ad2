// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>A surface's picture on its way into a frame: which upright pixels of the source fill which pixels of the frame.</summary>
internal sealed class Layer
{
    private Surface? _surface;

    /// <summary>The surface that is drawn; only between building and clearing the stack.</summary>
    public Surface Surface => _surface!;

    public IPixelSource Source => Surface.Content.Pixels!;

    public BufferTransform Transform { get; private set; }

    /// <summary>The part of the upright source that is shown, in pixels.</summary>
    public SourceArea Area { get; private set; }

    /// <summary>The pixels of the frame that it fills.</summary>
    public Box Target { get; private set; }

    /// <summary>The pixels of the frame that nothing below shines through.</summary>
    public Region Opaque { get; } = new();

    /// <summary>Whether a pixel of the frame is a pixel of the source, apart from a turn.</summary>
    public bool IsExact { get; private set; }

    /// <summary>Whether frame pixels are source pixels moved: the path on which a whole row is one copy.</summary>
    public bool IsPlain => IsExact && Transform.IsNormal;

    public void Set(Surface shown, Box target)
    {
        _surface = shown;
        Transform = shown.Content.Transform;
        Area = shown.Content.Area;
        Target = target;
        IsExact = Area.IsWhole && (int)Area.Width == target.Width && (int)Area.Height == target.Height;
        Opaque.Clear();
        if (Source.IsOpaque)
            Opaque.Add(target);
    }

    /// <summary>Lets go of the surface when the frame is done.</summary>
    public void Clear() => _surface = null;
}

/// <summary>A rectangle of upright source pixels; viewports may cut between pixels.</summary>
public readonly record struct SourceArea(double X, double Y, double Width, double Height)
{
    public bool IsWhole => double.IsInteger(X) && double.IsInteger(Y) && double.IsInteger(Width) && double.IsInteger(Height);
}
