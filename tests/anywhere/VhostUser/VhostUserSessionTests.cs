// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Linux;
using Seamless.Tests.Anywhere.Gpu;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.VhostUser;

public sealed class VhostUserSessionTests : IDisposable
{
    private readonly GpuRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_monitor_that_says_what_QEMU_says_gets_a_device()
    {
        var monitor = _rig.Monitor();
        Assert.False(_rig.Gpu.IsRunning);
        _rig.Driver(monitor);
        Assert.True(_rig.Gpu.IsRunning);
        Assert.Equal(FakeGpuDriver.EdidBit, BinaryPrimitives.ReadUInt64LittleEndian(monitor.Ask(FakeMonitor.GetFeatures)) & 0xff);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0], monitor.Config(0, 12));
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0], monitor.Config(8, 8));
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void Memory_may_come_as_one_table()
    {
        var monitor = _rig.Monitor();
        var region = monitor.Regions[0];
        var table = FakeMonitor.Described(region);
        BinaryPrimitives.WriteInt32LittleEndian(table, 1);
        monitor.Tell(FakeMonitor.SetMemTable, table, monitor.Memory.Descriptor);
        Assert.Equal(region.Bytes, _rig.Gpu.Ram!.TotalBytes);
        monitor.Tell(FakeMonitor.SetMemTable, table, monitor.Memory.Descriptor);
        Assert.Equal(region.Bytes, _rig.Gpu.Ram!.TotalBytes);
        monitor.RemoveRegion(region);
        Assert.Equal(0, _rig.Gpu.Ram!.TotalBytes);
    }

    [Fact]
    public void A_machine_that_is_paused_goes_on_with_its_resources()
    {
        var driver = _rig.Driver();
        driver.CreateResource(1, 8, 8);
        var at = driver.Monitor.StopRing(0);
        Assert.False(_rig.Gpu.IsRunning);
        Assert.Equal(1u, at);
        driver.Monitor.StartRing(driver.Control, at);
        Assert.True(_rig.Gpu.IsRunning);
        Assert.Equal(FakeGpuDriver.OkNoData, driver.Unref(1));
    }

    [Fact]
    public void A_driver_that_begins_anew_finds_nothing_of_the_last_one()
    {
        var driver = _rig.Driver();
        driver.CreateImage(1, 8, 8, FakeGpuDriver.FreeAt);
        driver.SetScanout(1, 8, 8);
        driver.Monitor.StopRing(0);
        driver.Monitor.StopRing(1);
        using var second = new FakeRing(driver.Monitor, 0, 16, driver.Control.Table);
        driver.Monitor.StartRing(second);
        Assert.Equal(0, _rig.Device.Resources.Count);
        Assert.Null(_rig.Device.Scanout.Resource);
    }

    [Fact]
    public void A_reset_device_forgets_everything()
    {
        var driver = _rig.Driver();
        driver.CreateResource(1, 8, 8);
        driver.Monitor.Tell(FakeMonitor.ResetDevice, []);
        Assert.Equal(0, _rig.Device.Resources.Count);
        Assert.False(_rig.Gpu.IsRunning);
    }

    [Fact]
    public void A_second_monitor_is_turned_away()
    {
        var first = _rig.Driver();
        var second = _rig.Monitor();
        _rig.Loop.UntilQuiet();
        Assert.True(second.IsCutOff);
        Assert.Contains("a virtual machine is connected to the GPU already", Assert.Single(_rig.Warnings), StringComparison.Ordinal);
        Assert.Equal(FakeGpuDriver.OkNoData, first.CreateResource(1, 8, 8));
    }

    [Fact]
    public void A_monitor_that_leaves_takes_its_resources_along()
    {
        var ended = 0;
        _rig.Gpu.Ended = () => ended++;
        var driver = _rig.Driver();
        driver.CreateResource(1, 8, 8);
        driver.Monitor.HangUp();
        Assert.Equal((1, 0, false), (ended, _rig.Device.Resources.Count, _rig.Gpu.IsRunning));
        Assert.Empty(_rig.Warnings);
        Assert.Equal(FakeGpuDriver.OkNoData, _rig.Driver().CreateResource(1, 8, 8));
    }

    [Fact]
    public void A_desktop_of_another_size_is_an_event()
    {
        var driver = _rig.Driver();
        _rig.Gpu.SetDisplay(1920, 1080);
        Assert.Equal([0, 0, 0, 0], driver.Monitor.Config(0, 4));
        var info = driver.Command(FakeGpuDriver.Request(0x0100), 408);
        Assert.Equal((1920, 1080), (BitConverter.ToInt32(info, 32), BitConverter.ToInt32(info, 36)));
        _rig.Gpu.SetDisplay(800, 600);
        Assert.Equal([1, 0, 0, 0], driver.Monitor.Config(0, 4));
        var told = new byte[64];
        Assert.Equal(12, driver.Monitor.Backend.Receive(told, []).Count);
        Assert.Equal([2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], told[..12]);
        driver.Monitor.Tell(FakeMonitor.SetConfig, [4, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
        Assert.Equal([0, 0, 0, 0], driver.Monitor.Config(0, 4));
    }

    [Theory]
    [InlineData(99u, 1u, "", "vhost-user message 99 is not one that our features allow")]
    [InlineData(6u, 1u, "0000000000000000", "vhost-user message 6 is not one that our features allow")]
    [InlineData(1u, 5u, "", "vhost-user message 1 has flags 0x5")]
    [InlineData(1u, 2u, "", "vhost-user message 1 has flags 0x2")]
    [InlineData(8u, 1u, "00", "SetVringNum has 1 bytes in place of 8")]
    [InlineData(8u, 1u, "0000000003000000", "ring 0 has 3 entries, which is no power of two up to 32768")]
    [InlineData(8u, 1u, "0000000000000100", "ring 0 has 65536 entries, which is no power of two up to 32768")]
    [InlineData(8u, 1u, "0200000040000000", "SetVringNum names ring 2 of 2")]
    [InlineData(10u, 1u, "0000000000000100", "ring 0 shall begin at 65536")]
    [InlineData(12u, 1u, "0000000000000000", "SetVringKick came without a handle")]
    [InlineData(16u, 1u, "ffffffffffffffff", "the front-end takes protocol features 0xffffffffffffffff, where 0xa229 are offered")]
    [InlineData(24u, 1u, "000000000002000000000000", "GetConfig of 512 bytes at 0 is beyond the configuration")]
    [InlineData(24u, 1u, "f0ffffff1000000000000000", "GetConfig of 16 bytes at 4294967280 is beyond the configuration")]
    [InlineData(5u, 1u, "0100000000000000", "SetMemTable has 1 regions and 0 handles")]
    [InlineData(5u, 1u, "ffffffff00000000", "SetMemTable has 4294967295 regions and 0 handles")]
    [InlineData(21u, 1u, "", "SetBackendReqFd came without a handle")]
    [InlineData(9u, 1u, "00000000000000000000000000000000000000000000000000000000000000000000000000000000", "ring 0 is placed before its size is known")]
    public void A_message_that_makes_no_sense_costs_the_machine_its_gpu(uint request, uint flags, string payload, string reason)
    {
        var monitor = _rig.Monitor();
        monitor.Realize();
        monitor.Send(request, flags, Convert.FromHexString(payload));
        _rig.AssertCutOff(monitor, reason);
    }

    [Fact]
    public void A_message_larger_than_any_is_not_waited_for()
    {
        var monitor = _rig.Monitor();
        monitor.SendRaw([5, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
        _rig.AssertCutOff(monitor, "vhost-user message 5 has 16777216 bytes where 512 are allowed");
    }

    [Fact]
    public void A_message_may_come_in_pieces()
    {
        var monitor = _rig.Monitor();
        monitor.SendRaw([8, 0, 0, 0, 1, 0]);
        monitor.SendRaw([0, 0, 8, 0, 0, 0, 0, 0]);
        monitor.SendRaw([0, 0, 64, 0, 0, 0]);
        monitor.Realize();
        monitor.SendRaw([8, 0, 0, 0]);
        monitor.HangUp();
        Assert.EndsWith("the front-end closed the connection within a message", Assert.Single(_rig.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Handles_that_nobody_wants_are_closed()
    {
        var monitor = _rig.Monitor();
        monitor.Realize();
        var (near, far) = UnixSocket.Pair();
        monitor.Send(FakeMonitor.SetOwner, 1, [], [.. Enumerable.Repeat(far.Descriptor, 8)]);
        far.Dispose();
        Assert.Equal(SocketStatus.Closed, near.Receive(new byte[1], []).Status);
        near.Dispose();
        monitor.Send(FakeMonitor.SetOwner, 1, [], [.. Enumerable.Repeat(monitor.Memory.Descriptor, 9)]);
        _rig.AssertCutOff(monitor, "vhost-user message 3 has 9 handles where 8 are allowed");
    }

    [Fact]
    public void A_kick_that_is_no_eventfd_is_refused()
    {
        var monitor = _rig.Monitor();
        monitor.Realize();
        monitor.Send(FakeMonitor.SetVringKick, 1, FakeMonitor.Words(0), monitor.Memory.Descriptor);
        _rig.AssertCutOff(monitor, "adopt an eventfd: the handle is none: Invalid argument (EINVAL)");
    }
}
