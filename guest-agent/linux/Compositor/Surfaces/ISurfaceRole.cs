// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>What a surface is for. Once given it stays for the surface's life, though the object behind it may go and come again.</summary>
public enum SurfaceRole
{
    None,
    Toplevel,
    Popup,
    Subsurface,
    ShellSurface,
    Cursor,
    DragIcon,
}

/// <summary>The object behind a surface's role; it looks at each commit before and after it takes effect.</summary>
public interface ISurfaceRole
{
    /// <summary>A buffer is about to be attached.</summary>
    /// <returns>False when an error was posted.</returns>
    bool Attaching() => true;

    /// <summary>The surface is about to be committed: check the pending state, and post a protocol error if it must not be.</summary>
    /// <returns>False when an error was posted; then nothing is committed.</returns>
    bool Committing(Surface surface);

    /// <summary>New state has become current. The offset is where the buffer's top left corner moved to (wl_surface.attach, offset).</summary>
    void Committed(Surface surface, int offsetX, int offsetY);

    /// <summary>The wl_surface is gone; the role object itself may live on, inert.</summary>
    void SurfaceDestroyed(Surface surface);
}
