// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Apps;

/// <summary>Where the apps' messages go: the session with the bridge. Without a session they are lost, which harms nobody.</summary>
public interface IAppMessages
{
    /// <summary>What the bulk channel still holds; icons wait while it is much.</summary>
    long QueuedBytes { get; }

    void Send<T>(in T message)
        where T : struct, IMessage<T>;
}
