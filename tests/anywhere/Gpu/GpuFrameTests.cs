// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Anywhere.Bridge;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Gpu;

/// <summary>Frames in the guest's own pages and in its shared memory bar, from the agent's words to a desktop's pixels.</summary>
public sealed class GpuFrameTests : IDisposable
{
    private const int Side = 64;
    private const ulong At = FakeGpuDriver.FreeAt;

    private readonly BridgeRig _rig = new();
    private readonly string _bar = Path.Combine(Path.GetTempPath(), $"seamless-bar-{Guid.NewGuid():n}");
    private readonly FakeDesktop _desktop;
    private FakeMonitor? _monitor;
    private FakeGpuDriver? _driver;
    private uint _lastSerial;

    public GpuFrameTests()
    {
        _rig.Relay.ServeGpu(new GuestGpu(_rig.Loop, new BridgeLog(_rig.LogWriter, "local")), "local");
        _rig.Relay.Ivshmem = new IvshmemBar(_bar);
        _desktop = _rig.Desktop();
    }

    public void Dispose()
    {
        _driver?.Dispose();
        _monitor?.Dispose();
        _rig.Dispose();
        File.Delete(_bar);
    }

    [Fact]
    public void The_bridge_offers_what_it_can_take_at_that_moment()
    {
        FrameMemoryKinds Offered()
        {
            using var guest = _rig.Guest();
            return guest.Session!.Peer.FrameMemories;
        }

        void Leave() => _rig.Step();
        Assert.Equal(FrameMemoryKinds.SharedFd | FrameMemoryKinds.Inline, Offered());
        Leave();
        StartMachine().Dispose();
        Leave();
        Assert.Equal(FrameMemoryKinds.SharedFd | FrameMemoryKinds.Inline | FrameMemoryKinds.GpuResource, Offered());
        Leave();
        _monitor!.HangUp();
        File.WriteAllBytes(_bar, new byte[65536]);
        Assert.Equal(FrameMemoryKinds.SharedFd | FrameMemoryKinds.Inline | FrameMemoryKinds.Ivshmem, Offered());
    }

