// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol.Control;

/// <summary>Only the user's own programs reach a control socket, but a mistake in one of them must not take the others' memory.</summary>
public static class ControlLimits
{
    /// <summary>The longest honest line is the catalogue: some thousand apps of half a kilobyte each.</summary>
    public const int LineBytes = 4 * 1024 * 1024;

    /// <summary>A request carries names and numbers; the longest is a command line (the kernel's own limit for one argument is 128 KiB).</summary>
    public const int RequestBytes = 256 * 1024;

    /// <summary>Terminals, scripts and benchmarks at the same time; a script that forgets to close is found here.</summary>
    public const int Connections = 64;

    /// <summary>A demo waits for each of its apps on one connection.</summary>
    public const int RequestsInFlight = 64;

    /// <summary>What a person types in one go; the wire splits it further.</summary>
    public const int TextBytes = 64 * 1024;
}
