// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Launcher.Cli;
using Seamless.Linux;

namespace Seamless.Launcher.Daemon;

/// <summary>
/// The folder of this user's sockets: whoever can write there is believed to be this user, so it must be ours alone.
/// $XDG_RUNTIME_DIR/seamless; without a usable one /run/user/UID/seamless; else /tmp/seamless-UID, which is checked
/// because anybody can make a folder of that name first.
/// </summary>
internal sealed class RuntimeFolder
{
    /// <summary>sun_path of sockaddr_un holds 108 bytes with its terminator.</summary>
    private const int SocketPathBytes = 107;
    private const string LongestSocket = "guests/local/desktop.sock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private RuntimeFolder(string path, string? remark)
    {
        Path = path;
        Remark = remark;
    }

    public string Path { get; }

    /// <summary>One line for the person when it is not where the specification wants it.</summary>
    public string? Remark { get; }

    public string ControlSocket => In("control.sock");
    public string DaemonLock => In("daemon.lock");
    public string StartLock => In("start.lock");
    public string DesktopSocket => In("desktop.sock");
    /// <summary>Where OpenGL programs find the GPU server; its client library looks there by itself.</summary>
    public string GpuSocket => In("gl.sock");
    /// <summary>Where that server tells who draws on it.</summary>
    public string GpuStatusSocket => GpuSocket + ".status";
    /// <summary>The processes that the daemon started, so that the next one can end those that outlived it.</summary>
    public string Processes => In("processes");

    /// <summary>One socket for each known desktop: whoever can reach it is that desktop.</summary>
    public string DesktopsFolder => In("desktops");

    public string DesktopDoor(string desktop) => System.IO.Path.Combine(DesktopsFolder, desktop + ".sock");

    public string DemoFolder => In("demo");

    public string GuestsFolder => In("guests");

    public string GuestFolder(string guest) => System.IO.Path.Combine(GuestsFolder, guest);

    /// <summary>Decides where it is without touching anything.</summary>
    public static RuntimeFolder Locate(UserEnvironment environment, string temporaryFolder = "/tmp", string runFolder = "/run/user")
    {
        var chosen = environment["XDG_RUNTIME_DIR"] is { } folder ? (Folder: folder, Problem: ProblemOf(folder, environment.UserId)) : (null, "XDG_RUNTIME_DIR is not set");
        if (chosen is { Folder: { } usable, Problem: null })
            return new RuntimeFolder(System.IO.Path.Combine(usable, "seamless"), null);
        var standard = System.IO.Path.Combine(runFolder, $"{environment.UserId}");
        var place = chosen.Folder != standard && ProblemOf(standard, environment.UserId) is null
            ? System.IO.Path.Combine(standard, "seamless")
            : System.IO.Path.Combine(temporaryFolder, $"seamless-{environment.UserId}");
        return new RuntimeFolder(place, $"{chosen.Problem}; using {place}");
    }

    /// <summary>Makes the folder, or refuses one that somebody else could reach into.</summary>
    public void Prepare()
    {
        if (Encoding.UTF8.GetByteCount(In(LongestSocket)) > SocketPathBytes)
            throw new LauncherException($"the path {Path} is too long for sockets (the kernel allows {SocketPathBytes} bytes); set XDG_RUNTIME_DIR to a shorter one");
        try
        {
            Directory.CreateDirectory(Path, OwnerOnly);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LauncherException($"cannot make the folder {Path}: {failure.Message}", failure);
        }
        var problem = ProblemOf(Path, CurrentUser.Id) ?? (FileStatus.OfPath(Path) is { IsPrivate: true } ? null : $"other users can look into {Path}");
        if (problem is not null)
            throw new LauncherException($"{problem}; remove it, or set XDG_RUNTIME_DIR to a folder of your own");
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Why this folder cannot hold ours, as a clause of one line; null when it can.</summary>
    private static string? ProblemOf(string folder, uint userId) => FileStatus.OfPath(folder) switch
    {
        null => $"{folder} does not exist",
        { IsDirectory: false } => $"{folder} is not a folder",
        { UserId: var owner } when owner != userId => $"{folder} belongs to user {owner}, not to user {userId}",
        { IsWritableByOthers: true } => $"other users can write to {folder}",
        _ => null,
    };
}
