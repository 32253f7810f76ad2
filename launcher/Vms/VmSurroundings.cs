// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Cli;
using Seamless.Launcher.Daemon;
using Seamless.Launcher.Desktops;
using Seamless.Launcher.Files;
using Seamless.Launcher.Guests;
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>What all virtual machines of one daemon share.</summary>
internal sealed record VmSurroundings(EventLoop Loop, RuntimeFolder Runtime, LogFolder Logs, ProgramFolder Programs, UserEnvironment Environment, ILogger Log)
{
    /// <summary>root's QEMU becomes this account: "nobody", who owns nothing.</summary>
    private static readonly Account Nobody = new(65534, 65534);

    /// <summary>Files of this machine that are open in guests.</summary>
    public required OpenedFiles OpenedFiles { get; init; }

    public VmFolders Folders { get; } = VmFolders.Locate(Environment, Runtime.Path);

    public required HeadlessDesktop Desktop { get; init; }

    /// <summary>Called when a machine's state, or what is wrong with it, is not as it was.</summary>
    public Action? GuestChanged { get; set; }

    /// <summary>Takes a connection that came by a wire of the machine of that name: its desktop's.</summary>
    public Action<ByteStream, string>? CameByWire { get; set; }

    public AcceleratorMemory Accelerators => new(Folders.State);

    /// <summary>An account for QEMU, when we are root.</summary>
    public static Account? RunAs => CurrentUser.Id == 0 ? Nobody : null;

    public string? Passt => Environment.FindProgram("passt");

    /// <summary>Debian installs it where only programs look.</summary>
    public string? Virtiofsd => Environment.FindProgram("virtiofsd") ?? Environment.FindProgram("/usr/libexec/virtiofsd") ?? Environment.FindProgram("/usr/lib/qemu/virtiofsd");

    /// <summary>The user's systemd puts QEMU into a scope with limits; null where there is none.</summary>
    public string? SystemdRun => Environment["XDG_RUNTIME_DIR"] is { } folder && FileStatus.OfPath(Path.Combine(folder, "systemd", "private")) is { IsSocket: true }
        ? Environment.FindProgram("systemd-run") : null;

    public VmFiles FilesOf(string guest) => VmFiles.Of(Runtime, Logs, guest);
}
