// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>
/// The shared memory of an ivshmem device, as one file of a PCI device: the host sees the same bytes at the same offsets. The size is the
/// hardware's and never changes, so it may be mapped.
/// </summary>
public sealed class SharedBar : IDisposable
{
    private const string PciDevices = "/sys/bus/pci/devices";
    private const string Vendor = "0x1af4";
    private const string Device = "0x1110";

    private SharedBar(MappedMemory memory) => Memory = memory;

    public MappedMemory Memory { get; }

    public long Size => Memory.Length;

    /// <exception cref="LinuxException">There is no such device, or we may not open its memory; the words say which.</exception>
    public static SharedBar OpenIvshmem()
    {
        LinuxException? refusal = null;
        string[] devices = Directory.Exists(PciDevices) ? Directory.GetDirectories(PciDevices) : [];
        foreach (var device in devices)
        {
            if (Read(device, "vendor") != Vendor || Read(device, "device") != Device)
                continue;
            // Write-combining where the machine has it: frames are written in one go and hardly read.
            foreach (var file in (ReadOnlySpan<string>)["resource2_wc", "resource2"])
            {
                try
                {
                    return Open(Path.Combine(device, file));
                }
                catch (LinuxException e)
                {
                    refusal = e;
                }
            }
        }
        throw refusal ?? new LinuxException("find an ivshmem device", Errno.ENOENT);
    }

    /// <summary>A file that keeps its size.</summary>
    public static SharedBar Open(string path)
    {
        using var fd = FileDescriptor.OpenReadWrite(path);
        if (FileStatus.Of(fd) is not { Size: > 0 } status)
            throw new LinuxException($"map '{path}': it has no bytes", Errno.EINVAL);
        return new SharedBar(new MappedMemory(fd, status.Size, MapAccess.ReadWrite));
    }

    public void Dispose() => Memory.Dispose();

    private static string Read(string device, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(device, file)).TrimEnd('\n');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
