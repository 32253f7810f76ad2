// SPDX-License-Identifier: Apache-2.0
// A program's way to the GPU server in a guest: a stream of the terminals group, through the guest's own channels (PROTOCOL.md, "Terminal
// streams"). Each way it has the windows of such a stream, so what one program sends waits for that program and for nobody else, and the
// messages of windows come between its own, none of which is longer than GpuDataBytes.
using System.Buffers;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Doors;

internal sealed class GuestGpuEnd : ISessionReceiver, IGpuEnd
{
    private const uint Stream = 1;

    /// <summary>A quarter of the window, so that the guest never runs dry while we write.</summary>
    private const int CreditBytes = ProtocolLimits.TerminalWindowBytes / 4;

    private readonly EventLoop _loop;
    private readonly IDisposable? _held;
    private readonly string _wanted;
    private readonly SessionConnector _connector;
    private readonly LoopTimer _deadline;
    private readonly TaskCompletionSource<IGpuEnd> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<FileDescriptor> _unwanted = [];
    private readonly byte[] _chunk = ArrayPool<byte>.Shared.Rent(DoorLimits.GpuDataBytes);
    private byte[] _waiting = [];
    private int _head;
    private int _tail;
    private int _window = ProtocolLimits.TerminalWindowBytes;
    private int _credit;
    private ByteStream? _near;
    private Watch? _watch;
    private Action? _ended;
    private bool _hasEnded;
    private bool _isOver;

    private GuestGpuEnd(EventLoop loop, string bridge, string wanted, IDisposable? held)
    {
        (_loop, _wanted, _held) = (loop, wanted, held);
        _deadline = loop.CreateTimer(() => End($"it did not answer within {DoorLimits.GpuAnswer.TotalSeconds} s"));
        _connector = new SessionConnector(loop, bridge, new SessionIdentity(Role.Terminal, "gpu"), this) { Failing = reason => loop.Defer(() => End(reason)) };
    }

    /// <param name="loop">The thread of it all.</param>
    /// <param name="bridge">The socket of the guest's bridge.</param>
    /// <param name="wanted">Empty, or one of <see cref="OfGpu"/>.</param>
    /// <param name="held">Let go of when it is over.</param>
    /// <exception cref="LauncherException">The guest serves no GPU, or cannot be reached.</exception>
    public static Task<IGpuEnd> OpenAsync(EventLoop loop, string bridge, string wanted = "", IDisposable? held = null)
    {
        var end = new GuestGpuEnd(loop, bridge, wanted, held);
        end._deadline.Start(DoorLimits.GpuAnswer);
        end._connector.Start();
        return end._opened.Task;
    }

    public IDisposable Join(ByteStream near, Action ended)
    {
        if (_isOver)
        {
            near.Dispose();
            _loop.Defer(ended);
            return this;
        }
        (_near, _ended) = (near, ended);
        _watch = _loop.Add(near.Descriptor, Interest.Read, Stirred);
        // It may be over already.
        _loop.Defer(() => Guarded(Flush));
        return this;
    }

    public void Dispose()
    {
        if (_isOver)
            return;
        _isOver = true;
        _deadline.Dispose();
        _watch?.Dispose();
        _near?.Dispose();
        _connector.Dispose();
        _held?.Dispose();
        ArrayPool<byte>.Shared.Return(_chunk);
        if (_waiting.Length > 0)
            ArrayPool<byte>.Shared.Return(_waiting);
    }

    void ISessionReceiver.Opened(Session session) =>
        session.Send(new OpenTerminal { Stream = Stream, Flags = TerminalFlags.Gpu, Arguments = _wanted.Length > 0 ? [_wanted] : [] });

