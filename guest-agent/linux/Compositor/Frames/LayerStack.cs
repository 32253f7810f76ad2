// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>The pictures of a frame from bottom to top, made from a surface tree. Reused from frame to frame.</summary>
internal sealed class LayerStack
{
    private readonly List<Layer> _layers = [];
    private int _count;

    public int Count => _count;

    public Layer this[int index] => _layers[index];

    public void Build(SurfaceTree tree, in FrameLayout layout)
    {
        _count = 0;
        foreach (var placed in tree.Placed)
        {
            var target = layout.ToPixels(placed.Box);
            if (target.IsEmpty || !target.Overlaps(layout.Whole))
                continue;
            if (_count == _layers.Count)
                _layers.Add(new Layer());
            var layer = _layers[_count++];
            layer.Set(placed.Surface, target);
            foreach (var box in placed.Surface.Current.OpaqueRegion.Boxes)
                layer.Opaque.Add(layout.CoveredPixels(box.Offset(placed.X, placed.Y)).Intersect(target));
        }
    }

    /// <summary>Lets go of the surfaces.</summary>
    public void Clear()
    {
        for (var i = 0; i < _count; i++)
            _layers[i].Clear();
        _count = 0;
    }
}
