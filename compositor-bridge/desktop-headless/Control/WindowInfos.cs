// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Desktop.Headless.Control;

/// <summary>Windows as the control socket tells of them.</summary>
internal static class WindowInfos
{
    /// <summary>Bottom to top; minimized windows first, and none that has nothing to show.</summary>
    public static ImmutableArray<WindowInfo> All(HeadlessDesktop desktop)
    {
        var shown = new List<DesktopWindow>();
        desktop.Shell.Stack.ListBottomToTop(shown);
        var minimized = desktop.Shell.Stack.BottomToTop.Where(window => window.IsMapped && !window.IsVisible);
        return [.. minimized.Concat(shown).Select(window => Of(window, desktop))];
    }

    public static WindowInfo Of(DesktopWindow window, HeadlessDesktop desktop)
    {
        var geometry = window.Geometry;
        return new WindowInfo
        {
            Id = window.Id,
            Guest = window.Guest.Name,
            Instance = window.State.AppInstance,
            AppId = window.State.AppId,
            Title = window.State.Title,
            Role = RoleOf(window),
            Parent = window.Parent?.Id ?? 0,
            X = geometry.X,
            Y = geometry.Y,
            Width = geometry.Width,
            Height = geometry.Height,
            HasContent = window.IsMapped && !window.Content.IsUniform,
            Frames = window.Content.Count,
            Away = window.Session is null,
            Focused = window == desktop.Shell.Stack.Focused,
            States = StatesOf(window.Shape),
        };
    }

    public static string RoleOf(DesktopWindow window) => window.State.Role switch
    {
        WindowRole.Popup => "popup",
        WindowRole.DragIcon => "drag icon",
        _ => "toplevel",
    };

    private static ImmutableArray<string> StatesOf(WindowShape shape)
    {
        var states = ImmutableArray.CreateBuilder<string>();
        if (shape.IsMaximized) states.Add("maximized");
        if (shape.IsFullscreen) states.Add("fullscreen");
        if (shape.IsMinimized) states.Add("minimized");
        if (shape.Tiled != ResizeEdges.None) states.Add("tiled");
        return states.ToImmutable();
    }
}
