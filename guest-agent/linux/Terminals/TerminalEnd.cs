// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux.Apps;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Terminals;

/// <summary>What a stream knows of the world: by which number it goes, where its messages go, and how its program is signalled.</summary>
internal sealed class TerminalEnd(uint stream, IAppMessages messages, byte[] chunk)
{
    public uint Stream => stream;

    /// <summary>Where outputs are read into; one for all streams, for a message is written at once.</summary>
    public byte[] Chunk => chunk;

    /// <summary>Called once, when the program has ended and all of it was sent.</summary>
    public required Action<ChildExit> Over { get; init; }

    public required Action<ChildProcess, int> Kill { get; init; }

    /// <summary>The session in which the stream was opened is gone; its number means nothing in the next one.</summary>
    public bool IsForgotten { get; set; }

    public void Send<T>(in T message)
        where T : struct, IMessage<T>
    {
        if (!IsForgotten) messages.Send(message);
    }
}
