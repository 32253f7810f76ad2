// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Fuzz.VirtualMachine;

/// <summary>The bridge's graphics device, and a fresh virtual machine before it for each input.</summary>
internal sealed class MachineRig : IDisposable
{
    private readonly GuestGpu _gpu;
    private readonly CountedWarnings _warnings = new();

    public MachineRig() => _gpu = new GuestGpu(Loop, new BridgeLog(_warnings, "fuzz"));

    public EventLoop Loop { get; } = new();

    public GuestGpu Gpu => _gpu;

    public FakeMonitor Monitor()
    {
        _warnings.Count = 0;
        var (ours, theirs) = UnixSocket.Pair();
        _gpu.Adopt(ours);
        return new FakeMonitor(Loop, theirs, new FakeRegion(0, 1 << 20, 0), new FakeRegion(1 << 20, 1 << 20, 2 << 20));
    }

    /// <summary>The machine goes; nothing of it is left, and it was complained about once at most.</summary>
    public void End(FakeMonitor monitor)
    {
        _gpu.Device.Resources.CheckInvariants();
        monitor.HangUp();
        monitor.Dispose();
        if (_gpu.IsRunning || _gpu.Ram != null) throw new FuzzFailure("the bridge did not notice that the machine is gone");
        if (_gpu.Device.Resources.Count + _gpu.Device.Resources.Runs != 0) throw new FuzzFailure("resources of a machine that is gone are left");
        if (_warnings.Count > 1) throw new FuzzFailure($"{_warnings.Count} warnings about one machine");
    }

    public void Dispose()
    {
        _gpu.Dispose();
        Loop.Dispose();
    }

    private sealed class CountedWarnings : TextWriter
    {
        public int Count { get; set; }

        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            if (value is not null && value.StartsWith("warn", StringComparison.Ordinal)) Count++;
        }
    }
}