    [Fact]
    public void A_frame_in_a_resource_is_copied_and_released_when_it_is_shown()
    {
        var guest = StartMachine();
        _desktop.ShowsByItself = false;
        var pixels = _driver!.CreateImage(9, Side, Side, At);
        Fill(pixels, 0xff112233);
        guest.Send(new FrameMemory(1, FrameMemoryKind.GpuResource, Side * Side * 4, 9));
        guest.Send(FakeGuest.Toplevel(1, "gpu", Side, Side));
        var frame = guest.SendFrame(1, 1, Side, Side);
        _rig.Step();
        Assert.Empty(guest.All<FrameReleased>());
        Fill(_monitor!.At(At, Side * Side * 4), 0xff000000);
        Assert.Equal(0xff112233, _desktop.Windows[1].PixelAt(63, 63));
        Assert.Equal(FrameMemoryKind.SharedFd, _desktop.Last<FrameMemory>().Kind);
        Assert.True(_desktop.Last<FrameMemory>().Memory >= RelayLimits.FirstBridgeMemory);
        _desktop.ShowFrame(1);
        _rig.Step();
        Assert.Equal(frame.Serial, guest.Last<FrameShown>().Serial);
        Assert.Equal(frame.Serial, Assert.Single(guest.All<FrameReleased>()).Serial);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void Small_changes_add_up_to_what_the_guest_has()
    {
        var guest = StartMachine();
        Fill(_driver!.CreateImage(9, Side, Side, At), 0xff000001);
        guest.Send(new FrameMemory(1, FrameMemoryKind.GpuResource, Side * Side * 4, 9));
        guest.Send(FakeGuest.Toplevel(1, "gpu", Side, Side));
        guest.SendFrame(1, 1, Side, Side);
        _rig.Step();
        for (var i = 0u; i < 7; i++)
        {
            for (var y = 0u; y < 8; y++)
                Fill(_monitor!.At(At + (((y * Side) + (8 * i)) * 4), 32), 0xff000002 + i);
            guest.SendFrame(1, 1, Side, Side, new Rect(8 * (int)i, 0, 8, 8));
            _rig.Step();
            Assert.Equal(RectList.Of(new Rect(8 * (int)i, 0, 8, 8)), _desktop.Windows[1].Frame!.Value.Damage);
            for (var x = 0u; x < 7; x++)
                Assert.Equal(x <= i ? 0xff000002 + x : 0xff000001, _desktop.Windows[1].PixelAt((8 * (int)x) + 7, 7));
            Assert.Equal(0xff000001, _desktop.Windows[1].PixelAt(63, 8));
        }
    }

    [Fact]
    public void A_frame_that_is_new_in_full_is_read_once_and_no_copy_is_copied()
    {
        var content = new CopiedContent();
        var copier = new FrameCopier(RelayLimits.FirstBridgeMemory, _ => { });
        var memory = new CountingMemory();
        for (var i = 1u; i <= 6; i++)
        {
            copier.Begin(content, Side, Side);
            Assert.True(FrameCopier.TryDraw(content, memory, 0, Side * 4, RectList.Of(new Rect(0, 0, Side, Side))));
            FrameCopier.Finish(content, i);
            content.Release(i - 1);
        }
        Assert.Equal(6 * Side, memory.Rows);
        // What the copy missed comes with what is new: 16 rows of the frame before, 8 of this one.
        content.Release(6);
        copier.Begin(content, Side, Side);
        FrameCopier.TryDraw(content, memory, 0, Side * 4, RectList.Of(new Rect(0, 0, 8, 16)));
        var missing = content.Buffers.First(buffer => buffer != content.Arriving);
        FrameCopier.Finish(content, 7);
        memory.Rows = 0;
        copier.Begin(content, Side, Side);
        Assert.Same(missing, content.Arriving);
        FrameCopier.TryDraw(content, memory, 0, Side * 4, RectList.Of(new Rect(40, 40, 8, 8)));
        Assert.Equal(RectList.Of(new Rect(40, 40, 8, 8)), content.Damage);
        Assert.True(memory.Rows >= 24);
        copier.Retire(content);
    }

    [Fact]
    public void A_resource_whose_kick_has_not_come_is_found_on_the_ring()
    {
        var guest = StartMachine();
        _driver!.CreateImageUnkicked(5, Side, Side, At);
        Fill(_monitor!.At(At, Side * Side * 4), 0xff445566);
        guest.Send(new FrameMemory(1, FrameMemoryKind.GpuResource, Side * Side * 4, 5));
        guest.Send(FakeGuest.Toplevel(1, "gpu", Side, Side));
        guest.SendFrame(1, 1, Side, Side);
        _rig.Step();
        Assert.Equal(0xff445566, _desktop.Windows[1].PixelAt(1, 1));
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void A_resource_that_is_not_there_closes_the_session()
    {
        var guest = StartMachine();
        guest.Send(new FrameMemory(1, FrameMemoryKind.GpuResource, 4096, 77));
        _rig.AssertGuestClosed(guest, "FrameMemory: frame memory 1 names GpuResource 77, where 4096 bytes are not");
    }

    [Fact]
    public void So_does_one_that_is_too_small()
    {
        var guest = StartMachine();
        _driver!.CreateImage(5, Side, Side, At);
        guest.Send(new FrameMemory(1, FrameMemoryKind.GpuResource, (Side * Side * 4) + 1, 5));
        _rig.AssertGuestClosed(guest, "FrameMemory: frame memory 1 names GpuResource 5, where 16385 bytes are not");
    }

    [Fact]
    public void So_does_a_kind_that_was_not_agreed_on()
    {
        var guest = _rig.Guest();
        guest.Send(new FrameMemory(1, FrameMemoryKind.GpuResource, 4096, 1));
        _rig.AssertGuestClosed(guest, "FrameMemory: frame memory 1 is of kind GpuResource, which was not agreed on");
    }

    [Fact]
    public void A_resource_that_is_destroyed_while_named_is_said_once_and_its_frames_are_answered()
    {
        var guest = StartMachine();
        Fill(_driver!.CreateImage(9, Side, Side, At), 0xff000001);
        guest.Send(new FrameMemory(1, FrameMemoryKind.GpuResource, Side * Side * 4, 9));
        guest.Send(FakeGuest.Toplevel(1, "gpu", Side, Side));
        guest.SendFrame(1, 1, Side, Side);
        _rig.Step();
        _driver.Unref(9);
        for (var i = 0; i < 3; i++)
        {
            // The first may have crossed the end of its window, and is no reason to say anything.
            Assert.Equal(i < 2 ? 0 : 1, _rig.Warnings.Count());
            var lost = guest.SendFrame(1, 1, Side, Side);
            _rig.Wait(TimeSpan.FromSeconds(1));
            Assert.Equal(lost.Serial, guest.Last<FrameShown>().Serial);
            Assert.Equal(lost.Serial, guest.Last<FrameReleased>().Serial);
        }
        Assert.Equal(["warn guest 'local': frame memory 1 cannot be read: the guest destroyed what it lay in; its frames are answered unseen"], _rig.Warnings);
        Assert.Equal(1, _desktop.Windows[1].FrameCount);
        // One of the same number is another one; announced anew it is seen, and all of it, for the damage was never copied.
        Fill(_driver.CreateImage(9, Side, Side, At), 0xff000009);
        guest.Send(new FrameMemory(2, FrameMemoryKind.GpuResource, Side * Side * 4, 9));
        guest.SendFrame(1, 2, Side, Side, new Rect(0, 0, 1, 1));
        _rig.Step();
        Assert.Equal(0xff000009, _desktop.Windows[1].PixelAt(63, 63));
    }

    [Fact]
    public void A_machine_that_leaves_ends_a_session_whose_frames_lie_in_its_pages()
    {
        var guest = StartMachine();
        _monitor!.HangUp();
        _rig.Step();
        Assert.NotNull(guest.CloseReason);
        Assert.Equal(["warn guest 'local': session closed: its frames lie in GPU resources, and the virtual machine has left the GPU; it may come back without"], _rig.Warnings);
        _rig.Wait(TimeSpan.FromSeconds(1));
        Assert.True(guest.IsOpen);
        Assert.Equal((FrameMemoryKinds)0, guest.Session!.Peer.FrameMemories & FrameMemoryKinds.GpuResource);
    }

    [Fact]
    public void A_frame_in_the_shared_bar_is_copied()
    {
        var bytes = new byte[65536];
        Fill(bytes.AsSpan(4096, Side * Side * 4), 0xff778899);
        File.WriteAllBytes(_bar, bytes);
        var guest = _rig.Guest(FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline);
        guest.Send(new FrameMemory(1, FrameMemoryKind.Ivshmem, 20_000, 4096));
        guest.Send(FakeGuest.Toplevel(1, "bar", Side, Side));
        guest.SendFrame(1, 1, Side, Side);
        _rig.Step();
        Assert.Equal(0xff778899, _desktop.Windows[1].PixelAt(63, 63));
        // Cut off behind our back: no signal, an answer.
        using (var file = File.OpenWrite(_bar))
            file.SetLength(100);
        var lost = guest.SendFrame(1, 1, Side, Side);
        _rig.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(lost.Serial, guest.Last<FrameShown>().Serial);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void Beyond_the_shared_bar_there_is_nothing()
    {
        File.WriteAllBytes(_bar, new byte[65536]);
        var guest = _rig.Guest(FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline);
        guest.Send(new FrameMemory(1, FrameMemoryKind.Ivshmem, 4096, 61441));
        _rig.AssertGuestClosed(guest, "FrameMemory: frame memory 1 names Ivshmem 61441, where 4096 bytes are not");
    }

    [Fact]
    public void Copying_a_frame_allocates_nothing()
    {
        var guest = StartMachine();
        _driver!.CreateImage(9, Side, Side, At);
        var memory = new GpuResourceMemory(_rig.Relay.Gpu!.Device.Resources.Find(9)!, _rig.Relay.Gpu.Ram!);
        var content = new CopiedContent();
        var copier = new FrameCopier(RelayLimits.FirstBridgeMemory, _ => { });
        var damage = RectList.Of(new Rect(3, 3, 20, 20));
        void Batch()
        {
            for (var i = 0; i < 500; i++)
            {
                copier.Begin(content, Side, Side);
                Assert.True(FrameCopier.TryDraw(content, memory, 0, Side * 4, damage));
                FrameCopier.Finish(content, ++_lastSerial);
                content.Release(_lastSerial - 1);
            }
        }
        Batch();
        Assert.Equal(0, Allocations.Least(Batch));
        copier.Retire(content);
    }

    private FakeGuest StartMachine()
    {
        var (ours, theirs) = UnixSocket.Pair();
        _rig.Relay.Gpu!.Adopt(ours);
        _monitor = new FakeMonitor(_rig.Loop, theirs);
        _driver = new FakeGpuDriver(_rig.Loop, _monitor);
        return _rig.Guest(FrameMemoryKinds.GpuResource | FrameMemoryKinds.Inline);
    }

    private sealed class CountingMemory : IPixelMemory
    {
        public int Rows { get; set; }

        public bool TryReadRows(in PixelRows rows, Span<byte> into, int intoStrideBytes)
        {
            Rows += rows.Rows;
            return true;
        }
    }

    private static void Fill(Span<byte> pixels, uint argb)
    {
        for (var i = 0; i < pixels.Length; i += 4)
            BinaryPrimitives.WriteUInt32LittleEndian(pixels[i..], argb);
    }
}
