// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Seamless.Wayland.Server;

/// <summary>
/// A client broke the rules of a protocol: thrown anywhere below a request, it becomes <see cref="Resource.PostError"/> of the
/// resource it names. Any other exception that leaves a request is a bug of ours.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is what the protocols call an error; a WaylandException would say less.")]
public sealed class WaylandProtocolError(Resource resource, uint code, string message) : Exception(message)
{
    public Resource Resource { get; } = resource;

    public uint Code { get; } = code;
}
