// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>
/// A wl_buffer. Surface states that hold it count as uses; with the last use gone the client gets it back (wl_buffer.release). The
/// client may destroy the object earlier: its pixels stay readable while there are uses.
/// </summary>
public abstract class ClientBuffer : WlBuffer, IPixelSource
{
    private int _uses;

    protected ClientBuffer(Client client, uint id)
        : base(client, id, version: 1)
    {
    }

    public abstract int Width { get; }

    public abstract int Height { get; }

    public abstract bool IsOpaque { get; }

    public abstract bool TryRead(Box pixels, Span<byte> into, int strideBytes, bool needAlpha);

    /// <summary>The pixels cannot be read: the client gets the error of the protocol that the buffer came from.</summary>
    public abstract void PostUnreadable();

    internal void AddUse() => _uses++;

    internal void RemoveUse()
    {
        if (--_uses > 0)
            return;
        if (IsAlive)
            SendRelease();
        else
            FreePixels();
    }

    protected override void OnDestroyed()
    {
        if (_uses == 0)
            FreePixels();
    }

    /// <summary>Destroyed and no longer used.</summary>
    protected abstract void FreePixels();
}
