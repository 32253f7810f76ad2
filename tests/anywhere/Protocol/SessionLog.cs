// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Tests.Anywhere.Protocol;

/// <summary>Writes down what happens to its sessions.</summary>
internal sealed class SessionLog : ISessionReceiver
{
    public delegate void MessageSeen(ref readonly MessageView message);

    public List<string> Lines { get; } = [];

    public Session? Session { get; private set; }

    public MessageSeen? OnReceived { get; set; }

    public void Opened(Session session)
    {
        Session = session;
        Lines.Add($"opened by {session.Peer.Role} '{session.Peer.Name}' {session.Peer.Version}");
    }

    public void Received(Session session, in MessageView message)
    {
        Lines.Add(MessageKinds.Find(message.Type)?.Describe(message.Payload.ToArray()) ?? $"{message.Type} malformed");
        OnReceived?.Invoke(in message);
    }

    public void Closed(Session session, string reason) => Lines.Add($"closed: {reason}");
}
