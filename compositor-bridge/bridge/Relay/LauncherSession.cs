// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>A launcher asks for apps, and opens files in them.</summary>
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
        else if (MessageKinds.Find(message.Type)!.Group == MessageGroup.Files)
            relay.Files.Receive(session, message);
        else
            relay.ReceiveAppRequest(session, message);
    }

    void ISessionReceiver.Closed(Session session, string reason) => relay.LauncherClosed(this, session, reason);
}
