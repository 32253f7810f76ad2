// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Terminals;

/// <summary>One of a program's outputs: a pipe, a pty's master, or a socket. It is read only as far as somebody has said that it may come.</summary>
internal sealed class TerminalOutput : IDisposable
{
    private readonly FileDescriptor _descriptor;
    private readonly Watch _watch;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="descriptor">Non-blocking, ours from here on.</param>
    /// <param name="channel">What it is to the other side.</param>
    /// <param name="ready">There is something to read.</param>
    public TerminalOutput(EventLoop loop, FileDescriptor descriptor, TerminalChannel channel, Action<TerminalOutput> ready)
    {
        (_descriptor, Channel) = (descriptor, channel);
        _watch = loop.Add(descriptor, Interest.Read, _ => ready(this));
    }

    public TerminalChannel Channel { get; }

    public bool HasEnded { get; private set; }

    /// <summary>Without a window left there is nobody to read for.</summary>
    public bool IsRead
    {
        set
        {
            if (!HasEnded) _watch.Interest = value ? Interest.Read : Interest.None;
        }
    }

    /// <summary>Fills as much as there is now. A pty gives at most 4 KiB at a time.</summary>
    public int Read(Span<byte> into)
    {
        var count = 0;
        try
        {
            while (count < into.Length && !HasEnded && _descriptor.Read(into[count..]) is { } read)
            {
                count += read;
                HasEnded = read == 0;
            }
        }
        catch (LinuxException e) when (e.Errno is Errno.EIO or Errno.ECONNRESET)
        {
            HasEnded = true; // The terminal's other end is closed by all who had it open; a socket's, with bytes of ours unread.
        }
        if (HasEnded) Dispose();
        return count;
    }

    public void Dispose()
    {
        HasEnded = true;
        _watch.Dispose();
        _descriptor.Dispose();
    }
}
