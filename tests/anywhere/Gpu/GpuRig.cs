// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Gpu;

/// <summary>The bridge's graphics device with a fake monitor before it, on a loop that the test steps.</summary>
internal sealed class GpuRig : IDisposable
{
    private readonly StringWriter _log = new();
    private readonly List<IDisposable> _owned = [];

    public GpuRig() => Gpu = new GuestGpu(Loop, new BridgeLog(_log, "vm"));

    public EventLoop Loop { get; } = new(new SteppedTime());

    public GuestGpu Gpu { get; }

    public GpuDevice Device => Gpu.Device;

    public IEnumerable<string> Warnings => _log.ToString().Split('\n').Where(line => line.StartsWith("warn ", StringComparison.Ordinal));

    public FakeMonitor Monitor(params FakeRegion[] regions)
    {
        var (ours, theirs) = UnixSocket.Pair();
        Gpu.Adopt(ours);
        return Own(new FakeMonitor(Loop, theirs, regions));
    }

    public FakeGpuDriver Driver(FakeMonitor? monitor = null, int entries = 64) => Own(new FakeGpuDriver(Loop, monitor ?? Monitor(), entries: entries));

    /// <summary>The monitor was cut off with one warning that says so, and the next one is served.</summary>
    public void AssertCutOff(FakeMonitor monitor, string reason)
    {
        Loop.UntilQuiet();
        Assert.Equal([$"warn guest 'vm': the GPU is off until the machine restarts: {reason}"], Warnings);
        Assert.True(monitor.IsCutOff);
        Assert.False(Gpu.IsRunning);
        Assert.Equal(0, Device.Resources.Count);
        Assert.Equal(FakeGpuDriver.OkNoData, Driver().CreateResource(1, 8, 8));
    }

    public T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    public void Dispose()
    {
        foreach (var owned in _owned)
            owned.Dispose();
        Gpu.Dispose();
        Loop.Dispose();
    }
}
