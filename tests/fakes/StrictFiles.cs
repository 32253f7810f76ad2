// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>A launcher with one file open in the guest that relies on everything that the protocol promises it, and complains when it is let down.</summary>
public sealed class StrictFiles : ISessionReceiver, IDisposable
{
    /// <summary>The key that the vectors have.</summary>
    public const ulong Key = 0x1122334455667788;

    private const uint Version = 3;

    private readonly SessionConnector _connector;
    private bool _isOpening;
    private bool _isFetching;
    private long _received;
    private int _credit;
    private uint _request;

    public StrictFiles(EventLoop loop, Func<UnixSocket> dial)
    {
        _connector = new SessionConnector(loop, dial, new SessionIdentity(Role.Launcher, "strict") { Capabilities = Capabilities.Handles | Capabilities.Files }, this);
        _connector.Start();
    }

    public string? Complaint { get; private set; }

    /// <summary>What was asked for and has not heard its last word.</summary>
    public int Waiting => (_isOpening ? 1 : 0) + (_isFetching ? 1 : 0);

    /// <summary>A file of ten bytes goes in, and the third save is fetched.</summary>
    public void Begin()
    {
        (_isOpening, _isFetching, _received, _credit) = (true, true, 0, 0);
        var session = _connector.Session!;
        session.Send(new OpenFile { Key = Key, Name = "strict", Size = 10, Request = ++_request });
        session.Send(new FileData(Key, 0, 0, new byte[10]));
        session.Send(new FetchFile(Key, Version));
    }

    public void Opened(Session session)
    {
    }

    public void Closed(Session session, string reason) => Complaint ??= $"thrown out: {reason}";

    public void Received(Session session, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.FileCredit:
                var credit = message.Read<FileCredit>();
                _credit += credit.Bytes;
                Expect(credit is { Key: Key, Version: 0 } && _credit <= 10, $"{credit} for what was never sent");
                break;
            case MessageType.FileOpened:
                var opened = message.Read<FileOpened>();
                Expect(opened.Key == Key && opened.Request == _request && _isOpening, $"{opened} was not waited for");
                _isOpening = false;
                break;
            case MessageType.FileData:
                var data = message.Read<FileData>();
                Expect(data is { Key: Key, Version: Version } && _isFetching && data.Offset == _received, $"{data} was not fetched");
                _received += data.Data.Length;
                Expect(_received <= ProtocolLimits.FileWindowBytes, $"{data} is more than the window has room for");
                if (data.Data.Length == 0) _isFetching = false;
                break;
            case MessageType.FileFailed:
                var failed = message.Read<FileFailed>();
                Expect(!failed.Reason.Any(char.IsControl), $"{failed} has an unclean reason");
                if (failed.Key != Key) break;
                if (failed.Version == Version) _isFetching = false;
                if (failed.Version == 0 && failed.Request == _request) _isOpening = false;
                break;
        }
    }

    public void Dispose() => _connector.Dispose();

    private void Expect(bool holds, string complaint)
    {
        if (!holds) Complaint ??= complaint;
    }
}
