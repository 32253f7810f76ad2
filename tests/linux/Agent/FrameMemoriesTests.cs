// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Linux;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class FrameMemoriesTests : IDisposable
{
    private const FrameMemoryKinds All = FrameMemoryKinds.SharedFd | FrameMemoryKinds.GpuResource | FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline;

    private readonly string _bar = Path.GetTempFileName();
    private readonly FrameMemories _memories;

    public FrameMemoriesTests()
    {
        File.WriteAllBytes(_bar, new byte[256 * 1024]);
        _memories = new FrameMemories(All) { OpenBar = () => SharedBar.Open(_bar) };
    }

    [Theory]
    [InlineData(FrameMemoryKinds.SharedFd | FrameMemoryKinds.Inline, FrameMemoryKind.SharedFd)]
    [InlineData(FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline, FrameMemoryKind.Ivshmem)]
    [InlineData(FrameMemoryKinds.Inline, FrameMemoryKind.Inline)]
    public void The_best_that_the_bridge_reads_is_chosen(FrameMemoryKinds offered, FrameMemoryKind chosen)
    {
        _memories.Begin(offered);
        Assert.Equal(chosen, _memories.Kind);
    }

    [Fact]
    public void What_the_bridge_reads_and_this_machine_lacks_is_passed_over()
    {
        if (Directory.Exists("/sys/module/virtio_gpu")) return;
        _memories.Begin(FrameMemoryKinds.GpuResource | FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline);
        Assert.Equal(FrameMemoryKind.Ivshmem, _memories.Kind);
        _memories.OpenBar = SharedBar.OpenIvshmem;
        using var elsewhere = new FrameMemories(All);
        elsewhere.Begin(FrameMemoryKinds.GpuResource | FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline);
        Assert.Equal(FrameMemoryKind.Inline, elsewhere.Kind);
    }

    [Fact]
    public void A_full_bar_sends_one_buffer_elsewhere_and_takes_the_next_that_fits()
    {
        _memories.Begin(FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline);
        using var inBar = _memories.Create(192 * 1024);
        using (var noRoom = _memories.Create(128 * 1024))
            Assert.Equal(FrameMemoryKind.Inline, noRoom.Kind);
        using var fits = _memories.Create(64 * 1024);
        Assert.Equal((FrameMemoryKind.Ivshmem, FrameMemoryKind.Ivshmem, 192ul * 1024), (inBar.Kind, fits.Kind, fits.Origin));
        fits.Map(1)[0] = 42;
        Assert.Equal(42, File.ReadAllBytes(_bar)[192 * 1024]);
    }

    [Fact]
    public void A_session_with_nothing_in_common_has_no_memory_and_says_so()
    {
        _memories.Begin(FrameMemoryKinds.None);
        Assert.Null(_memories.Kind);
        Assert.Throws<LinuxException>(() => _memories.Create(1));
    }

    [Fact]
    public void Buffers_of_an_earlier_session_are_good_while_the_kind_is_the_same()
    {
        _memories.Begin(FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline);
        using var buffer = new FrameBuffer(1, _memories.Create(4096), _memories.Era);
        _memories.End();
        _memories.Begin(FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline);
        Assert.True(_memories.Accepts(buffer));
        _memories.Begin(FrameMemoryKinds.Inline);
        Assert.False(_memories.Accepts(buffer));
    }

    public void Dispose()
    {
        _memories.Dispose();
        File.Delete(_bar);
    }
}
