// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>A part of the agent that talks with the desktop: windows, seat, apps. Called on the loop's thread.</summary>
public interface IBridgeReceiver
{
    /// <summary>
    /// A message of a group this part registered for. One of a type that it does not know, or that makes no sense (a window that has
    /// gone meanwhile), it ignores; a <see cref="ProtocolException"/> closes the session.
    /// </summary>
    void Received(in MessageView message);

    /// <summary>A session stands; whoever has asked for nothing yet, and may not be there yet, is told what is known by its key.</summary>
    void Opened()
    {
    }

    /// <summary>A desktop looks on that knows nothing: send all state again. Comes after the outputs and the keyboard layout.</summary>
    void Resync();

    /// <summary>Nobody listens any more: whatever the desktop held (keys, grabs, frames) is as if it had let go.</summary>
    void Lost();
}
