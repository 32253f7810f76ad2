// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Linux.Programs;

/// <summary>A person who has started a program on a terminal: sees what it shows, types, makes the window larger.</summary>
internal sealed class PersonAtTerminal : IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly PseudoTerminal _terminal = PseudoTerminal.Open(100, 30);
    private readonly Watch _watch;
    private readonly ChildProcess _program;
    private readonly StringBuilder _seen = new();

    public PersonAtTerminal(SeamlessCommand seamless, params string[] command)
    {
        var environment = seamless.Environment();
        environment["TERM"] = "xterm-256color";
        _program = ChildProcess.Start(_loop, new ChildProcessOptions(command[0], command[1..]) { Terminal = _terminal.Path, Environment = environment });
        _watch = _loop.Add(_terminal.Master, Interest.Read, _ => Read());
    }

    public string Seen => _seen.ToString();

    public void Type(string keys) => _ = _terminal.Master.Write(Encoding.UTF8.GetBytes(keys));

    public void Resize(int columns, int rows) => _terminal.Resize(columns, rows);

    public void Signal(int signal) => _program.Kill(signal);

    public void Await(string text) => _loop.Until(() => Seen.Contains(text, StringComparison.Ordinal), () => Seen);

    public int AwaitExit()
    {
        _loop.Until(() => _program.Exit is not null, () => Seen);
        Read();
        return _program.Exit!.Value.Code;
    }

    public void Dispose()
    {
        _program.Kill();
        _program.Dispose();
        _watch.Dispose();
        _terminal.Dispose();
        _loop.Dispose();
    }

    private void Read()
    {
        var bytes = new byte[4096];
        try
        {
            while (_terminal.Master.Read(bytes) is { } count and > 0) _seen.Append(Encoding.UTF8.GetString(bytes, 0, count));
        }
        catch (LinuxException)
        {
            _watch.Interest = Interest.None; // Nobody has the other end open any more.
        }
    }
}
