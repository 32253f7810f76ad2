// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>What lies around before a virtual machine starts, and what goes when it has stopped.</summary>
internal static class VmFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void Prepare(GuestDefinition guest, VmFiles files, MachineFacts facts)
    {
        foreach (var needed in new[] { guest.Kernel, guest.Initrd }.Concat(guest.Disks).OfType<string>())
            if (!File.Exists(needed))
                throw new LauncherException($"guest '{guest.Name}' needs {needed}, which is not there; make it with: seamless guest create {guest.Name}");
        try
        {
            Directory.CreateDirectory(files.Folder, OwnerOnly);
            // Left by one that was killed: QEMU would connect to a socket that nobody listens on.
            foreach (var file in files.Sockets.Append(files.ConsoleLog).Append(files.ConsoleLog + ".1").Append(files.Ivshmem))
                File.Delete(file);
            if (guest.HasGpu && !facts.CanServeGpu)
                Frames(files.Ivshmem);
            if (guest.Share is { } share)
                Share(share, facts);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LinuxException)
        {
            throw new LauncherException($"guest '{guest.Name}': {failure.Message}", failure);
        }
    }

    public static void Clean(VmFiles files, ILogger log)
    {
        ConsoleLog.Keep(files.ConsoleLog, files.KeptConsoleLog, log);
        if (Directory.Exists(files.Folder))
            Directory.Delete(files.Folder, recursive: true);
    }

    /// <summary>The bridge opens it before QEMU does.</summary>
    private static void Frames(string path)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.SetLength(VmLimits.Ivshmem);
    }

    private static void Share(string folder, MachineFacts facts)
    {
        var isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder, OwnerOnly);
        // QEMU serves 9p as the account that it becomes. A folder that was there is its owner's business.
        if (isNew && facts is { RunAs: { } account, HasVirtiofsd: false })
            FileOwner.Give(folder, account.UserId, account.GroupId);
    }
}
