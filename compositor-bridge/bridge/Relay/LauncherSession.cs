// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>A launcher asks for apps, and for nothing else.</summary>
internal sealed class LauncherSession(GuestRelay relay) : ISessionReceiver
{
    public Session? Session { get; private set; }

    void ISessionReceiver.Opened(Session session)
    {
        Session = session;
        relay.LauncherOpened(session);
    }

    void ISessionReceiver.Received(Session session, in MessageView message)
    {
        if (message.Type == MessageType.Pong)
            message.Read<Pong>();
        else
            relay.ReceiveAppRequest(session, message);
    }

    void ISessionReceiver.Closed(Session session, string reason) => relay.LauncherClosed(this, session, reason);
}
