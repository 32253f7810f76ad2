// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// A surface in the role of a drag icon: a window that the desktop keeps at the pointer. The corner of its geometry is the pointer, so
/// offsets of its buffers move the picture and not the window.
/// </summary>
public sealed class DragIconRole(Surface surface) : IWindowRole
{
    private int _left, _top;

    public Window? Window { get; private set; }

    public void Show()
    {
        if (surface.IsAlive && !surface.Compositor.Windows.IsFull) Window = new Window(surface, this, WindowRole.DragIcon);
    }

    public void Hide()
    {
        Window?.Close();
        Window = null;
        surface.LeaveRoleObject(this);
    }

    public Box GeometryWithin(Box bounds) => Box.FromSize(-_left, -_top, Math.Max(bounds.Width, 1), Math.Max(bounds.Height, 1));

    /// <summary>It is under the pointer all the time and must never be what the pointer is over.</summary>
    public WindowState Describe(in WindowState common) => common with { Flags = common.Flags & ~WindowFlags.InputEverywhere, InputRegion = [] };

    public void Configure(in Configure configure)
    {
    }

    public void CloseRequested()
    {
    }

    public bool Committing(Surface surface) => true;

    public void Committed(Surface surface, int offsetX, int offsetY)
    {
        if (offsetX == 0 && offsetY == 0) return;
        (_left, _top) = (_left + offsetX, _top + offsetY);
        Window?.Changed();
    }

    public void SurfaceDestroyed(Surface surface)
    {
        Window?.Close();
        Window = null;
    }
}
