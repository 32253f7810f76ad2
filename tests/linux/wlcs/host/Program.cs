// SPDX-License-Identifier: Apache-2.0
// The suite calls a function, looks at what its client got, and judges. Our parts answer each other over sockets, so a call is
// answered, and what the agent has to say to its clients leaves, only when no part has anything left to do. That hides nothing but
// the time between: every message goes the way it goes in production.
using Seamless.Linux;
using Seamless.Tests.Wlcs;

using var loop = new EventLoop();
using var socket = UnixSocket.Adopt(FileDescriptor.Adopt(ShimConnection.Descriptor));
using var world = new WorldOfOneCase(loop);
using var shim = new ShimConnection(loop, socket, world);
while (!shim.IsClosed)
{
    while (loop.RunOnce(TimeSpan.Zero))
    {
    }

    if (!world.FlushClients() && !shim.Answer() && !shim.IsClosed)
        loop.RunOnce(null);
}

return 0;
