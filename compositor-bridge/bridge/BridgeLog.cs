// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>
/// Everything the bridge says, one line each, "level message", for the launcher that reads its stderr. A warning is something bad that a
/// peer did or that befell us and that was dealt with; an error ends the process.
/// </summary>
internal sealed class BridgeLog(TextWriter output, string guest)
{
    public void Listening(string guestSide, string desktopSocket) => Say("info", $"guest '{guest}': agent at {guestSide}, listening on {desktopSocket}");

    public void CannotStart(string reason) => Say("error", $"guest '{guest}': {reason}");

    public void GuestConnected(string agent) => Say("info", $"guest '{guest}': agent {agent} connected");

    public void GuestDisconnected() => Say("info", $"guest '{guest}': agent disconnected");

    /// <summary>The reason names the message and what was wrong with it.</summary>
    public void GuestClosed(string reason) => Say("warn", $"guest '{guest}': session closed: {reason}");

    public void GpuConnected(int pid) => Say("info", $"guest '{guest}': a virtual machine (pid {pid}) connected to the GPU");

    public void GpuDisconnected() => Say("info", $"guest '{guest}': the virtual machine left the GPU");

    /// <summary>Breaking the rules costs the guest its GPU until the machine starts anew; windows go on without it.</summary>
    public void GpuClosed(string reason) => Say("warn", $"guest '{guest}': the GPU is off until the machine restarts: {reason}");

    public void FrameMemoryLost(uint memory) =>
        Say("warn", $"guest '{guest}': frame memory {memory} cannot be read: the guest destroyed what it lay in; its frames are answered unseen");

    public void DesktopConnected(string name) => Say("info", $"guest '{guest}': desktop '{name}' connected");

    public void DesktopDisconnected() => Say("info", $"guest '{guest}': desktop disconnected");

    public void DesktopClosed(string reason) => Say("warn", $"guest '{guest}': desktop session closed: {reason}");

    public void LauncherClosed(string reason) => Say("warn", $"guest '{guest}': launcher session closed: {reason}");

    public void TerminalClosed(string reason) => Say("warn", $"guest '{guest}': terminal session closed: {reason}");

    public void Refused(string peer, string reason) => Say("warn", $"guest '{guest}': connection of {peer} refused: {reason}");

    public void Stopping() => Say("info", $"guest '{guest}': stopping");

    private void Say(string level, string message) => output.WriteLine($"{level} {message}");
}
