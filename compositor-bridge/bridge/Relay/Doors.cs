// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>Who may come in on the guest's side: one agent.</summary>
internal sealed class GuestDoor(GuestRelay relay) : ISessionAcceptor
{
    public ISessionReceiver? Admit(in Hello hello, PeerCredentials peer, out Refused refusal)
    {
        var usable = relay.Usable;
        refusal = default;
        if (!Doors.IsOurUser(peer, ref refusal))
            return null;
        if (hello.Role != Role.Guest)
            refusal = new Refused(RefusalCode.Role, $"this socket is for guests, not for a {hello.Role}; desktops and launchers have their own");
        else if (relay.Guest != null)
            refusal = new Refused(RefusalCode.Busy, "an agent of this guest is connected already");
        else if ((hello.FrameMemories & usable) == 0)
            refusal = new Refused(RefusalCode.NotAllowed, $"this bridge takes frames as {usable}, the agent offers {hello.FrameMemories}");
        else
            return relay.AdmitGuest(hello.FrameMemories & usable);
        return null;
    }
}

/// <summary>Who may come in on the desktop's socket: one desktop, a few launchers, and terminals.</summary>
internal sealed class DesktopDoor(GuestRelay relay) : ISessionAcceptor
{
    public ISessionReceiver? Admit(in Hello hello, PeerCredentials peer, out Refused refusal)
    {
        refusal = default;
        if (!Doors.IsOurUser(peer, ref refusal))
            return null;
        switch (hello.Role)
        {
            case Role.Desktop when relay.Desktop != null:
                refusal = new Refused(RefusalCode.Busy, "a desktop is connected already");
                return null;
            case Role.Desktop when !Doors.CanSee(hello):
                refusal = new Refused(
                    RefusalCode.NotAllowed,
                    $"this bridge passes frames as SharedFd where handles travel, and else Inline; the desktop takes {hello.FrameMemories} with {hello.Capabilities}");
                return null;
            case Role.Desktop:
                return relay.AdmitDesktop();
            case Role.Launcher when relay.AdmitLauncher() is { } launcher:
                return launcher;
            case Role.Launcher:
                refusal = new Refused(RefusalCode.Busy, $"{ProtocolLimits.Launchers} launchers are connected already");
                return null;
            case Role.Terminal when relay.AdmitTerminal() is { } terminal:
                return terminal;
            case Role.Terminal:
                refusal = new Refused(RefusalCode.Busy, $"{ProtocolLimits.TerminalStreams} terminals of this guest are open already; end one of them first");
                return null;
            default:
                refusal = new Refused(RefusalCode.Role, $"this socket is for desktops, launchers and terminals, not for a {hello.Role}");
                return null;
        }
    }
}

internal static class Doors
{
    /// <summary>There is a way for frames to get to that desktop.</summary>
    public static bool CanSee(in Hello desktop) => desktop.FrameMemories.HasFlag(FrameMemoryKinds.Inline)
        || (desktop.FrameMemories.HasFlag(FrameMemoryKinds.SharedFd) && desktop.Capabilities.HasFlag(Capabilities.Handles));

    /// <summary>The sockets' mode keeps others out already; this holds should somebody widen it.</summary>
    public static bool IsOurUser(PeerCredentials peer, ref Refused refusal)
    {
        if (peer.Uid == CurrentUser.Id || peer.Uid == 0)
            return true;
        refusal = new Refused(RefusalCode.NotAllowed, $"user {peer.Uid} may not connect; the bridge runs for user {CurrentUser.Id}");
        return false;
    }
}
