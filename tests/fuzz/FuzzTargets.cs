// SPDX-License-Identifier: Apache-2.0
using Seamless.Tests.Fuzz.Apps;
using Seamless.Tests.Fuzz.Bridge;
using Seamless.Tests.Fuzz.Control;
using Seamless.Tests.Fuzz.Forwarder;
using Seamless.Tests.Fuzz.Doors;
using Seamless.Tests.Fuzz.Protocol;
using Seamless.Tests.Fuzz.VirtualMachine;
using Seamless.Tests.Fuzz.Wayland;

namespace Seamless.Tests.Fuzz;

/// <summary>One target for each kind of bytes that a stranger may send; a new one is added here and ./check runs it.</summary>
internal static class FuzzTargets
{
    public static readonly IReadOnlyDictionary<string, Func<IFuzzTarget>> All = new SortedDictionary<string, Func<IFuzzTarget>>(StringComparer.Ordinal)
    {
        ["bridge-guest"] = () => new GuestTarget(),
        ["control"] = () => new ControlTarget(),
        ["desktop-entry"] = () => new DesktopEntryTarget(),
        ["door"] = () => new DoorTarget(),
        ["port-link"] = () => new PortLinkTarget(),
        ["gl-stream"] = () => new GlStreamTarget(),
        ["gl-wire"] = () => new GlWireTarget(),
        ["gpu-commands"] = () => new GpuCommandTarget(),
        ["protocol"] = () => new ProtocolTarget(),
        ["session"] = () => new SessionTarget(),
        ["vhost-user"] = () => new VhostUserTarget(),
        ["virtqueue"] = () => new VirtqueueTarget(),
        ["wayland"] = () => new WaylandTarget(),
        ["wire-link"] = () => new WireLinkTarget(),
    };
}
