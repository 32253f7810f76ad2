// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Seamless.Tests.Anywhere.Gpu;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.VhostUser;

/// <summary>A guest with a second processor that rewrites everything while the bridge reads it.</summary>
public sealed class ScribblingGuestTests
{
    private const ulong At = FakeGpuDriver.FreeAt;

    [Fact]
    public void What_changes_while_it_is_read_harms_nobody_else()
    {
        using var rig = new GpuRig();
        for (var machine = 0; machine < 20; machine++)
        {
            var warnings = rig.Warnings.Count();
            var driver = rig.Driver();
            driver.CreateImage(1, 64, 64, At);
            var isOver = false;
            var scribbler = new Thread(() => Scribble(driver, machine, ref isOver));
            scribbler.Start();
            var pixels = new byte[64 * 64 * 4];
            for (var i = 0; i < 200 && rig.Gpu.IsRunning; i++)
            {
                driver.Control.Kick.Signal();
                rig.Loop.UntilQuiet();
                rig.Gpu.Memory(1, 4096)?.TryReadRows(new PixelRows(0, 256, 256, 64), pixels, 256);
                rig.Device.Resources.CheckInvariants();
            }
            Volatile.Write(ref isOver, true);
            scribbler.Join();
            driver.Monitor.HangUp();
            Assert.InRange(rig.Warnings.Count(), warnings, warnings + 1);
        }
        Assert.Equal(FakeGpuDriver.OkNoData, rig.Driver().CreateResource(1, 8, 8));
    }

    /// <summary>Chains that are right at one moment and wrong at the next: addresses, lengths, flags, indices, commands.</summary>
    private static void Scribble(FakeGpuDriver driver, int seed, ref bool isOver)
    {
        var random = new Random(seed);
        var ring = driver.Control;
        ushort available = 2;
        FakeGpuDriver.Request(0x0101, 2, 1, 8, 8).CopyTo(driver.Monitor.At(At, 40));
        while (!Volatile.Read(ref isOver))
        {
            var index = random.Next(ring.Entries);
            var isGood = random.Next(64) != 0;
            ring.WriteDescriptor(ring.Table, index, new FakeDescriptor(isGood ? At : (ulong)random.NextInt64(), (uint)random.Next(1, 64)), 1, (ushort)((index + 1) % ring.Entries));
            ring.WriteDescriptor(ring.Table, (index + 1) % ring.Entries, new FakeDescriptor(At + 4096, 408, IsWritable: true), 2, 0);
            driver.Monitor.At(At, 1)[0] = (byte)random.Next(16);
            driver.Monitor.At(At + 24, 1)[0] = (byte)random.Next(4);
            if (random.Next(8) == 0 && (ushort)(available - ring.UsedIndex) < ring.Entries / 2)
                ring.SetAvailable(++available);
        }
    }
}
