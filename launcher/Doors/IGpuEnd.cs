// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Launcher.Doors;

/// <summary>A connection to a GPU server for one program: what goes in at one end comes out at the other, unread.</summary>
internal interface IGpuEnd : IDisposable
{
    /// <summary>Both are taken over, until the result is disposed or one of them has ended; that is told, not the other.</summary>
    IDisposable Join(ByteStream near, Action ended);
}

/// <summary>This machine's own server.</summary>
internal sealed class HostGpuEnd(EventLoop loop, UnixSocket socket) : IGpuEnd
{
    public IDisposable Join(ByteStream near, Action ended) => new Splice(loop, near, socket, null, _ => ended());

    public void Dispose() => socket.Dispose();
}
