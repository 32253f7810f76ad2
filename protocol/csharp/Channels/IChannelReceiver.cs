// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>Called on the loop's thread.</summary>
public interface IChannelReceiver
{
    /// <summary>A <see cref="ProtocolException"/> thrown here closes the channel with its message as the reason.</summary>
    void Received(Channel channel, in MessageView message);

    /// <summary>Once, at the end of the turn in which the channel closed; never from within Send or Close. Not after Dispose.</summary>
    void Closed(Channel channel, string reason);
}
