// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>The guest's screen: the resource that it shows, and which part of it.</summary>
internal sealed class GpuScanout
{
    public GpuResource? Resource { get; private set; }

    /// <summary>The part of the resource that is the screen.</summary>
    public Rect Area { get; private set; }

    /// <summary>Another resource, another part of it, or nothing, is shown now.</summary>
    public Action? Changed { get; set; }

    /// <summary>What the screen shows is new in this part of it, relative to the screen.</summary>
    public Action<Rect>? Flushed { get; set; }

    public void Show(GpuResource resource, Rect area)
    {
        (Resource, Area) = (resource, area);
        Changed?.Invoke();
    }

    public void Disable()
    {
        if (Resource == null)
            return;
        (Resource, Area) = (null, default);
        Changed?.Invoke();
    }

    public void Flush(Rect area)
    {
        var visible = area.Intersect(Area);
        if (!visible.IsEmpty)
            Flushed?.Invoke(visible.Offset(-Area.X, -Area.Y));
    }
}
