// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>How committed state becomes the surface's content.</summary>
public sealed partial class Surface
{
    private const SurfaceParts ContentParts = SurfaceParts.Buffer | SurfaceParts.Scale | SurfaceParts.Transform
        | SurfaceParts.ViewportSource | SurfaceParts.ViewportDestination;

    private readonly Damage _localDamage = new();
    private SurfaceState? _cached;
    private bool _hasCached;

    /// <summary>Takes over what this surface, a synchronized sub-surface, has committed since that was last done.</summary>
    internal void ApplyCached()
    {
        if (!_hasCached)
            return;
        _hasCached = false;
        _cached!.MoveTo(Current);
        Applied();
    }

    private void CachePending()
    {
        _pending.MoveTo(_cached ??= new SurfaceState());
        _hasCached = true;
    }

    private void ApplyPending()
    {
        if (_hasCached)
            _cached!.MoveTo(Current);
        _hasCached = false;
        _pending.MoveTo(Current);
        Applied();
    }

    private void Applied()
    {
        Children.Apply();
        var (offsetX, offsetY) = (Current.OffsetX, Current.OffsetY);
        (Current.OffsetX, Current.OffsetY) = (0, 0);
        var parts = Current.Parts;
        Current.Parts = SurfaceParts.None;

        _localDamage.Clear();
        var sizeChanged = (parts & ContentParts) != 0 && UpdateContent(parts);
        CollectDamage();
        RoleObject?.Committed(this, offsetX, offsetY);
        StateChanged?.Invoke(this);
        if (!HasContent)
            ShowOn(null);
        if (Window is { } window)
            window.SurfaceChanged(this, parts, _localDamage, sizeChanged);
        else
            Compositor.Pacer.AnswerAtNextTick(Current);
    }

    /// <returns>Whether it was mapped, unmapped or resized.</returns>
    private bool UpdateContent(SurfaceParts parts)
    {
        var sizeBefore = (Content.Exists, Content.Width, Content.Height);
        var viewBefore = (Content.Transform, Content.Area);
        if ((parts & SurfaceParts.Buffer) != 0)
            Content.SetPixels(Current.Buffer);
        if (Content.Exists)
            Content.Measure(Current.Scale, Current.Transform, Current.Source, Current.Destination);
        var resized = sizeBefore != (Content.Exists, Content.Width, Content.Height);
        if (resized || viewBefore != (Content.Transform, Content.Area))
            _localDamage.Add(new Box(0, 0, Content.Width, Content.Height));
        return resized;
    }

    private void CollectDamage()
    {
        // Damage without a new buffer says nothing: the pixels of an attached buffer must not change (wl_surface.attach).
        foreach (var box in Current.SurfaceDamage.Boxes)
            _localDamage.Add(Content.WithNeighbours(box));
        foreach (var box in Current.BufferDamage.Boxes)
            _localDamage.Add(Content.WithNeighbours(Content.ToSurface(box)));
        _localDamage.Clip(new Box(0, 0, Content.Width, Content.Height));
        Current.SurfaceDamage.Clear();
        Current.BufferDamage.Clear();
    }

    /// <summary>What would be wrong with the state that this commit makes; posts the error.</summary>
    private bool CheckPending()
    {
        if ((_pending.Parts & ContentParts) == 0)
            return true;
        var buffer = Newest(SurfaceParts.Buffer).Buffer;
        var (width, height) = buffer is not null ? (buffer.Width, buffer.Height) : (Content.BufferWidth, Content.BufferHeight);
        if (buffer is null && (!Content.Exists || Newest(SurfaceParts.Buffer) != Current))
            return true; // Nothing is or will be attached.
        (width, height) = Newest(SurfaceParts.Transform).Transform.UprightSize(width, height);
        var scale = Newest(SurfaceParts.Scale).Scale;
        // Cursor themes with odd sizes at scale 2 are common, and harmless.
        if (Role != SurfaceRole.Cursor && (width % scale != 0 || height % scale != 0))
        {
            PostError(Error.InvalidSize, $"a buffer of {width}×{height} is not a multiple of the buffer scale {scale}");
            return false;
        }
        return Viewport?.Check(Newest(SurfaceParts.ViewportSource).Source, Newest(SurfaceParts.ViewportDestination).Destination,
            (double)width / scale, (double)height / scale) != false;
    }

    /// <summary>The state that the part comes from once everything committed so far and now pending is applied.</summary>
    private SurfaceState Newest(SurfaceParts part)
    {
        if ((_pending.Parts & part) != 0)
            return _pending;
        return _cached is not null && (_cached.Parts & part) != 0 ? _cached : Current;
    }
}
