// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Wayland.Server;

/// <summary>What one server takes before it refuses, and why that much.</summary>
public sealed record WaylandServerLimits
{
    /// <summary>A busy desktop has some dozens of clients; more than this is a program gone wrong.</summary>
    public int Clients { get; init; } = 256;

    /// <summary>Objects of one client. Browsers with many tabs have thousands; libwayland itself starts to crawl beyond this.</summary>
    public int ObjectsPerClient { get; init; } = 65_536;

    /// <summary>Events that a client has not read yet. A second of fast pointer motion is 60 KB; beyond this the client hangs.</summary>
    public int OutputBytesPerClient { get; init; } = 1024 * 1024;

    /// <summary>Globals, removed ones included: their names are never used again, so that late binds still find them.</summary>
    public int Globals { get; init; } = 1024;
}
