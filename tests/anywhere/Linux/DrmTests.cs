// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Anywhere.Linux;

public sealed class DrmTests
{
    /// <summary>Bits 16 to 29 of a request's number are the size of its structure (asm-generic/ioctl.h), bits 8 to 15 the letter d.</summary>
    [Fact]
    public void Every_structure_has_the_size_that_its_request_says()
    {
        Check<DrmNative.DrmVersion>(DrmNative.Version, 0x00);
        Check<DrmNative.DrmGemClose>(DrmNative.GemClose, 0x09);
        Check<DrmNative.DrmVirtgpuMap>(DrmNative.VirtgpuMap, 0x41);
        Check<DrmNative.DrmVirtgpuResourceCreate>(DrmNative.VirtgpuResourceCreate, 0x44);
        Check<DrmNative.DrmVirtgpuResourceInfo>(DrmNative.VirtgpuResourceInfo, 0x45);
    }

    [Fact]
    public void A_machine_without_a_virtio_gpu_says_so()
    {
        if (Directory.Exists("/sys/module/virtio_gpu")) return;
        Assert.ThrowsAny<LinuxException>(RenderNode.OpenVirtioGpu);
    }

    [Fact]
    public void Memory_that_two_share_is_mapped_as_large_as_it_is()
    {
        var path = Path.GetTempFileName();
        Assert.Throws<LinuxException>(() => SharedBar.Open(path));
        File.WriteAllBytes(path, new byte[8192]);
        using (var bar = SharedBar.Open(path))
        {
            Assert.Equal(8192, bar.Size);
            bar.Memory.Slice(8191, 1)[0] = 7;
        }
        Assert.Equal(7, File.ReadAllBytes(path)[8191]);
        File.Delete(path);
    }

    private static void Check<T>(uint request, int number)
        where T : unmanaged
    {
        Assert.Equal((uint)Unsafe.SizeOf<T>(), (request >> 16) & 0x3fff);
        Assert.Equal((uint)'d', (request >> 8) & 0xff);
        Assert.Equal((uint)number, request & 0xff);
    }
}