    void ISessionReceiver.Received(Session session, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.TerminalOpened:
                message.Read<TerminalOpened>();
                _deadline.Stop();
                _opened.TrySetResult(this);
                break;
            case MessageType.TerminalData:
                Write(message.Read<TerminalData>().Data.Span);
                break;
            case MessageType.TerminalCredit:
                _window += message.Read<TerminalCredit>().Bytes;
                SetInterest();
                break;
            case MessageType.TerminalExited:
                message.Read<TerminalExited>();
                LastWord("");
                break;
            case MessageType.TerminalFailed:
                LastWord(message.Read<TerminalFailed>().Reason);
                break;
            default:
                throw new ProtocolException($"{message.Type} is not for a terminal");
        }
    }

    void ISessionReceiver.Closed(Session session, string reason) => LastWord(reason);

    private void Stirred(Readiness readiness) => Guarded(() =>
    {
        if ((readiness & Readiness.Write) != 0)
            Flush();
        if ((readiness & ~Readiness.Write) != 0 && !_isOver)
            Read();
    });

    private void Guarded(Action work)
    {
        if (_isOver)
            return;
        try
        {
            work();
        }
        catch (LinuxException)
        {
            // The world failed the program's connection.
            End("");
        }
        SetInterest();
    }

    private void SetInterest()
    {
        if (_watch is not null && !_isOver)
            _watch.Interest = (_window > 0 && !_hasEnded ? Interest.Read : Interest.None) | (_tail > _head ? Interest.Write : Interest.None);
    }

    /// <summary>Of the program's bytes one message in a turn: what other sessions of this thread have to say comes between.</summary>
    private void Read()
    {
        if (_window == 0 || _hasEnded)
            return;
        var result = _near!.Receive(_chunk.AsSpan(0, Math.Min(DoorLimits.GpuDataBytes, _window)), _unwanted);
        // Handles do not pass a door.
        foreach (var handle in _unwanted)
            handle.Dispose();
        _unwanted.Clear();
        if (result.Status == SocketStatus.Closed)
        {
            End("");
        }
        else if (result.Count > 0)
        {
            _window -= result.Count;
            _connector.Session?.Send(new TerminalData(Stream, TerminalChannel.Input, _chunk.AsMemory(0, result.Count)));
        }
    }

    private void Write(ReadOnlySpan<byte> data)
    {
        if (_isOver)
            return;
        // What does not go out at once waits, which is no more than a window: for it the guest gets no credit.
        if (_waiting.Length == 0)
            _waiting = ArrayPool<byte>.Shared.Rent(ProtocolLimits.TerminalWindowBytes);
        if (data.Length > _waiting.Length - (_tail - _head))
            throw new ProtocolException("sent more of a GPU server's bytes than its window");
        if (data.Length > _waiting.Length - _tail)
        {
            _waiting.AsSpan(_head.._tail).CopyTo(_waiting);
            (_head, _tail) = (0, _tail - _head);
        }
        data.CopyTo(_waiting.AsSpan(_tail));
        _tail += data.Length;
        Guarded(Flush);
    }

    private void Flush()
    {
        while (_near is not null && _tail > _head)
        {
            var sent = _near.Send(_waiting.AsSpan(_head.._tail), []);
            if (sent.Status == SocketStatus.Closed)
            {
                End("");
                return;
            }
            if (sent.Status == SocketStatus.WouldBlock)
                return;
            _head += sent.Count;
            Credit(sent.Count);
        }
        if (_hasEnded && _near is not null)
            End("");
    }

    private void Credit(int bytes)
    {
        _credit += bytes;
        if (_credit < CreditBytes || _hasEnded)
            return;
        _connector.Session?.Send(new TerminalCredit(Stream, _credit));
        _credit = 0;
    }

    /// <summary>The guest has nothing more to say; what it said still goes out, in good time.</summary>
    private void LastWord(string reason)
    {
        _hasEnded = true;
        _opened.TrySetException(new LauncherException(reason.Length > 0 ? reason : "its GPU server has ended"));
        _deadline.Stop();
        _deadline.Start(DoorLimits.LastWords);
        _loop.Defer(() =>
        {
            if (_opened.Task.IsFaulted)
                End(reason);
            else
                Guarded(Flush);
        });
    }

    private void End(string reason)
    {
        if (_isOver)
            return;
        _opened.TrySetException(new LauncherException(reason));
        Dispose();
        _ended?.Invoke();
    }
}
