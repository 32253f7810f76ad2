// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>The object that an xdg_surface was constructed as: a toplevel or a popup.</summary>
internal interface IShellRole
{
    WindowRole Kind { get; }

    /// <summary>The window that this one belongs to, when it has one.</summary>
    Window? ParentWindow { get; }

    /// <summary>Checks the pending state before a commit.</summary>
    /// <returns>False when a protocol error was posted.</returns>
    bool Committing(SurfaceState pending);

    /// <summary>The first commit: may the window come to be?</summary>
    bool MayAppear();

    /// <summary>Content was shown for the first time.</summary>
    void Mapped();

    WindowState Describe(in WindowState common);

    /// <summary>Sends the role's own configure events; xdg_surface.configure follows.</summary>
    void SendConfigure(in Configure configure);

    /// <summary>The configure to start with when no desktop is there to say how.</summary>
    Configure Default();

    void CloseRequested();
}
