// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux;

namespace Seamless.Agent.Linux.Apps;

/// <summary>
/// What an app writes to its standard output and error, line by line into our log with the app's name. Bounded in the length of
/// a line, in lines a second, and in bytes a turn; an app can neither fill the disk nor hold up the loop with words.
/// </summary>
internal sealed class AppOutput : IDisposable
{
    private readonly EventLoop _loop;
    private readonly string _app;
    private readonly FileDescriptor _pipe;
    private readonly Watch _watch;
    private readonly LoopTimer _rest;
    private readonly byte[] _line = new byte[LaunchLimits.OutputLineBytes];
    private int _length;
    private double _allowance = LaunchLimits.OutputLines;
    private long _lastNanoseconds;
    private long _leftOut;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="app">Its name in the log.</param>
    /// <param name="pipe">The reading end, ours from here on.</param>
    public AppOutput(EventLoop loop, string app, FileDescriptor pipe)
    {
        (_loop, _app, _pipe) = (loop, app, pipe);
        _lastNanoseconds = loop.NowNanoseconds;
        pipe.SetNonBlocking();
        _rest = loop.CreateTimer(() => _watch!.Interest = Interest.Read);
        _watch = loop.Add(pipe, Interest.Read, _ => Read());
    }

    public void Dispose()
    {
        // The last words of an app that died are often the interesting ones.
        Read();
        EndLine();
        TellLeftOut();
        _rest.Dispose();
        _watch.Dispose();
        _pipe.Dispose();
    }

    private void Read()
    {
        Span<byte> chunk = stackalloc byte[4096];
        for (var bytes = 0; bytes < LaunchLimits.OutputBytesPerTurn;)
        {
            if (_pipe.Read(chunk) is not { } count) return;
            if (count == 0)
            {
                _watch.Interest = Interest.None;
                return;
            }
            foreach (var each in chunk[..count])
            {
                if (each == (byte)'\n') EndLine();
                else if (_length < _line.Length) _line[_length++] = each;
            }
            bytes += count;
        }
        _watch.Interest = Interest.None;
        _rest.Start(LaunchLimits.OutputRest);
    }

    private void EndLine()
    {
        var line = _line.AsSpan(0, _length).TrimEnd(" \t\r"u8);
        _length = 0;
        if (line.IsEmpty) return;
        if (!IsAllowed())
        {
            _leftOut++;
            return;
        }
        TellLeftOut();
        // Escape sequences belong to terminals; in a log they could rewrite other lines.
        foreach (ref var each in line)
            if (each is < 32 and not (byte)'\t' or 127) each = (byte)'?';
        AppsLog.Said(_app, Encoding.UTF8.GetString(line));
    }

    private bool IsAllowed()
    {
        var now = _loop.NowNanoseconds;
        _allowance = Math.Min(LaunchLimits.OutputLines, _allowance + ((now - _lastNanoseconds) / 1e9 * LaunchLimits.OutputLinesPerSecond));
        _lastNanoseconds = now;
        if (_allowance < 1) return false;
        _allowance--;
        return true;
    }

    private void TellLeftOut()
    {
        if (_leftOut > 0) AppsLog.SaidMore(_app, _leftOut);
        _leftOut = 0;
    }
}
