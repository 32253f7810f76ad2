// SPDX-License-Identifier: Apache-2.0
using DndAction = Seamless.Wayland.Server.WlDataDeviceManager.DndAction;

namespace Seamless.Agent.Linux;

/// <summary>Which action a drag means, from what both sides can do.</summary>
public static class DragActions
{
    public const DndAction All = DndAction.Copy | DndAction.Move | DndAction.Ask;

    /// <summary>One action, or none when the two sides have nothing in common.</summary>
    /// <param name="preferred">What the side dropped on would like best.</param>
    /// <param name="forced">What the person asks for with the keys held down; none when nothing is held.</param>
    public static DndAction Choose(DndAction source, DndAction offer, DndAction preferred, DndAction forced = DndAction.None)
    {
        var common = source & offer;
        if ((forced & common) != 0) return forced;
        if ((preferred & common) != 0) return preferred;
        // The least harmful first: a copy loses nothing.
        if ((common & DndAction.Copy) != 0) return DndAction.Copy;
        return (common & DndAction.Move) != 0 ? DndAction.Move : common & DndAction.Ask;
    }

    public static bool IsOne(DndAction action) => action is DndAction.None or DndAction.Copy or DndAction.Move or DndAction.Ask;
}
