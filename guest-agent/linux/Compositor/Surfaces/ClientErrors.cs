// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>The errors that belong to no interface of their own.</summary>
internal static class ClientErrors
{
    private const uint DisplayId = 1;

    /// <summary>wl_display.error.no_memory: the client wants more than one client may have.</summary>
    public static void PostNoMemory(this Client client, string message) =>
        client.Find<WlDisplay>(DisplayId)?.PostError(WlDisplay.Error.NoMemory, message);
}

/// <summary>
/// Events that the XML of older distributions does not have. Where the generated class has the method, that one is called; these
/// extensions only stand in for it.
/// </summary>
internal static class MissingEvents
{
    public static void SendPreferredBufferScale(this WlSurface surface, int factor) => _ = (surface, factor);
}
