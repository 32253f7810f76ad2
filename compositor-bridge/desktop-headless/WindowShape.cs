// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// What the desktop made of a window. The four are independent, as on any desktop: a window that leaves fullscreen is
/// maximized again when it was before. Fullscreen wins over maximized, maximized over tiled.
/// </summary>
internal readonly record struct WindowShape(bool IsMaximized, bool IsFullscreen, bool IsMinimized, ResizeEdges Tiled)
{
    /// <summary>Stands where the user or the cascade put it.</summary>
    public bool IsFloating => !IsMaximized && !IsFullscreen && Tiled == ResizeEdges.None;

    public ConfigureStates States
    {
        get
        {
            var states = ConfigureStates.None;
            if (IsFullscreen) states |= ConfigureStates.Fullscreen;
            if (IsMaximized) states |= ConfigureStates.Maximized;
            if (IsMinimized) states |= ConfigureStates.Suspended;
            if (IsFullscreen || IsMaximized) return states;
            if (Tiled.HasFlag(ResizeEdges.Left)) states |= ConfigureStates.TiledLeft;
            if (Tiled.HasFlag(ResizeEdges.Right)) states |= ConfigureStates.TiledRight;
            if (Tiled.HasFlag(ResizeEdges.Top)) states |= ConfigureStates.TiledTop;
            if (Tiled.HasFlag(ResizeEdges.Bottom)) states |= ConfigureStates.TiledBottom;
            return states;
        }
    }
}
