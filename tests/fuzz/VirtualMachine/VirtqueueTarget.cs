// SPDX-License-Identifier: Apache-2.0
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Fuzz.VirtualMachine;

/// <summary>
/// A guest that writes anything into its rings: the input lies in memory where table, available ring and a few indirect tables are, and the
/// device is kicked. What it does not refuse it must answer, without a request more than there are.
/// </summary>
internal sealed class VirtqueueTarget : IFuzzTarget
{
    private const int Entries = 16;
    private const ulong At = 0x1000;

    private readonly MachineRig _rig = new();

    public VirtqueueTarget() => Corpus = [Plain(), WithIndirect()];

    public string Name => "virtqueue";

    public IReadOnlyList<byte[]> Corpus { get; }

    public long MaximumAllocation(int inputLength) => (2L << 20) + ((long)inputLength * 64);

    /// <summary>The available index is what the first check would stumble over.</summary>
    public void Repair(Span<byte> input)
    {
        if (input.Length > (Entries * 16) + 3) (input[(Entries * 16) + 2], input[(Entries * 16) + 3]) = ((byte)(input[^1] % (Entries + 1)), 0);
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        var monitor = _rig.Monitor();
        monitor.Realize();
        monitor.Negotiate(FakeGpuDriver.Version1 | (input.Length % 2 == 0 ? FakeGpuDriver.EventIndex : 0));
        using var ring = new FakeRing(monitor, 0, Entries, At);
        monitor.StartRing(ring);
        input[..Math.Min(input.Length, 0x4000)].CopyTo(monitor.At(At, 0x4000));
        // The used ring is ours; a guest may write there, but it begins in order.
        monitor.At(ring.Used, 4).Clear();
        for (var kicks = 0; kicks < 3; kicks++)
        {
            ring.Kick.Signal();
            _rig.Loop.UntilQuiet();
        }
        if (_rig.Gpu.IsRunning && ring.UsedIndex > Entries * 4) throw new FuzzFailure($"{ring.UsedIndex} answers on a ring of {Entries}");
        _rig.End(monitor);
    }

    public void Dispose() => _rig.Dispose();

    private byte[] Plain() => Recorded((ring, monitor) =>
    {
        FakeGpuDriver.Request(0x0101, 1, 1, 8, 8).CopyTo(monitor.At(0x2000, 40));
        ring.Add(new FakeDescriptor(0x2000, 24), new FakeDescriptor(0x2018, 16), new FakeDescriptor(0x3000, 24, IsWritable: true));
        ring.Add(new FakeDescriptor(0x2000, 40), new FakeDescriptor(0x3000, 24, IsWritable: true));
    });

    private byte[] WithIndirect() => Recorded((ring, monitor) =>
    {
        FakeGpuDriver.Request(0x0100).CopyTo(monitor.At(0x2000, 24));
        ring.AddIndirect(0x2800, new FakeDescriptor(0x2000, 24), new FakeDescriptor((1 << 20) - 100, 408, IsWritable: true));
    });

    /// <summary>What a proper driver leaves in its memory.</summary>
    private byte[] Recorded(Action<FakeRing, FakeMonitor> write)
    {
        var monitor = _rig.Monitor();
        using var ring = new FakeRing(monitor, 0, Entries, At);
        write(ring, monitor);
        var bytes = monitor.At(At, 0x2000).ToArray();
        _rig.End(monitor);
        return bytes;
    }
}
