// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>What a kind of device is, behind the rings and the messages that all kinds have in common. Called on the loop's thread.</summary>
internal interface IVirtioDevice
{
    /// <summary>The device's own feature bits.</summary>
    ulong Features { get; }

    int Queues { get; }

    /// <summary>The configuration space as it is now; what lies beyond it reads as zero.</summary>
    void ReadConfig(Span<byte> whole);

    void WriteConfig(int offset, ReadOnlySpan<byte> bytes);

    /// <summary>Answers one request of the guest. The result is how many bytes it wrote into the chain.</summary>
    uint Handle(int queue, DescriptorChain request, GuestRam ram);

    /// <summary>The guest's driver begins anew: nothing that the last one made is left.</summary>
    void Reset();
}
