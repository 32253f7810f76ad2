// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>
/// A peer that speaks the real protocol and writes down what it is told. It connects to a bridge in its own role, or listens
/// in the place of a bridge, so that agent, desktop and launcher can be tested without one.
/// </summary>
public abstract class FakePeer : ISessionReceiver, ISessionAcceptor, IDisposable
{
    private readonly List<object> _messages = [];
    private SessionConnector? _connector;
    private SessionListener? _listener;

    protected FakePeer(EventLoop loop, SessionIdentity identity)
    {
        Loop = loop;
        Identity = identity;
    }

    public EventLoop Loop { get; }

    public SessionIdentity Identity { get; }

    /// <summary>One line for each message received.</summary>
    public List<string> Log { get; } = [];

    /// <summary>The newest session that opened; it may be closed.</summary>
    public Session? Session { get; private set; }

    public bool IsOpen => Session is { IsOpen: true };

    /// <summary>Why the newest session closed, or why the newest attempt failed; null while all is well.</summary>
    public string? CloseReason { get; private set; }

    /// <summary>A function that connects to this listener without a path.</summary>
    public Func<UnixSocket> Dial => () =>
    {
        var (ours, theirs) = UnixSocket.Pair();
        (_listener ?? throw new InvalidOperationException("not listening")).Adopt(ours);
        return theirs;
    };

    public IEnumerable<T> All<T>() => _messages.OfType<T>();

    public T Last<T>() => All<T>().Last();

    /// <summary>Lets go of what was received, for tests through which megabytes pass.</summary>
    public void Forget()
    {
        _messages.Clear();
        Log.Clear();
    }

    public void Send<T>(in T message)
        where T : struct, IMessage<T> => OpenSession.Send(message);

    public void Send<T>(in T message, FileDescriptor handle)
        where T : struct, IMessage<T> => OpenSession.Send(message, handle);

    /// <summary>Steps the loop until the log holds the line.</summary>
    public void Await(string line) => Loop.Until(() => Log.Contains(line), Describe);

    public void AwaitOpen() => Loop.Until(() => IsOpen, Describe);

    public void AwaitClosed() => Loop.Until(() => CloseReason is not null, Describe);

    public string Describe() => $"{Identity.Name} saw:\n  {string.Join("\n  ", Log)}\n{CloseReason}";

    public void Dispose()
    {
        _connector?.Dispose();
        _listener?.Dispose();
        Session?.Dispose();
        Disposing();
        GC.SuppressFinalize(this);
    }

    ISessionReceiver? ISessionAcceptor.Admit(in Hello hello, PeerCredentials peer, out Refused refusal)
    {
        refusal = new Refused(RefusalCode.Busy, "the fake has a session already");
        return IsOpen ? null : this;
    }

    void ISessionReceiver.Opened(Session session)
    {
        Session = session;
        CloseReason = null;
        Log.Add($"opened by {session.Peer.Role} '{session.Peer.Name}'");
        Opened();
    }

    void ISessionReceiver.Received(Session session, in MessageView message)
    {
        // A copy: some records look into the bytes they were read from.
        object record = MessageKinds.Find(message.Type)?.Read(message.Payload.ToArray())
            ?? throw new ProtocolException($"{message.Type} is malformed");
        _messages.Add(record);
        Log.Add(record.ToString() ?? "");
        Received(record, message);
    }

    void ISessionReceiver.Closed(Session session, string reason) => CloseReason = reason;

    internal T ConnectTo<T>(Func<ByteStream> connect)
        where T : FakePeer
    {
        _connector = new SessionConnector(Loop, _ => connect(), Identity, this) { Failing = reason => CloseReason = reason };
        _connector.Start();
        return (T)this;
    }

    internal T ListenAt<T>(string? path)
        where T : FakePeer
    {
        var bridge = Identity with { Role = Role.Bridge };
        _listener = path is null
            ? new SessionListener(Loop, bridge, this)
            : new SessionListener(Loop, UnixListener.Bind(path, UnixFileMode.UserRead | UnixFileMode.UserWrite), bridge, this);
        _listener.Refusing = (peer, reason) => CloseReason = $"{peer}: {reason}";
        return (T)this;
    }

    protected virtual void Opened()
    {
    }

    /// <summary>The record, and the message for its handle.</summary>
    protected virtual void Received(object record, in MessageView message)
    {
    }

    protected virtual void Disposing()
    {
    }

    private Session OpenSession => IsOpen ? Session! : throw new InvalidOperationException($"no session is open. {Describe()}");
}
