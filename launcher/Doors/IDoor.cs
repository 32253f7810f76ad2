// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Launcher.Doors;

/// <summary>What is behind the door, for a connection that comes in there.</summary>
internal interface IDoor
{
    EventLoop Loop { get; }

    KnownDesktop? Find(string desktop);

    void DirectoryOpened(DoorConnection connection);

    void StartGuest(string desktop, string guest);

    /// <summary>A new connection to the guest's bridge; a <see cref="DoorException"/> says why there is none.</summary>
    Task<UnixSocket> BridgeOfAsync(string desktop, string guest);

    /// <summary>The connection is a channel with that guest from now on. Both streams are taken over.</summary>
    void Splice(DoorConnection connection, string guest, ByteStream desktop, ByteStream bridge);

    void Closed(DoorConnection connection, string reason);
}
