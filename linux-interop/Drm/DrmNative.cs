// SPDX-License-Identifier: Apache-2.0
// The requests of drm.h and virtgpu_drm.h that we use, laid out as there. The size of each structure is part of its request's number, so
// the kernel refuses one that is wrong.
using System.Runtime.InteropServices;

namespace Seamless.Linux;

internal static unsafe partial class DrmNative
{
    public const uint Version = 0xc0406400;             // DRM_IOCTL_VERSION
    public const uint GemClose = 0x40086409;            // DRM_IOCTL_GEM_CLOSE
    public const uint VirtgpuMap = 0xc0106441;          // DRM_IOCTL_VIRTGPU_MAP
    public const uint VirtgpuResourceCreate = 0xc0386444;
    public const uint VirtgpuResourceInfo = 0xc0106445;

    public const uint Texture2D = 2;                    // PIPE_TEXTURE_2D, the only target of a device without 3D
    public const uint FormatB8G8R8A8 = 1;               // VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM
    public const uint BindRenderTarget = 2;             // VIRGL_BIND_RENDER_TARGET

    [StructLayout(LayoutKind.Sequential)]
    public struct DrmVersion
    {
        public int Major;
        public int Minor;
        public int Patch;
        public nuint NameLength;
        public byte* Name;
        public nuint DateLength;
        public byte* Date;
        public nuint DescriptionLength;
        public byte* Description;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct DrmGemClose
    {
        public uint Handle;
        public uint Padding;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct DrmVirtgpuMap
    {
        public ulong Offset;
        public uint Handle;
        public uint Padding;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct DrmVirtgpuResourceCreate
    {
        public uint Target;
        public uint Format;
        public uint Bind;
        public uint Width;
        public uint Height;
        public uint Depth;
        public uint ArraySize;
        public uint LastLevel;
        public uint Samples;
        public uint Flags;
        public uint BufferHandle;
        public uint ResourceHandle;
        public uint Size;
        public uint Stride;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct DrmVirtgpuResourceInfo
    {
        public uint BufferHandle;
        public uint ResourceHandle;
        public uint Size;
        public uint BlobMemory;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int fd, nuint request, void* argument);
}
