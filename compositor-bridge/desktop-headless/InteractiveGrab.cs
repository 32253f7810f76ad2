// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>A window in the user's hand: moved, or resized by an edge, until the button is let go.</summary>
internal sealed class InteractiveGrab
{
    private readonly Shell shell;
    private readonly ResizeEdges edges;
    private readonly double startX;
    private readonly double startY;
    private readonly Rect start;

    /// <summary>Without edges the window moves.</summary>
    public InteractiveGrab(Shell shell, DesktopWindow window, ResizeEdges edges, double x, double y)
    {
        this.shell = shell;
        this.edges = edges;
        Window = window;
        (startX, startY) = (x, y);
        start = window.Geometry;
        if (edges == ResizeEdges.None)
        {
            // A maximized window shrinks when it is dragged away; the pointer stays over the same part of its title bar.
            if (window.Shape.IsFloating || start.Width == 0) return;
            var part = (x - start.X) / start.Width;
            start = start with { X = (int)(x - (part * window.Floating.Width)) };
            return;
        }
        Shell.Float(window);
        window.Anchor = new ResizeAnchor(edges, start.Right, start.Bottom) { FirstSerial = window.State.ConfigureSerial };
        shell.Configure(window);
    }

    public DesktopWindow Window { get; }

    public void Update(double x, double y)
    {
        var dx = (int)Math.Round(x - startX);
        var dy = (int)Math.Round(y - startY);
        if (edges == ResizeEdges.None)
        {
            shell.MoveTo(Window, start.X + dx, start.Y + dy);
            return;
        }
        long width = start.Width;
        long height = start.Height;
        if (edges.HasFlag(ResizeEdges.Left)) width -= dx;
        if (edges.HasFlag(ResizeEdges.Right)) width += dx;
        if (edges.HasFlag(ResizeEdges.Top)) height -= dy;
        if (edges.HasFlag(ResizeEdges.Bottom)) height += dy;
        shell.Resize(Window, width, height);
    }

    public void End()
    {
        if (edges != ResizeEdges.None) shell.EndResize(Window);
    }
}
