// SPDX-License-Identifier: Apache-2.0
// One end of a port: a wire without connections, on which bytes of an earlier life of either side may still be under way, in the middle
// of a message. PROTOCOL.md, "Ports", has the rules. A life of the link begins with marks; when each side has answered the other's, the
// bytes after the last mark are a channel's. When the channel closes, the next life begins. Belongs to the loop's thread.
using Seamless.Linux;

namespace Seamless.Protocol;

public sealed class PortLink : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Func<ByteStream> _open;
    private readonly Action<PortLink> _opened;
    private readonly int _longestMessage;
    private readonly LoopTimer _begin;
    private readonly LoopTimer _repeat;
    private readonly PortInput _input = new();
    private readonly PortOutput _output = new();
    private readonly Action _tellOpened;
    private ByteStream? _port;
    private Watch? _watch;
    private Phase _phase;
    private ulong _ours;
    private ulong _theirs;
    private int _marks;
    private int _owed;
    private TimeSpan _rest = PortLimits.FirstRest;
    private TimeSpan _repeatAfter;
    private long _begunAt;
    private bool _isAtBeginning;
    private bool _isPortGone;
    private bool _isDisposed;

    /// <summary>
    /// Nothing happens before <see cref="Start"/>. The function opens the port, and throws LinuxException when there is none yet; it is asked
    /// again whenever the other side of the port was closed. <paramref name="opened"/> is called when the link stands, in each of its lives.
    /// </summary>
    public PortLink(EventLoop loop, ChannelKind kind, Func<ByteStream> open, Action<PortLink> opened)
    {
        _loop = loop;
        Kind = kind;
        _open = open;
        _opened = opened;
        _longestMessage = MessageHeader.Size + (kind == ChannelKind.Bulk ? ProtocolLimits.BulkMessageBytes : ProtocolLimits.ControlMessageBytes);
        _begin = loop.CreateTimer(Begin);
        _repeat = loop.CreateTimer(Repeat);
        _tellOpened = TellOpened;
    }

    private enum Phase
    {
        /// <summary>No port, or a pause between two lives.</summary>
        Resting,

        /// <summary>Throws away what comes until a mark answers ours.</summary>
        Looking,

        /// <summary>Our mark was answered; ours, which answers the other side's, has not left whole.</summary>
        Answering,

        /// <summary>Both know each other; nobody has taken the stream yet.</summary>
        Open,

        /// <summary>The stream is somebody's.</summary>
        Taken,
    }

    public ChannelKind Kind { get; }

    /// <summary>A wire between a virtual machine's desktop and the launcher's door, and this is the launcher's end (PROTOCOL.md, "Wires").</summary>
    public bool IsWire { get; init; }

    /// <summary>The link stands and its stream may be taken.</summary>
    public bool IsOpen => _phase == Phase.Open;

    /// <summary>Why nobody can answer, in words; null when somebody could.</summary>
    public string? Missing { get; private set; }

    internal bool HasBuffered => !_input.Bytes.IsEmpty;

    public void Start()
    {
        if (_phase == Phase.Resting && !_begin.IsArmed) Begin();
    }

    /// <summary>The open link's bytes, for a channel. Disposing the stream ends this life of the link, and the next one begins.</summary>
    public ByteStream Take()
    {
        if (_phase != Phase.Open) throw new InvalidOperationException("the link does not stand");
        StopWatching();
        _phase = Phase.Taken;
        return IsWire ? new LinkedWire(this, _port!) : new LinkedPort(this, _port!);
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _begin.Dispose();
        _repeat.Dispose();
        StopWatching();
        // The stream is somebody's, who is watching it.
        if (IsWire && _phase == Phase.Taken) return;
        _phase = Phase.Resting;
        if (_port is null) return;
        SayGoodbye(_port);
        _port.Dispose();
    }

    /// <summary>
    /// The stream's next bytes. The other side may have repeated its mark before it heard our answer, so marks of its life are skipped until its
    /// first byte of another kind; from then on the port is read straight into the caller's buffer.
    /// </summary>
    internal SocketResult Receive(Span<byte> into, List<FileDescriptor> handles)
    {
        while (_isAtBeginning)
        {
            if (TryPassMarks() is { } stands)
            {
                if (!stands) return new SocketResult(SocketStatus.Closed, 0);
                break;
            }
            var filled = _input.Fill(_port!);
            _isPortGone = filled.Status == SocketStatus.Closed;
            if (filled.Status != SocketStatus.Done) return filled;
        }
        int buffered = _input.CopyTo(into);
        if (buffered > 0) return new SocketResult(SocketStatus.Done, buffered);
        var result = _port!.Receive(into, handles);
        _isPortGone = result.Status == SocketStatus.Closed;
        return result;
    }

    /// <summary>The taken stream was disposed. Of what it sent last so many bytes are missing.</summary>
    internal void GiveBack(int owed = 0)
    {
        if (_isDisposed)
        {
            if (IsWire) _port?.Dispose();
            return;
        }
        _owed = owed;
        EndLife(_isPortGone);
    }

    private static ulong NewNonce()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomBytes.Fill(bytes);
        return BitConverter.ToUInt64(bytes) | 1;
    }

    private void Begin()
    {
        try
        {
            if (_port is null)
            {
                _port = _open();
                Missing = null;
            }
        }
        catch (LinuxException e)
        {
            Missing = e.Message;
            _begin.Start(PortLimits.Reopen);
            return;
        }
        (_ours, _theirs, _marks, _begunAt) = (NewNonce(), 0, 0, _loop.NowNanoseconds);
        _input.Clear();
        _output.Reset();
        _output.Fill(_owed);
        _owed = 0;
        _phase = Phase.Looking;
        _repeatAfter = PortLimits.FirstRepeat;
        _watch = _loop.Add(_port.Descriptor, Interest.Read, Ready);
        Repeat();
    }

    private void Repeat()
    {
        // Perhaps there is no desktop behind a wire, for days: the next word is its.
        if (_phase != Phase.Looking || (IsWire && _marks == PortLimits.MarksOnWire)) return;
        // Whoever looks for us sends marks. Silence may be a peer in the middle of a message of an earlier life, which has to end somehow.
        if (_marks == PortLimits.MarksBeforeFiller && _theirs == 0 && !IsWire) _output.Fill(_longestMessage);
        _marks++;
        Say();
        if (_phase != Phase.Looking) return;
        _repeat.Start(_repeatAfter);
        _repeatAfter = _repeatAfter * 2 < PortLimits.LastRepeat ? _repeatAfter * 2 : PortLimits.LastRepeat;
    }

    private void SayAnew()
    {
        (_marks, _repeatAfter) = (0, PortLimits.FirstRepeat);
        Repeat();
    }

    private void Say()
    {
        _output.Say(new PortMark(_ours, _theirs));
        Pump();
    }

    private void Ready(Readiness readiness)
    {
        if ((readiness & Readiness.Write) != 0) Pump();
        if (_phase == Phase.Resting || (readiness & ~Readiness.Write) == 0) return;
        if (_phase == Phase.Answering)
        {
            // Not asked to read, so this is a hang-up, which would be reported without end.
            EndLife(portIsGone: true);
            return;
        }
        try
        {
            Read();
        }
        catch (LinuxException)
        {
            // A socket that breaks in a way of its own is gone as much as one that closes.
            EndLife(portIsGone: true);
        }
    }

    private void Read()
    {
        for (int turn = 0; turn < PortLimits.ScanBytesPerTurn / PortLimits.ScanBytes; turn++)
        {
            if (_phase is not (Phase.Looking or Phase.Open)) return;
            if (_input.IsFull)
            {
                // Only an open link nobody has taken yet: the rest waits in the port.
                _watch!.Interest = Interest.None;
                return;
            }
            var result = _input.Fill(_port!);
            if (result.Status == SocketStatus.WouldBlock) return;
            if (result.Status == SocketStatus.Closed)
            {
                EndLife(portIsGone: true);
                return;
            }
            if (_phase == Phase.Looking) Scan();
            if (_phase == Phase.Open && _isAtBeginning && TryPassMarks() == false) EndLife(portIsGone: false);
        }
    }

    private void Scan()
    {
        while (_phase == Phase.Looking)
        {
            _input.Skip(PortMark.Find(_input.Bytes));
            if (!PortMark.TryRead(_input.Bytes, out var mark)) return;
            _input.Skip(PortMark.Size);
            Heard(mark);
        }
    }

    private void Heard(PortMark mark)
    {
        // The end of an earlier life says nothing about this one; our own mark comes back from a wire that is looped.
        if (mark.Ours == 0 || mark.Ours == _ours) return;
        bool isNews = mark.Ours != _theirs;
        Missing = null;
        _theirs = mark.Ours;
        _output.StopFilling();
        if (mark.Yours == _ours)
        {
            _phase = Phase.Answering;
            _repeat.Stop();
        }
        if (IsWire && _phase == Phase.Looking && (isNews || !_repeat.IsArmed)) SayAnew();
        else if (isNews) Say();
        else if (_phase == Phase.Answering) Pump();
    }

    private void Pump()
    {
        SocketStatus status;
        try
        {
            status = _output.Pump(_port!);
        }
        catch (LinuxException)
        {
            status = SocketStatus.Closed;
        }
        if (_phase == Phase.Answering && _output.Answered == _theirs && _output.IsBetweenMarks)
        {
            _output.Reset();
            status = SocketStatus.Done;
            (_phase, _isAtBeginning, _isPortGone) = (Phase.Open, true, false);
            _loop.Defer(_tellOpened);
        }
        if (status == SocketStatus.Closed)
        {
            EndLife(portIsGone: true);
            return;
        }
        // Answering, the bytes behind the mark are the channel's already and stay in the port.
        var reading = _phase == Phase.Answering ? Interest.None : Interest.Read;
        _watch!.Interest = status == SocketStatus.WouldBlock ? reading | Interest.Write : Interest.Read;
    }

    private void TellOpened()
    {
        if (_phase == Phase.Open) _opened(this);
    }

    /// <summary>True: what follows is the channel's. False: the other side is in another life. Null: not enough bytes to say.</summary>
    private bool? TryPassMarks()
    {
        while (_isAtBeginning)
        {
            var bytes = _input.Bytes;
            int compared = Math.Min(bytes.Length, PortMark.Sign.Length);
            if (!bytes[..compared].SequenceEqual(PortMark.Sign[..compared])) _isAtBeginning = false;
            else if (!PortMark.TryRead(bytes, out var mark)) return null;
            else if (mark.Ours != _theirs) return false;
            else _input.Skip(PortMark.Size);
        }
        return true;
    }

    private void EndLife(bool portIsGone)
    {
        StopWatching();
        _repeat.Stop();
        _phase = Phase.Resting;
        var lived = TimeSpan.FromTicks((_loop.NowNanoseconds - _begunAt) / TimeSpan.NanosecondsPerTick);
        _rest = lived >= PortLimits.GoodLife ? PortLimits.FirstRest : _rest * 2 < PortLimits.LastRest ? _rest * 2 : PortLimits.LastRest;
        if (portIsGone)
        {
            _owed = 0;
            _output.Abandon();
            if (!_port!.MayReturn)
            {
                _port.Dispose();
                _port = null;
            }
            Missing = "the other side of the port is closed";
        }
        _begin.Start(portIsGone ? PortLimits.Reopen : _rest);
    }

    private void StopWatching()
    {
        _watch?.Dispose();
        _watch = null;
    }

    private void SayGoodbye(ByteStream port)
    {
        try
        {
            _output.Reset();
            _output.Say(new PortMark(0, _theirs));
            _output.Pump(port);
        }
        catch (LinuxException)
        {
            // A courtesy; the other side finds out by the marks of our next life.
        }
    }
}
