// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Cli.Terminals;

/// <summary>
/// Writes our standard output or error on a thread of its own (see <see cref="InputThread"/> for why). What waits is never more than
/// a stream's window, because credit is given only for what was written.
/// </summary>
internal sealed class OutputThread
{
    private readonly EventLoop _loop;
    private readonly FileDescriptor _output;
    private readonly Action<int> _written;
    private readonly Action _broken;
    private readonly object _turn = new();
    private readonly byte[] _ring = new byte[ProtocolLimits.TerminalWindowBytes];
    private readonly Action _tell;
    private int _start;
    private int _count;
    private int _untold;
    private bool _isBroken;

    /// <param name="loop">Where the two are called.</param>
    /// <param name="output">Stays the caller's.</param>
    /// <param name="written">So many bytes are out (or can never get out).</param>
    /// <param name="broken">Called once: nobody reads any more.</param>
    public OutputThread(EventLoop loop, FileDescriptor output, Action<int> written, Action broken)
    {
        (_loop, _output, _written, _broken) = (loop, output, written, broken);
        _tell = Tell;
        new Thread(Run) { IsBackground = true, Name = "standard output" }.Start();
    }

    /// <summary>Nothing waits to be written.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_turn) return _count == 0;
        }
    }

    /// <exception cref="ProtocolException">More than the window has room for.</exception>
    public void Write(ReadOnlySpan<byte> data)
    {
        lock (_turn)
        {
            if (data.Length > _ring.Length - _count) throw new ProtocolException("output of a terminal over its window");
            var end = (_start + _count) % _ring.Length;
            var first = Math.Min(data.Length, _ring.Length - end);
            data[..first].CopyTo(_ring.AsSpan(end));
            data[first..].CopyTo(_ring);
            _count += data.Length;
            Monitor.Pulse(_turn);
        }
    }

    private void Run()
    {
        while (true)
        {
            ReadOnlyMemory<byte> next;
            lock (_turn)
            {
                while (_count == 0) Monitor.Wait(_turn);
                next = _ring.AsMemory(_start, Math.Min(_count, _ring.Length - _start));
            }
            var written = WriteNow(next.Span);
            lock (_turn)
            {
                _start = (_start + written) % _ring.Length;
                _count -= written;
            }
            if (Interlocked.Add(ref _untold, written) == written) _loop.Post(_tell);
        }
    }

    private int WriteNow(ReadOnlySpan<byte> data)
    {
        if (_isBroken) return data.Length;
        try
        {
            while (true)
            {
                if (_output.Write(data) is { } count) return count;
                _output.Await(Interest.Write);
            }
        }
        catch (LinuxException)
        {
            _isBroken = true;
            _loop.Post(_broken);
            return data.Length;
        }
    }

    private void Tell() => _written(Interlocked.Exchange(ref _untold, 0));
}
