// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.Extensions.Logging;
using Seamless.Linux;

namespace Seamless.Launcher.Guests;

/// <summary>A child's standard error, line by line. Our programs start each with its level: "warn guest 'local': …".</summary>
internal sealed class OutputLines : IDisposable
{
    private readonly FileDescriptor _pipe;
    private readonly Watch _watch;
    private readonly Action<LogLevel, string> _said;
    private readonly byte[] _line = new byte[LauncherLimits.OutputLineBytes];
    private int _length;

    public OutputLines(EventLoop loop, FileDescriptor pipe, Action<LogLevel, string> said)
    {
        _pipe = pipe;
        _said = said;
        pipe.SetNonBlocking();
        _watch = loop.Add(pipe, Interest.Read, _ => Read());
    }

    /// <summary>Tells the whole lines that are there now.</summary>
    public void Drain() => Read();

    /// <summary>The same and the last line when it has no end: for a child that has just died.</summary>
    public void Finish()
    {
        Read();
        if (_length > 0)
            Tell();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _pipe.Dispose();
    }

    private void Read()
    {
        Span<byte> chunk = stackalloc byte[4096];
        // Bounded, so that a child that floods its log cannot keep the loop from the others.
        for (var chunks = 0; chunks < 16 && !_pipe.IsClosed; chunks++)
        {
            if (_pipe.Read(chunk) is not { } count)
                return;
            if (count == 0)
            {
                _watch.Interest = Interest.None;
                return;
            }
            foreach (var each in chunk[..count])
                Take(each);
        }
    }

    private void Take(byte each)
    {
        if (each == (byte)'\n')
            Tell();
        else if (_length < _line.Length)
            _line[_length++] = each;
    }

    private void Tell()
    {
        var text = Encoding.UTF8.GetString(_line, 0, _length).TrimEnd();
        _length = 0;
        if (text.Length == 0)
            return;
        var (level, rest) = Split(text);
        _said(level, rest);
    }

    /// <summary>A line without a level (a library's message, a stack trace) is worth a warning: our programs do not talk like that.</summary>
    internal static (LogLevel Level, string Text) Split(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return (space < 0 ? line : line[..space]) switch
        {
            "error" when space > 0 => (LogLevel.Error, line[(space + 1)..]),
            "warn" when space > 0 => (LogLevel.Warning, line[(space + 1)..]),
            "info" when space > 0 => (LogLevel.Information, line[(space + 1)..]),
            "debug" when space > 0 => (LogLevel.Debug, line[(space + 1)..]),
            "trace" when space > 0 => (LogLevel.Trace, line[(space + 1)..]),
            _ => (LogLevel.Warning, line),
        };
    }
}
