// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>
/// zxdg_shell_v6, which programs built before 2018 speak. The stable protocol's version 1 took over its requests, events and errors
/// with the same numbers and the same arguments, so the stable protocol's objects serve both. Only the edges of a positioner are
/// written in another way.
/// </summary>
internal static class UnstableShell
{
    public const string InterfaceName = "zxdg_shell_v6";
    public const int Version = 1;

    private const uint Top = 1;
    private const uint Bottom = 2;
    private const uint Left = 4;
    private const uint Right = 8;

    public static WmBase Bind(Compositor compositor, Client client, uint id, int version) => new(compositor, client, id, version, isUnstable: true);

    /// <summary>The edge or corner that the bits name; null when they contradict each other.</summary>
    public static PositionerEdge? EdgeOf(uint bits) => bits switch
    {
        0 => PositionerEdge.None,
        Top => PositionerEdge.Top,
        Bottom => PositionerEdge.Bottom,
        Left => PositionerEdge.Left,
        Right => PositionerEdge.Right,
        Top | Left => PositionerEdge.TopLeft,
        Bottom | Left => PositionerEdge.BottomLeft,
        Top | Right => PositionerEdge.TopRight,
        Bottom | Right => PositionerEdge.BottomRight,
        _ => null,
    };
}
