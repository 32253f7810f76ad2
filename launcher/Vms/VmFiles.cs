// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Seamless.Launcher.Cli;
using Seamless.Launcher.Daemon;

namespace Seamless.Launcher.Vms;

/// <summary>Where the files of all virtual machines are, by the XDG base directory specification.</summary>
internal sealed record VmFolders(string Definitions, string Images, string State, string Cache)
{
    /// <param name="environment">The person's session.</param>
    /// <param name="homeless">What takes the home's place where there is none (a service's account): the runtime folder.</param>
    public static VmFolders Locate(UserEnvironment environment, string homeless)
    {
        string Home(string variable, string below) =>
            // The specification says that a relative path is to be ignored.
            Path.Combine(environment[variable] is { } folder && Path.IsPathRooted(folder) ? folder
                : Path.Combine(environment["HOME"] is { } home && Path.IsPathRooted(home) ? home : homeless, below), "seamless");
        return new VmFolders(Path.Combine(Home("XDG_CONFIG_HOME", ".config"), "guests"), Path.Combine(Home("XDG_DATA_HOME", ".local/share"), "guests"),
            Home("XDG_STATE_HOME", ".local/state"), Home("XDG_CACHE_HOME", ".cache"));
    }

    public string DefinitionOf(string guest) => Path.Combine(Definitions, guest + ".toml");

    public string ImageOf(string guest) => Path.Combine(Images, guest);

    /// <summary>The image with the agent that guests install themselves from (<see cref="GuestImageScripts"/>); null while nobody has built it.</summary>
    public string? ToolsDisk => File.Exists(ToolsDiskFile) ? ToolsDiskFile : null;

    public string ToolsDiskFile => Path.Combine(Cache, "tools.img");
}

/// <summary>
/// One running virtual machine's files: who listens on each socket is fixed, because each side may come back while the other runs.
/// </summary>
internal sealed record VmFiles(string Folder, string LogFolder, string Guest)
{
    public const string RecordName = "vm.json";

    public static VmFiles Of(RuntimeFolder runtime, LogFolder logs, string guest) => new(runtime.GuestFolder(guest), logs.Path, guest);

    /// <summary>The bridge listens, QEMU connects once: our GPU device.</summary>
    public string GpuSocket => In("gpu.sock");
    /// <summary>QEMU listens, the bridge connects, again and again.</summary>
    public string ControlSocket => In("control.sock");
    public string BulkSocket => In("bulk.sock");
    /// <summary>QEMU listens, we connect.</summary>
    public string QmpSocket => In("qmp.sock");
    /// <summary>The bridge listens for desktops and launchers.</summary>
    public string DesktopSocket => In("desktop.sock");
    /// <summary>virtiofsd listens, QEMU connects.</summary>
    public string ShareSocket => In("share.sock");
    /// <summary>passt listens, QEMU connects.</summary>
    public string NetworkSocket => In("network.sock");
    /// <summary>QEMU listens, we connect: the desktop in the machine comes by them.</summary>
    public IEnumerable<string> Wires => Enumerable.Range(0, VmLimits.Wires).Select(Wire);
    public string Ivshmem => In("ivshmem");
    public string ConsoleLog => In("console.log");
    /// <summary>What was started for it, for the launcher that comes after this one (<see cref="VmRecord"/>).</summary>
    public string Processes => In("processes");
    public string Record => In(RecordName);

    /// <summary>Where the console's text stays when the guest has stopped.</summary>
    public string KeptConsoleLog => Path.Combine(LogFolder, $"console-{Guest}.log");

    public IEnumerable<string> Sockets => [GpuSocket, ControlSocket, BulkSocket, QmpSocket, DesktopSocket, ShareSocket, NetworkSocket, .. Wires];

    public string Wire(int number) => In(string.Create(CultureInfo.InvariantCulture, $"wire{number}.sock"));

    private string In(string name) => Path.Combine(Folder, name);
}
