// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Seamless.Linux;

/// <summary>
/// The render node of a virtio-gpu. Memory that is made here lies in the guest's own pages, and the device on the host is told which; whoever
/// serves the device can read it without a copy. No rights but those to open the node are needed.
/// </summary>
public sealed unsafe class RenderNode : IDisposable
{
    /// <summary>A row of a resource, so that any size is a whole number of rows: 16 KiB.</summary>
    private const int RowPixels = 4096;

    private const string Folder = "/dev/dri";
    private const string Driver = "virtio_gpu";

    private readonly FileDescriptor _descriptor;

    private RenderNode(FileDescriptor descriptor) => _descriptor = descriptor;

    /// <summary>Resources are made in whole multiples of this.</summary>
    public const int RowBytes = RowPixels * 4;

    /// <exception cref="LinuxException">No virtio-gpu, or none that we may open; the words say which.</exception>
    public static RenderNode OpenVirtioGpu()
    {
        LinuxException? refusal = null;
        string[] nodes = Directory.Exists(Folder) ? Directory.GetFileSystemEntries(Folder, "renderD*") : [];
        foreach (var path in nodes.Order(StringComparer.Ordinal))
        {
            try
            {
                var fd = FileDescriptor.OpenReadWrite(path);
                if (DriverOf(fd) == Driver)
                    return new RenderNode(fd);
                fd.Dispose();
            }
            catch (LinuxException e)
            {
                refusal = e;
            }
        }
        throw refusal ?? new LinuxException($"find the render node of a {Driver} in {Folder}", Errno.ENOENT);
    }

    /// <summary>Memory of at least that many bytes, known to the device when this returns.</summary>
    /// <exception cref="LinuxException">The device or the guest has no room for it.</exception>
    public GpuBuffer Create(long bytes)
    {
        var rows = checked((uint)((bytes + RowBytes - 1) / RowBytes));
        var create = new DrmNative.DrmVirtgpuResourceCreate
        {
            Target = DrmNative.Texture2D,
            Format = DrmNative.FormatB8G8R8A8,
            Bind = DrmNative.BindRenderTarget,
            Width = RowPixels,
            Height = rows,
            Depth = 1,
            ArraySize = 1,
            Size = checked(rows * RowBytes),
            Stride = RowBytes,
        };
        // SAFETY: the structure is the one of that request, and lives for the call.
        if (DrmNative.Ioctl(_descriptor.Number, DrmNative.VirtgpuResourceCreate, &create) < 0)
            LinuxException.ThrowLast($"make a virtio-gpu resource of {bytes} bytes");
        try
        {
            return new GpuBuffer(this, create.BufferHandle, HostResource(create.BufferHandle), create.Size);
        }
        catch (LinuxException)
        {
            Close(create.BufferHandle);
            throw;
        }
    }

    /// <summary>Gives a buffer's handle back; the device forgets the resource.</summary>
    public void Close(uint buffer)
    {
        var close = new DrmNative.DrmGemClose { Handle = buffer };
        // SAFETY: the structure is the one of that request; a handle that is none is refused.
        _ = DrmNative.Ioctl(_descriptor.Number, DrmNative.GemClose, &close);
    }

    public void Dispose() => _descriptor.Dispose();

    internal MappedMemory Map(uint buffer, long bytes)
    {
        var map = new DrmNative.DrmVirtgpuMap { Handle = buffer };
        // SAFETY: the structure is the one of that request, and lives for the call.
        if (DrmNative.Ioctl(_descriptor.Number, DrmNative.VirtgpuMap, &map) < 0)
            LinuxException.ThrowLast("map a virtio-gpu resource");
        // A resource keeps its size as long as its handle is open.
        return new MappedMemory(_descriptor, (long)map.Offset, bytes, MapAccess.ReadWrite);
    }

    /// <summary>The number by which the device knows the buffer.</summary>
    private uint HostResource(uint buffer)
    {
        var info = new DrmNative.DrmVirtgpuResourceInfo { BufferHandle = buffer };
        // SAFETY: the structure is the one of that request, and lives for the call.
        if (DrmNative.Ioctl(_descriptor.Number, DrmNative.VirtgpuResourceInfo, &info) < 0)
            LinuxException.ThrowLast("ask for the number of a virtio-gpu resource");
        return info.ResourceHandle;
    }

    private static string DriverOf(FileDescriptor fd)
    {
        const int most = 64;
        var name = stackalloc byte[most];
        var version = new DrmNative.DrmVersion { Name = name, NameLength = most };
        // SAFETY: the kernel writes at most as many bytes of the name as the length says, and no date or description.
        if (DrmNative.Ioctl(fd.Number, DrmNative.Version, &version) < 0)
            return "";
        return Encoding.ASCII.GetString(name, (int)Math.Min(version.NameLength, most));
    }
}

/// <summary>Memory of a virtio-gpu resource. Disposing it unmaps; the handle is closed by whoever knows that the device still answers.</summary>
public sealed class GpuBuffer(RenderNode node, uint handle, uint resource, long bytes) : IDisposable
{
    private MappedMemory? _mapping;

    /// <summary>For <see cref="RenderNode.Close"/>.</summary>
    public uint Handle => handle;

    /// <summary>The number by which the device on the host knows it.</summary>
    public uint Resource => resource;

    public long Bytes => bytes;

    public MappedMemory Map() => _mapping ??= node.Map(handle, bytes);

    public void Unmap()
    {
        _mapping?.Dispose();
        _mapping = null;
    }

    public void Dispose() => Unmap();
}
