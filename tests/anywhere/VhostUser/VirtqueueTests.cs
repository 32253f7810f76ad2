// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Seamless.Bridge;
using Seamless.Tests.Anywhere.Gpu;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.VhostUser;

/// <summary>Rings as a driver should write them, and as a hostile guest may.</summary>
public sealed class VirtqueueTests : IDisposable
{
    private const ulong At = FakeGpuDriver.FreeAt;
    private const ushort Next = 1, Write = 2, Indirect = 4;

    private readonly GpuRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(64)]
    public void A_ring_of_any_size_goes_round(int entries)
    {
        using var ring = Ring(entries, out var monitor);
        var request = entries == 1 ? Single(monitor) : Pair(monitor);
        // Often enough that the sixteen-bit indices come round too.
        for (var i = 0; i < 70_000 / 8; i++)
        {
            for (var batch = 0; batch < Math.Min(8, Math.Max(1, entries / 2)); batch++)
                ring.Add(request);
            ring.Kick.Signal();
            _rig.Loop.UntilQuiet();
            var returned = 0;
            while (ring.TakeUsed() is { } used)
            {
                returned++;
                Assert.True(used.Head < entries);
            }
            Assert.Equal(Math.Min(8, Math.Max(1, entries / 2)), returned);
        }
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void A_long_list_comes_in_an_indirect_table_that_is_longer_than_the_ring()
    {
        var driver = _rig.Driver(entries: 16);
        driver.CreateResource(1, 256, 256);
        var request = FakeGpuDriver.Request(0x0106, [1, 256, .. Enumerable.Range(0, 256).SelectMany(i => new[] { (uint)(At + ((ulong)i * 8192)), 0u, 4096u, 0u })]);
        request.CopyTo(driver.Monitor.At(At, request.Length));
        var chain = new List<FakeDescriptor>();
        for (var i = 0; i < request.Length; i += 64)
            chain.Add(new FakeDescriptor(At + (ulong)i, (uint)Math.Min(64, request.Length - i)));
        chain.Add(new FakeDescriptor(At + 0x8000, 10, IsWritable: true));
        chain.Add(new FakeDescriptor(At + 0x9000, 14, IsWritable: true));
        driver.Control.AddIndirect(At + 0x4000, [.. chain]);
        driver.Control.Kick.Signal();
        _rig.Loop.UntilQuiet();
        while (driver.Control.TakeUsed() is { } used)
            Assert.Equal(24u, used.Written);
        Assert.Equal(256, _rig.Device.Resources.Runs);
        Assert.Equal([0, 0x11], driver.Monitor.At(At + 0x8000, 2).ToArray());
    }

    [Fact]
    public void With_event_index_the_guest_is_called_when_it_asked_to_be()
    {
        var driver = _rig.Driver();
        driver.Control.Call.Clear();
        driver.Control.UsedEvent = 2;
        driver.CreateResource(1, 8, 8);
        driver.CreateResource(2, 8, 8);
        Assert.False(driver.Control.Call.Clear());
        driver.CreateResource(3, 8, 8);
        Assert.True(driver.Control.Call.Clear());
        Assert.Equal(3, driver.Control.AvailEvent);
        driver.CreateResource(4, 8, 8);
        Assert.False(driver.Control.Call.Clear());
    }

    [Fact]
    public void Without_event_index_a_flag_of_the_guest_says_whether_to_call()
    {
        var monitor = _rig.Monitor();
        var driver = _rig.Own(new FakeGpuDriver(_rig.Loop, monitor, FakeGpuDriver.Version1));
        driver.CreateResource(1, 8, 8);
        Assert.True(driver.Control.Call.Clear());
        monitor.At(driver.Control.Avail, 1)[0] = 1;
        driver.CreateResource(2, 8, 8);
        Assert.False(driver.Control.Call.Clear());
    }

    [Fact]
    public void A_full_ring_is_worked_off_in_turns()
    {
        var driver = _rig.Driver(entries: 1024);
        var pair = Single(driver.Monitor);
        for (var i = 0; i < 1000; i++)
            driver.Control.Add(pair);
        driver.Control.Kick.Signal();
        _rig.Loop.RunOnce(TimeSpan.Zero);
        // Once for the kick, and once for what was left over, which runs after everybody else's descriptors.
        Assert.Equal(2 * VhostUserLimits.RequestsPerTurn, driver.Control.UsedIndex);
        _rig.Loop.UntilQuiet();
        Assert.Equal(1000, driver.Control.UsedIndex);
    }

    [Fact]
    public void A_chain_that_bites_its_tail_costs_the_machine_its_gpu() => Hostile("a chain of descriptors has a loop", ring =>
    {
        ring.WriteDescriptor(ring.Table, 0, new FakeDescriptor(At, 4), Next, 1);
        ring.WriteDescriptor(ring.Table, 1, new FakeDescriptor(At, 4), Next, 0);
        ring.Offer(0);
    });

    [Fact]
    public void So_does_a_descriptor_that_is_none() => Hostile("descriptor 64 is not in a ring of 64", ring => ring.Offer(64));

    [Fact]
    public void So_does_a_next_one_that_is_none() => Hostile("descriptor 65535 is not in a ring of 64", ring =>
    {
        ring.WriteDescriptor(ring.Table, 0, new FakeDescriptor(At, 4), Next, 65535);
        ring.Offer(0);
    });

    [Fact]
    public void So_does_an_index_that_jumps() => Hostile("ring 0 of 64 entries says that 65 are waiting", ring => ring.SetAvailable(65));

    [Fact]
    public void So_does_an_index_that_goes_back() => Hostile("ring 0 of 64 entries says that 65535 are waiting", ring => ring.SetAvailable(65535));

    [Fact]
    public void So_does_room_for_the_answer_before_the_request() => Hostile("a chain has a readable descriptor after a writable one", ring =>
        ring.Add(new FakeDescriptor(At, 24, IsWritable: true), new FakeDescriptor(At, 24)));

    [Fact]
    public void So_does_a_request_outside_of_memory() => Hostile("a request to the GPU is no memory", ring => ring.Add(new FakeDescriptor(1UL << 40, 24)));

    [Fact]
    public void So_does_an_answer_outside_of_memory() => Hostile($"the room for an answer at 0x{(8 << 20) - 8:x} is no memory", ring =>
        ring.Add(new FakeDescriptor(At, 24), new FakeDescriptor((8 << 20) - 8, 24, IsWritable: true)));

    [Fact]
    public void So_does_a_table_within_a_table() => Hostile("an indirect table names another one", ring =>
    {
        ring.WriteDescriptor(At, 0, new FakeDescriptor(At, 16), Indirect, 0);
        ring.WriteDescriptor(ring.Table, 0, new FakeDescriptor(At, 16), Indirect, 0);
        ring.Offer(0);
    });

    [Fact]
    public void So_does_a_chain_that_goes_on_after_a_table() => Hostile("a chain of descriptors goes on after an indirect table", ring =>
    {
        ring.WriteDescriptor(ring.Table, 0, new FakeDescriptor(At, 16), Indirect | Next, 1);
        ring.Offer(0);
    });

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(17u)]
    public void So_does_a_table_of_a_size_that_none_has(uint bytes) => Hostile($"an indirect table has {bytes} bytes", ring =>
    {
        ring.WriteDescriptor(ring.Table, 0, new FakeDescriptor(At, bytes), Indirect, 0);
        ring.Offer(0);
    });

    [Fact]
    public void So_does_a_table_outside_of_memory() => Hostile("an indirect table at 0x10000000000 is no memory", ring =>
    {
        ring.WriteDescriptor(ring.Table, 0, new FakeDescriptor(1UL << 40, 160), Indirect, 0);
        ring.Offer(0);
    });

    [Fact]
    public void So_does_a_table_with_a_loop() => Hostile("an indirect table has a loop", ring =>
    {
        ring.WriteDescriptor(At, 0, new FakeDescriptor(At, 4), Next, 1);
        ring.WriteDescriptor(At, 1, new FakeDescriptor(At, 4), Next, 0);
        ring.WriteDescriptor(ring.Table, 0, new FakeDescriptor(At, 32), Indirect, 0);
        ring.Offer(0);
    });

    [Fact]
    public void So_does_a_chain_without_end() => Hostile("a chain has more than 1024 descriptors", ring =>
    {
        for (var i = 0; i < 2000; i++)
            ring.WriteDescriptor(At, i, new FakeDescriptor(At, 1), Next, (ushort)(i + 1));
        ring.WriteDescriptor(ring.Table, 0, new FakeDescriptor(At, 32_000), Indirect, 0);
        ring.Offer(0);
    });

    [Fact]
    public void A_request_longer_than_any_is_answered_and_not_read()
    {
        var driver = _rig.Driver(_rig.Monitor(new FakeRegion(0, 8 << 20, 0)));
        FakeGpuDriver.Request(0x0106, 1, 1).CopyTo(driver.Monitor.At(0, 32));
        driver.Control.Add(new FakeDescriptor(0, 0x1000), new FakeDescriptor(At, 7 << 20), new FakeDescriptor(0x8000, 24, IsWritable: true));
        driver.Control.Kick.Signal();
        _rig.Loop.UntilQuiet();
        Assert.Equal([1, 0x12], driver.Monitor.At(0x8000, 2).ToArray());
        Assert.Empty(_rig.Warnings);
    }

    /// <summary>Whatever stands in table, ring and indirect tables: the device answers or ends, and the bridge serves the next machine.</summary>
    [Fact]
    public void Any_bytes_in_the_rings_harm_nobody_else() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 3]).Sample((seed, shape) =>
        {
            using var rig = new GpuRig();
            var driver = rig.Driver();
            var random = new Random((int)seed);
            random.NextBytes(driver.Monitor.At(At, 4096));
            for (var i = 0; i < 64; i++)
            {
                var address = random.Next(4) == 0 ? (ulong)random.NextInt64() : (ulong)random.Next(9 << 20);
                var flags = (ushort)(shape == 3 ? random.Next(65536) : random.Next(3) << random.Next(2));
                driver.Control.WriteDescriptor(driver.Control.Table, i, new FakeDescriptor(address, (uint)random.Next(1, 5000)), flags, (ushort)random.Next(70));
            }
            for (var i = 0; i < 20 && rig.Gpu.IsRunning; i++)
            {
                driver.Control.Offer((ushort)random.Next(66));
                driver.Control.Kick.Signal();
                rig.Loop.UntilQuiet();
            }
            rig.Device.Resources.CheckInvariants();
            Assert.True(rig.Warnings.Count() <= 1);
            driver.Monitor.HangUp();
            Assert.Equal(FakeGpuDriver.OkNoData, rig.Driver().CreateResource(1, 8, 8));
        }, iter: 200);

    private void Hostile(string reason, Action<FakeRing> write)
    {
        var driver = _rig.Driver();
        write(driver.Control);
        driver.Control.Kick.Signal();
        _rig.AssertCutOff(driver.Monitor, reason);
    }

    private FakeRing Ring(int entries, out FakeMonitor monitor)
    {
        monitor = _rig.Monitor();
        monitor.Realize();
        monitor.Negotiate(FakeGpuDriver.Version1 | FakeGpuDriver.EventIndex);
        var ring = new FakeRing(monitor, 0, entries, 0x1000);
        monitor.StartRing(ring);
        return ring;
    }

    private static FakeDescriptor[] Single(FakeMonitor monitor)
    {
        FakeGpuDriver.Request(0x0101, 1, 1, 8, 8).CopyTo(monitor.At(At, 40));
        return [new FakeDescriptor(At, 40)];
    }

    private static FakeDescriptor[] Pair(FakeMonitor monitor) => [.. Single(monitor), new FakeDescriptor(At + 64, 24, IsWritable: true)];
}
