// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Cli.Terminals;

/// <summary>
/// Reads our standard input on a thread of its own: it may be a file, which no loop can wait for, or a terminal that others share,
/// which must not be made non-blocking. It reads only when it is asked to, so nothing piles up here.
/// </summary>
internal sealed class InputThread
{
    private readonly EventLoop _loop;
    private readonly FileDescriptor _input;
    private readonly Action<ReadOnlyMemory<byte>> _read;
    private readonly object _turn = new();
    private readonly byte[] _buffer = new byte[ProtocolLimits.TerminalDataBytes];
    private int _most;

    /// <param name="loop">Where <paramref name="read"/> is called.</param>
    /// <param name="input">Stays the caller's.</param>
    /// <param name="read">What came, valid during the call; nothing is the end.</param>
    public InputThread(EventLoop loop, FileDescriptor input, Action<ReadOnlyMemory<byte>> read)
    {
        (_loop, _input, _read) = (loop, input, read);
        // In the background: a read that nobody ends must not keep the process.
        new Thread(Run) { IsBackground = true, Name = "standard input" }.Start();
    }

    /// <summary>Once; again after the answer.</summary>
    public void Read(int most)
    {
        lock (_turn)
        {
            _most = Math.Min(most, _buffer.Length);
            Monitor.Pulse(_turn);
        }
    }

    private void Run()
    {
        while (true)
        {
            int most;
            lock (_turn)
            {
                while (_most == 0) Monitor.Wait(_turn);
                (most, _most) = (_most, 0);
            }
            var count = ReadNow(most);
            _loop.Post(() => _read(_buffer.AsMemory(0, count)));
            if (count == 0) return;
        }
    }

    private int ReadNow(int most)
    {
        try
        {
            while (true)
            {
                if (_input.Read(_buffer.AsSpan(0, most)) is { } count) return count;
                // Whoever started us made it non-blocking.
                _input.Await(Interest.Read);
            }
        }
        catch (LinuxException)
        {
            // A terminal that hung up, or a standard input that was never open.
            return 0;
        }
    }
}
