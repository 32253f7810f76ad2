// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>A terminal that relies on everything that the protocol promises it, and complains when it is let down. It never gives credit.</summary>
public sealed class StrictTerminal : ISessionReceiver, IDisposable
{
    private readonly SessionConnector _connector;
    private readonly Dictionary<uint, (bool IsOpen, int Bytes)> _streams = [];
    private uint _lastStream;

    public StrictTerminal(EventLoop loop, Func<UnixSocket> dial)
    {
        _connector = new SessionConnector(loop, dial, new SessionIdentity(Role.Terminal, "strict"), this);
        _connector.Start();
    }

    public string? Complaint { get; private set; }

    /// <summary>Streams that have not heard their last word.</summary>
    public int Streams => _streams.Count;

    public void Open()
    {
        _streams.Add(++_lastStream, default);
        _connector.Session?.Send(new OpenTerminal { Stream = _lastStream, Arguments = ["cat"] });
    }

    public void Opened(Session session)
    {
    }

    public void Closed(Session session, string reason) => Complaint ??= $"thrown out: {reason}";

    public void Received(Session session, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.TerminalOpened:
                var opened = message.Read<TerminalOpened>().Stream;
                Expect(_streams.TryGetValue(opened, out var known) && !known.IsOpen, $"stream {opened} was opened and was not waited for");
                _streams[opened] = (true, 0);
                break;
            case MessageType.TerminalData:
                var data = message.Read<TerminalData>();
                Expect(_streams.TryGetValue(data.Stream, out var stream) && stream.IsOpen && data.Channel != TerminalChannel.Input, $"{data} is of no open stream");
                _streams[data.Stream] = (true, stream.Bytes + data.Data.Length);
                Expect(stream.Bytes + data.Data.Length <= ProtocolLimits.TerminalWindowBytes, $"{data} is more than the window has room for");
                break;
            case MessageType.TerminalCredit:
                Expect(false, "credit for what was never sent");
                break;
            case MessageType.TerminalExited:
                var exited = message.Read<TerminalExited>().Stream;
                Expect(_streams.Remove(exited, out var ended) && ended.IsOpen, $"stream {exited} ended and was not open");
                break;
            case MessageType.TerminalFailed:
                var failed = message.Read<TerminalFailed>();
                Expect(_streams.Remove(failed.Stream), $"stream {failed.Stream} failed and was not known");
                Expect(!failed.Reason.Any(char.IsControl), $"{failed} has an unclean reason");
                break;
            default:
                Expect(false, $"{message.Type} is not for a terminal");
                break;
        }
    }

    public void Dispose() => _connector.Dispose();

    private void Expect(bool holds, string complaint)
    {
        if (!holds)
            Complaint ??= complaint;
    }
}
