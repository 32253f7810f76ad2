// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Wayland;

/// <summary>What the XML says about an interface, as far as the runtime needs it: which opcode is what, since which version.</summary>
internal sealed record WireInterface(string Name, int Version, WireMessage[] Requests, WireMessage[] Events);

/// <summary>
/// A request or an event. One letter per argument: i int, u uint, f fixed, s string, o object, n new_id, a array, h descriptor,
/// N an untyped new_id (interface name, version, id); ? before one that may be null.
/// </summary>
internal sealed record WireMessage(string Name, string Signature, int Since)
{
    /// <summary>How many descriptors travel with the message.</summary>
    public int Descriptors { get; } = Signature.Count(letter => letter == 'h');
}
