// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>
/// The peer broke the protocol. Thrown while a message is handled, it closes that peer's session with the message as
/// the reason, and nothing else.
/// </summary>
public sealed class ProtocolException : Exception
{
    public ProtocolException(string message)
        : base(message)
    {
    }

    public ProtocolException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public ProtocolException()
    {
    }
}
