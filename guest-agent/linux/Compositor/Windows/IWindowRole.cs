// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>A surface role that makes a window on the desktop: toplevel, popup, drag icon.</summary>
public interface IWindowRole : ISurfaceRole
{
    /// <summary>The window, from the moment that the desktop should know of it until it is gone.</summary>
    Window? Window { get; }

    /// <summary>The window that this one belongs to, when there is one.</summary>
    Window? ParentWindow => null;

    /// <summary>The window geometry relative to the root surface, given the bounds of the whole tree.</summary>
    Box GeometryWithin(Box bounds);

    /// <summary>Adds what the role knows to the state that the window is described with.</summary>
    WindowState Describe(in WindowState common);

    /// <summary>The desktop says how the window shall be.</summary>
    void Configure(in Configure configure);

    /// <summary>The user wants it closed; a popup is dismissed.</summary>
    void CloseRequested();
}
