// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>A virtual machine that Redox itself runs in, from an image that is there already and stays where it is.</summary>
internal static class RedoxGuest
{
    /// <summary>A raw disk is told from the formats that QEMU would otherwise have to guess by what they begin with.</summary>
    private static ReadOnlySpan<byte> Qcow => "QFI"u8;

    public static GuestDefinition Define(VmFolders folders, string name, string image, long memoryBytes, int cpus)
    {
        if (GuestDefinition.ProblemOfName(name) is { } problem)
            throw new LauncherException(problem);
        if (File.Exists(folders.DefinitionOf(name)))
            throw new LauncherException($"there is a guest '{name}' already: {folders.DefinitionOf(name)}; remove it with: seamless guest delete {name}");
        var head = RegularFile.Read(image, VmLimits.ImageHeadBytes) ?? throw new LauncherException($"--redox-image: {image} is not there or cannot be read");
        if (head.AsSpan().StartsWith(Qcow))
            throw new LauncherException($"--redox-image: {image} is no raw image; make one of it with: qemu-img convert -O raw {image} redox.img");
        if (head.Length < VmLimits.ImageHeadBytes)
            throw new LauncherException($"--redox-image: {image} is too small for a disk; it wants Redox's harddrive.img");
        var guest = new GuestDefinition
        {
            Name = name,
            File = folders.DefinitionOf(name),
            MemoryBytes = memoryBytes,
            Cpus = cpus,
            Disks = [image],
            Devices = DeviceSet.Redox,
        };
        VmDefinitions.Write(folders, guest);
        return guest;
    }
}
