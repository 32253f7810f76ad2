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

    /// <summary>The way to what was asked for; a <see cref="DoorException"/> says why there is none.</summary>
    Task<IPassage> OpenAsync(string desktop, string guest);

    /// <summary>The connection is what it asked for from now on. The stream is taken over.</summary>
    void Enter(DoorConnection connection, ByteStream stream, IPassage passage);

    void Closed(DoorConnection connection, string reason);
}
