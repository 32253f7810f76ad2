// SPDX-License-Identifier: Apache-2.0
// The connecting side of the handshake: control first, then bulk with the token that the Welcome brought.
using Seamless.Linux;

namespace Seamless.Protocol;

/// <summary>
/// Keeps one session to a listener: connects, and when the session ends connects again, for ever, first at once and then
/// less and less often. Agent, desktop and launcher each hold one; the other side may come and go as it likes.
/// </summary>
public sealed class SessionConnector : ISessionReceiver, IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(2);

    private readonly EventLoop _loop;
    private readonly Func<ChannelKind, ByteStream> _connect;
    private readonly SessionIdentity _ours;
    private readonly ISessionReceiver _receiver;
    private readonly LoopTimer _retry;
    private string? _lastFailure;
    private SessionAttempt? _attempt;
    private TimeSpan _delay = FirstDelay;
    private bool _isDisposed;

    /// <summary>Nothing happens before <see cref="Start"/>. The function connects one channel, and throws LinuxException when nobody is there.</summary>
    public SessionConnector(EventLoop loop, Func<ChannelKind, ByteStream> connect, SessionIdentity ours, ISessionReceiver receiver)
    {
        _loop = loop;
        _connect = connect;
        _ours = ours;
        _receiver = receiver;
        _retry = loop.CreateTimer(Start);
    }

    public SessionConnector(EventLoop loop, Func<UnixSocket> connect, SessionIdentity ours, ISessionReceiver receiver)
        : this(loop, _ => connect(), ours, receiver)
    {
    }

    public SessionConnector(EventLoop loop, string path, SessionIdentity ours, ISessionReceiver receiver)
        : this(loop, () => UnixSocket.Connect(path), ours, receiver)
    {
    }

    /// <summary>The session while it is open.</summary>
    public Session? Session { get; private set; }

    /// <summary>An attempt failed, in words; for the log. The same words are not repeated until a session has opened.</summary>
    public Action<string>? Failing { get; set; }

    /// <summary>Tries, now, unless a session stands or is being opened.</summary>
    public void Start()
    {
        if (_isDisposed || _attempt is not null) return;
        _retry.Stop();
        _attempt = new SessionAttempt(_loop, _connect, _ours, this, Failed);
        _attempt.Start();
    }

    public void Dispose()
    {
        _isDisposed = true;
        _retry.Dispose();
        _attempt?.Dispose();
        Session?.Dispose();
        Session = null;
    }

    void ISessionReceiver.Opened(Session session)
    {
        Session = session;
        _delay = FirstDelay;
        _lastFailure = null;
        _receiver.Opened(session);
    }

    void ISessionReceiver.Received(Session session, in MessageView message) => _receiver.Received(session, message);

    void ISessionReceiver.Closed(Session session, string reason)
    {
        bool wasOpen = Session == session;
        Session = null;
        _attempt?.Dispose();
        _attempt = null;
        if (wasOpen) _receiver.Closed(session, reason);
        else Report(reason);
        TryLater();
    }

    private void Failed(string reason)
    {
        _attempt = null;
        Report(reason);
        TryLater();
    }

    private void Report(string reason)
    {
        if (reason == _lastFailure) return;
        _lastFailure = reason;
        Failing?.Invoke(reason);
    }

    private void TryLater()
    {
        if (_isDisposed) return;
        _retry.Start(_delay);
        _delay = _delay * 2 < LastDelay ? _delay * 2 : LastDelay;
    }
}
