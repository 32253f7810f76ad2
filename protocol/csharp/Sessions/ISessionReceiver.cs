// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>Whose session it is; called on the loop's thread.</summary>
public interface ISessionReceiver
{
    /// <summary>Both channels stand; from here on messages may be sent.</summary>
    void Opened(Session session);

    /// <summary>A <see cref="ProtocolException"/> thrown here closes the session with its message as the reason.</summary>
    void Received(Session session, in MessageView message);

    /// <summary>Once, at the end of the turn; also when the session never opened. Not after Dispose.</summary>
    void Closed(Session session, string reason);
}

/// <summary>Decides who may have a session: the listening side's owner.</summary>
public interface ISessionAcceptor
{
    /// <summary>Who shall have the session, or null and the refusal. The version is checked already.</summary>
    ISessionReceiver? Admit(in Hello hello, Linux.PeerCredentials peer, out Refused refusal);
}
