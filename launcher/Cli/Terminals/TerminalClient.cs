// SPDX-License-Identifier: Apache-2.0
// One terminal stream from our side: what we read goes to the guest as far as its window allows; what comes is written, and only then
// credited. On the loop's thread; reading and writing have threads of their own.
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Cli.Terminals;

internal sealed class TerminalClient : ISessionReceiver, IDisposable
{
    private const uint Stream = 1;

    /// <summary>A quarter of the window, so that the guest never runs dry while we write.</summary>
    private const int CreditBytes = ProtocolLimits.TerminalWindowBytes / 4;

    private const int SigPipe = 13;

    private readonly EventLoop _loop;
    private readonly OpenTerminal _open;
    private readonly StandardStreams _standard;
    private readonly SessionConnector _connector;
    private readonly InputThread _input;
    private readonly OutputThread _output;
    private readonly OutputThread _error;
    private readonly HashSet<int> _signals = [];
    private int _window = ProtocolLimits.TerminalWindowBytes;
    private int _credit;
    private bool _isReading;
    private bool _inputEnded;
    private bool _isOpened;
    private int? _exitCode;

    public TerminalClient(EventLoop loop, string socket, OpenTerminal open, StandardStreams standard)
    {
        (_loop, _open, _standard) = (loop, open with { Stream = Stream }, standard);
        _input = new InputThread(loop, standard.Input, Read);
        _output = new OutputThread(loop, standard.Output, Written, Broken);
        _error = new OutputThread(loop, standard.Error, Written, Broken);
        _connector = new SessionConnector(loop, socket, new SessionIdentity(Role.Terminal, "terminal"), this) { Failing = Fail };
    }

    /// <summary>The command's, once the loop has stopped; null when there is a <see cref="Failure"/>.</summary>
    public int? ExitCode => Failure is null ? _exitCode : null;

    /// <summary>Why it could not be run to its end, in words.</summary>
    public string? Failure { get; private set; }

    private bool IsOnTerminal => _open.Flags.HasFlag(TerminalFlags.Pty);

    public void Start() => _connector.Start();

    /// <summary>Our own terminal has another size.</summary>
    public void Resized()
    {
        if (!_isOpened || !IsOnTerminal || _standard.Device is not { } device) return;
        var (columns, rows) = device.Size;
        _connector.Session?.Send(new TerminalResized(Stream, columns, rows));
    }

    /// <summary>
    /// Somebody signalled us. On pipes the command is meant, once; on a terminal, where keys are passed on as they are, it is we who
    /// shall end.
    /// </summary>
    public void Signalled(int signal)
    {
        const int hangUp = 1;
        if (_isOpened && !IsOnTerminal && signal != hangUp && _signals.Add(signal)) _connector.Session?.Send(new TerminalSignal(Stream, signal));
        else HangUp(Cli.ExitCode.OfSignal(signal));
    }

    public void Dispose() => _connector.Dispose();

    void ISessionReceiver.Opened(Session session) => session.Send(_open);

    void ISessionReceiver.Received(Session session, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.TerminalOpened:
                message.Read<TerminalOpened>();
                Opened();
                break;
            case MessageType.TerminalData:
                var data = message.Read<TerminalData>();
                (data.Channel == TerminalChannel.Error ? _error : _output).Write(data.Data.Span);
                break;
            case MessageType.TerminalCredit:
                _window += message.Read<TerminalCredit>().Bytes;
                ReadMore();
                break;
            case MessageType.TerminalExited:
                var exited = message.Read<TerminalExited>();
                _exitCode = exited.Signal == 0 ? exited.ExitCode : Cli.ExitCode.OfSignal(exited.Signal);
                EndWhenWritten();
                break;
            case MessageType.TerminalFailed:
                Fail(message.Read<TerminalFailed>().Reason);
                break;
            default:
                throw new ProtocolException($"{message.Type} is not for a terminal");
        }
    }

    void ISessionReceiver.Closed(Session session, string reason) => Fail($"the guest's bridge {reason}");

    private void Opened()
    {
        _isOpened = true;
        if (IsOnTerminal) _standard.Device?.MakeRaw();
        // It may have changed since it was asked for.
        Resized();
        ReadMore();
    }

    private void ReadMore()
    {
        if (!_isOpened || _isReading || _inputEnded || _window == 0) return;
        _isReading = true;
        _input.Read(_window);
    }

    private void Read(ReadOnlyMemory<byte> data)
    {
        _isReading = false;
        _inputEnded = data.Length == 0;
        _window -= data.Length;
        _connector.Session?.Send(new TerminalData(Stream, TerminalChannel.Input, data));
        ReadMore();
    }

    private void Written(int bytes)
    {
        _credit += bytes;
        if (_credit >= CreditBytes && _exitCode is null)
        {
            _connector.Session?.Send(new TerminalCredit(Stream, _credit));
            _credit = 0;
        }
        EndWhenWritten();
    }

    /// <summary>As after `… | head`: a program on this machine would have been ended by its next write.</summary>
    private void Broken() => HangUp(Cli.ExitCode.OfSignal(SigPipe));

    private void HangUp(int exitCode)
    {
        _exitCode ??= exitCode;
        _connector.Session?.Send(new CloseTerminal(Stream));
        _connector.Session?.Close("the terminal is closed");
        _loop.Stop();
    }

    private void EndWhenWritten()
    {
        if (_exitCode is not null && _output.IsEmpty && _error.IsEmpty) _loop.Stop();
    }

    private void Fail(string reason)
    {
        // Our own farewell, or the bridge's after the command has ended, is none.
        if (_exitCode is null) Failure ??= reason;
        _loop.Stop();
    }
}
