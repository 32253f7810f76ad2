// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol.Control;

/// <summary>
/// What the launcher daemon's control socket understands besides the desktop's verbs, which it passes on: all but attach,
/// detach and desktop.
/// </summary>
public static class LauncherVerbs
{
    public static readonly ControlVerb<Nothing, DaemonStatus> Status = new("status", ControlJson.Default.Nothing, ControlJson.Default.DaemonStatus);
    public static readonly ControlVerb<Nothing, GuestList> Guests = new("guests", ControlJson.Default.Nothing, ControlJson.Default.GuestList);
    public static readonly ControlVerb<AppsArguments, AppList> Apps = new("apps", ControlJson.Default.AppsArguments, ControlJson.Default.AppList);
    public static readonly ControlVerb<RunArguments, RunStarted> Run = new("run", ControlJson.Default.RunArguments, ControlJson.Default.RunStarted);
    public static readonly ControlVerb<StopAppArguments, Nothing> StopApp = new("stop-app", ControlJson.Default.StopAppArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<TerminalArguments, TerminalPlace> Terminal = new("terminal", ControlJson.Default.TerminalArguments, ControlJson.Default.TerminalPlace);
    public static readonly ControlVerb<OpenArguments, OpenedFileInfo> Open = new("open", ControlJson.Default.OpenArguments, ControlJson.Default.OpenedFileInfo);
    public static readonly ControlVerb<Nothing, OpenedFileList> OpenedFiles = new("opened-files", ControlJson.Default.Nothing, ControlJson.Default.OpenedFileList);
    public static readonly ControlVerb<FileProgressArguments, FileProgress> FileProgress = new("file-progress", ControlJson.Default.FileProgressArguments, ControlJson.Default.FileProgress);
    public static readonly ControlVerb<GuestArguments, GuestInfo> GuestStart = new("guest-start", ControlJson.Default.GuestArguments, ControlJson.Default.GuestInfo);
    public static readonly ControlVerb<GuestArguments, GuestInfo> GuestStop = new("guest-stop", ControlJson.Default.GuestArguments, ControlJson.Default.GuestInfo);
    public static readonly ControlVerb<GuestArguments, GuestInfo> GuestPause = new("guest-pause", ControlJson.Default.GuestArguments, ControlJson.Default.GuestInfo);
    public static readonly ControlVerb<GuestArguments, GuestInfo> GuestResume = new("guest-resume", ControlJson.Default.GuestArguments, ControlJson.Default.GuestInfo);
    public static readonly ControlVerb<ProgressArguments, GuestProgress> GuestProgress = new("guest-progress", ControlJson.Default.ProgressArguments, ControlJson.Default.GuestProgress);
    public static readonly ControlVerb<ConsoleArguments, ConsoleShown> Console = new("console", ControlJson.Default.ConsoleArguments, ControlJson.Default.ConsoleShown);
    public static readonly ControlVerb<DesktopsArguments, DesktopList> Desktops = new("desktops", ControlJson.Default.DesktopsArguments, ControlJson.Default.DesktopList);
    public static readonly ControlVerb<Nothing, GpuServerList> Gpus = new("gpus", ControlJson.Default.Nothing, ControlJson.Default.GpuServerList);
    public static readonly ControlVerb<Nothing, Nothing> Stop = new("stop", ControlJson.Default.Nothing, ControlJson.Default.Nothing);
}
