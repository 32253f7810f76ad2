// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Fuzz.VirtualMachine;

/// <summary>
/// A monitor that says anything. The input is cut into messages: request, flags, which handles, payload length, payload; the rest of it goes
/// out as it is.
/// </summary>
internal sealed class VhostUserTarget : IFuzzTarget
{
    private const int PrefixBytes = 4;

    private readonly MachineRig _rig = new();
    private readonly EventFd _event = EventFd.Create();

    public VhostUserTarget() => Corpus = [Life(), Table(), [1, 9, 0, 0, 24, 1, 0, 20, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]];

    public string Name => "vhost-user";

    public IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>A session with its tables, and the fake's side of each message.</summary>
    public long MaximumAllocation(int inputLength) => (512 * 1024) + ((long)inputLength * 4096);

    public void Run(ReadOnlySpan<byte> input)
    {
        var monitor = _rig.Monitor();
        FileDescriptor[][] handles =
        [
            [], [monitor.Memory.Descriptor], [_event.Descriptor], [monitor.Backend.Descriptor], [monitor.Memory.Descriptor, monitor.Memory.Descriptor],
        ];
        for (var messages = 0; input.Length >= PrefixBytes && messages < 64; messages++)
        {
            var length = Math.Min(input[3], input.Length - PrefixBytes);
            monitor.Send(input[0], input[1], input.Slice(PrefixBytes, length), handles[input[2] % handles.Length]);
            input = input[(PrefixBytes + length)..];
            _event.Signal();
            _rig.Loop.UntilQuiet();
        }
        monitor.SendRaw(input);
        _rig.End(monitor);
    }

    public void Dispose()
    {
        _event.Dispose();
        _rig.Dispose();
    }

    /// <summary>A life in which everything is allowed, up to a ring that runs.</summary>
    private static byte[] Life() =>
    [
        .. Message(FakeMonitor.GetFeatures, 0), .. Message(FakeMonitor.SetProtocolFeatures, 0, 0x8229), .. Message(FakeMonitor.SetBackendReqFd, 3),
        .. Message(FakeMonitor.SetFeatures, 0, (1UL << 32) | (1UL << 30) | (1UL << 29)),
        .. Message(FakeMonitor.AddMemReg, 1, 0, 0, 1 << 20, FakeMonitor.UserBase, 0),
        .. Message(FakeMonitor.SetVringNum, 0, 16UL << 32), .. Message(FakeMonitor.SetVringBase, 0, 0),
        .. Message(FakeMonitor.SetVringAddr, 0, 0, FakeMonitor.UserBase, FakeMonitor.UserBase + 0x1000, FakeMonitor.UserBase + 0x2000, 0),
        .. Message(FakeMonitor.SetVringKick, 2, 0), .. Message(FakeMonitor.SetVringCall, 2, 0), .. Message(FakeMonitor.SetVringEnable, 0, 1UL << 32),
        .. Message(FakeMonitor.RemMemReg, 0, 0, 0, 1 << 20, FakeMonitor.UserBase, 0), .. Message(FakeMonitor.GetVringBase, 0, 0), .. Message(FakeMonitor.ResetDevice, 0),
    ];

    private static byte[] Table() =>
    [
        .. Message(FakeMonitor.SetMemTable, 4, 2, 0, 4096, FakeMonitor.UserBase, 0, 4096, 4096, FakeMonitor.UserBase + 4096, 8192),
        .. Message(FakeMonitor.GpuSetSocket, 3), .. Message(FakeMonitor.GetQueueNum, 0), .. Message(FakeMonitor.GetMaxMemSlots, 0),
    ];

    private static byte[] Message(uint request, byte handles, params ulong[] payload) =>
        [(byte)request, 1 | 8, handles, (byte)(payload.Length * 8), .. FakeMonitor.Words(payload)];
}
