// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>The kernel's tree of PCI devices (Documentation/ABI/testing/sysfs-bus-pci); a made-up one in tests.</summary>
internal sealed class PciDevices(string sysfs = "/sys", string dev = "/dev")
{
    private const int AttributeBytes = 4096;

    public bool Exists(string address) => Directory.Exists(Folder(address));

    /// <summary>Class, subclass and interface: 0x030000 is a VGA card.</summary>
    public int ClassOf(string address) =>
        Read(Path.Combine(Folder(address), "class")) is { } text && text.StartsWith("0x", StringComparison.Ordinal)
        && int.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The driver that has it, or null.</summary>
    public string? DriverOf(string address) => LinkName(Path.Combine(Folder(address), "driver"));

    /// <summary>Null: the IOMMU is off, or there is none.</summary>
    public string? GroupOf(string address) => LinkName(Path.Combine(Folder(address), "iommu_group"));

    /// <summary>What the IOMMU cannot tell apart from it, itself included.</summary>
    public IReadOnlyList<string> Group(string address) => Names(Path.Combine(Folder(address), "iommu_group", "devices"));

    /// <summary>All functions of the card, in order.</summary>
    public IReadOnlyList<string> Functions(string address) =>
        [.. Names(Path.Combine(sysfs, "bus/pci/devices")).Where(each => each.StartsWith(address[..^1], StringComparison.Ordinal))];

    /// <summary>How the kernel can reset it between two guests: "flr bus"; empty: not at all.</summary>
    public string ResetMethods(string address) => Read(Path.Combine(Folder(address), "reset_method"))
        ?? (File.Exists(Path.Combine(Folder(address), "reset")) ? "reset" : "");

    public bool HasVfio => File.Exists(Path.Combine(dev, "vfio", "vfio"));

    /// <summary>Null when the group's device can be opened, else why not.</summary>
    public string? CannotOpenGroup(string group)
    {
        try
        {
            FileDescriptor.OpenReadWrite(Path.Combine(dev, "vfio", group)).Dispose();
            return null;
        }
        catch (LinuxException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Takes it from its driver and lets the named one have it; null: whichever the kernel finds.</summary>
    public void GiveTo(string address, string? driver)
    {
        Write(Path.Combine(Folder(address), "driver_override"), $"{driver}\n");
        if (DriverOf(address) is not null)
            Write(Path.Combine(Folder(address), "driver", "unbind"), address);
        Write(Path.Combine(sysfs, "bus/pci/drivers_probe"), address);
    }

    private string Folder(string address) => Path.Combine(sysfs, "bus/pci/devices", address);

    private static IReadOnlyList<string> Names(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder).Select(each => Path.GetFileName(each)!).Order(StringComparer.Ordinal)] : [];

    private static string? LinkName(string path) => new FileInfo(path).LinkTarget is { } target ? Path.GetFileName(target) : null;

    private static string? Read(string path) => RegularFile.Read(path, AttributeBytes) is { } bytes ? Encoding.UTF8.GetString(bytes).Trim() : null;

    private static void Write(string path, string text)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LauncherException($"cannot write {path}: {failure.Message}; drivers are given devices by root: run the same command with sudo", failure);
        }
    }
}
