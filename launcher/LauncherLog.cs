// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace Seamless.Launcher;

/// <summary>Everything the daemon can say. Error: a bug of ours; Warning: bad but possible; Information: a user would keep it on.</summary>
internal static partial class LauncherLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Daemon {Version} started as process {ProcessId}, sockets in {Folder}")]
    public static partial void DaemonStarted(this ILogger log, string version, int processId, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "Daemon stops: {Reason}")]
    public static partial void DaemonStops(this ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Program} (process {ProcessId}) outlived an earlier daemon; it is ended")]
    public static partial void LeftoverEnded(this ILogger log, string program, int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Owner}: {Program} started as process {ProcessId}")]
    public static partial void ProcessStarted(this ILogger log, string owner, string program, int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Owner}: {Program}, process {ProcessId}, outlived an earlier daemon and is looked after again")]
    public static partial void ProcessAdopted(this ILogger log, string owner, string program, int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Owner}: {Program} stopped")]
    public static partial void ProcessStopped(this ILogger log, string owner, string program);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Owner}: {Program} ended by itself ({Ending}); started again in {Milliseconds} ms")]
    public static partial void ProcessEnded(this ILogger log, string owner, string program, string ending, int milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Owner}: {Program} cannot be started: {Reason}; tried again in {Milliseconds} ms")]
    public static partial void ProcessNotStarted(this ILogger log, string owner, string program, string reason, int milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Owner}: {Program} did not end in time and was killed")]
    public static partial void ProcessKilled(this ILogger log, string owner, string program);

    /// <summary>A line that one of our programs printed, at the level that it starts with.</summary>
    [LoggerMessage(Message = "{Owner}: {Program}: {Line}")]
    public static partial void ProcessSaid(this ILogger log, LogLevel level, string owner, string program, string line);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guest '{Guest}' is ready: {Apps} apps")]
    public static partial void GuestReady(this ILogger log, string guest, int apps);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guest '{Guest}': connected to its bridge")]
    public static partial void BridgeConnected(this ILogger log, string guest);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guest '{Guest}': bridge not reachable, trying again: {Reason}")]
    public static partial void BridgeUnreachable(this ILogger log, string guest, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Guest '{Guest}': connection to its bridge closed: {Reason}")]
    public static partial void BridgeLost(this ILogger log, string guest, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guest '{Guest}': {App} started as instance {Instance}, process {ProcessId}")]
    public static partial void AppStarted(this ILogger log, string guest, string app, uint instance, int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guest '{Guest}': {App} instance {Instance} {Ending}")]
    public static partial void AppEnded(this ILogger log, string guest, string app, uint instance, string ending);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guest '{Guest}': {File} is open in instance {Instance}")]
    public static partial void FileOpened(this ILogger log, string guest, string file, uint instance);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guest '{Guest}': {File} was open with an earlier daemon, and goes on")]
    public static partial void FileGoesOn(this ILogger log, string guest, string file);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guest '{Guest}': version {Version} is stored as {File}")]
    public static partial void FileStored(this ILogger log, string guest, string file, uint version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Guest '{Guest}': {File} was changed meanwhile; what was saved in the guest is {Kept}")]
    public static partial void FileKept(this ILogger log, string guest, string file, string kept);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guest '{Guest}': {File} is closed")]
    public static partial void FileClosed(this ILogger log, string guest, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Guest '{Guest}': {File}: {Reason}")]
    public static partial void FileTrouble(this ILogger log, string guest, string file, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Guest '{Guest}': {App} did not start: {Reason}")]
    public static partial void AppFailed(this ILogger log, string guest, string app, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Desktop '{Desktop}': connected")]
    public static partial void DesktopConnected(this ILogger log, string desktop);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Desktop '{Desktop}': connection closed: {Reason}")]
    public static partial void DesktopLost(this ILogger log, string desktop, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Desktop '{Desktop}' does not show guest '{Guest}': {Reason}")]
    public static partial void GuestNotAttached(this ILogger log, string desktop, string guest, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Control connection refused: it comes from user {User}")]
    public static partial void StrangerRefused(this ILogger log, uint user);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Control connection refused: {Count} are open already")]
    public static partial void TooManyConnections(this ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Control connection closed: {Reason}")]
    public static partial void ControlClosed(this ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Control connection ended: {Reason}")]
    public static partial void ControlEnded(this ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Control request '{Verb}' failed: {Reason}")]
    public static partial void RequestFailed(this ILogger log, string verb, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Control request '{Verb}' met a bug")]
    public static partial void RequestBug(this ILogger log, Exception bug, string verb);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guest '{Guest}': {Progress}")]
    public static partial void GuestProgress(this ILogger log, string guest, string progress);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Guest '{Guest}': {Problem}")]
    public static partial void GuestTrouble(this ILogger log, string guest, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guest '{Guest}': what is done in its console does not reach it (yet): {Reason}")]
    public static partial void InputRefused(this ILogger log, string guest, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The console's text in {File} cannot be kept: {Reason}")]
    public static partial void ConsoleNotKept(this ILogger log, string file, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Desktop '{Desktop}': its door is open at {Where}")]
    public static partial void DoorOpened(this ILogger log, string desktop, string where);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Desktop '{Desktop}': {Problem}")]
    public static partial void DoorTrouble(this ILogger log, string desktop, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Desktop door: connection closed: {Reason}")]
    public static partial void DoorRefused(this ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Desktop '{Desktop}': came in")]
    public static partial void DesktopCame(this ILogger log, string desktop);

    [LoggerMessage(Level = LogLevel.Information, Message = "Desktop '{Desktop}': a program of it draws on {Gpu}")]
    public static partial void GpuGiven(this ILogger log, string desktop, string gpu);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Desktop '{Desktop}': may not use {Gpu} (seamless gpu allow)")]
    public static partial void GpuDenied(this ILogger log, string desktop, string gpu);

    [LoggerMessage(Level = LogLevel.Information, Message = "Desktop '{Desktop}': left: {Reason}")]
    public static partial void DesktopLeft(this ILogger log, string desktop, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guests are shown on desktop '{Desktop}'")]
    public static partial void ShownOn(this ILogger log, string desktop);
}
