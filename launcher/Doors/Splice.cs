// SPDX-License-Identifier: Apache-2.0
// Bytes from one connection to another and back, unread. Each way has one buffer; when it is full nothing more is read until the other side
// has taken some, so a slow reader is felt by its sender and by nobody else. Only the role in the Hello is looked at: behind a bridge's socket
// launchers and terminals are served too, and whoever came in as a desktop is none.
using System.Buffers;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Doors;

internal sealed class Splice : IDisposable
{
    private readonly Action<Splice> _ended;
    private readonly LoopTimer _deadline;
    private readonly Side _near;
    private readonly Side _far;
    private bool _isOver;

    /// <summary>Takes both over; the near one is the desktop's. On the loop's thread.</summary>
    public Splice(EventLoop loop, ByteStream near, ByteStream far, Action<Splice> ended)
    {
        _ended = ended;
        _deadline = loop.CreateTimer(End);
        (_near, _far) = (new Side(near, Role.Desktop), new Side(far, null));
        _near.Watch = loop.Add(near.Descriptor, Interest.Read, _ => Move());
        _far.Watch = loop.Add(far.Descriptor, Interest.Read, _ => Move());
    }

    public void Dispose()
    {
        if (_isOver)
            return;
        _isOver = true;
        _deadline.Dispose();
        _near.Dispose();
        _far.Dispose();
    }

    private void Move()
    {
        if (_isOver)
            return;
        try
        {
            if (!_near.Pass(_far) || !_far.Pass(_near))
            {
                End();
                return;
            }
        }
        catch (LinuxException)
        {
            // The world failed one of them; both peers begin anew.
            End();
            return;
        }
        // What the side that closed said last still goes out, in good time.
        if ((_near.IsClosed || _far.IsClosed) && !_deadline.IsArmed)
            _deadline.Start(DoorLimits.LastWords);
        _near.Watch!.Interest = _near.Wants(_far);
        _far.Watch!.Interest = _far.Wants(_near);
    }

    private void End()
    {
        if (_isOver)
            return;
        Dispose();
        _ended(this);
    }

    /// <summary>One connection, and what was read from it and not yet written to the other.</summary>
    /// <param name="stream">Is taken over.</param>
    /// <param name="role">The only one that it may have in its Hello; null for whoever it is.</param>
    private sealed class Side(ByteStream stream, Role? role) : IDisposable
    {
        /// <summary>In a connection's first message, the Hello: behind the header, the magic and the version (PROTOCOL.md, section 3).</summary>
        private const int RoleOffset = MessageHeader.Size + 8;

        private readonly List<FileDescriptor> _unwanted = [];
        private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(DoorLimits.SpliceBytes);
        private int _head;
        private int _tail;
        private int _untilRole = RoleOffset;
        private bool _isAnother;

        public Watch? Watch { get; set; }

        public bool IsClosed { get; private set; }

        private int Waiting => _tail - _head;

        public Interest Wants(Side other) =>
            (!IsClosed && Waiting < DoorLimits.SpliceBytes ? Interest.Read : Interest.None) | (other.Waiting > 0 ? Interest.Write : Interest.None);

        /// <summary>Reads once and writes what there is. False when nothing more can come of it.</summary>
        public bool Pass(Side other)
        {
            Read();
            if (_isAnother)
                return false;
            while (Waiting > 0)
            {
                var sent = other.Send(_buffer.AsSpan(_head, Waiting));
                if (sent.Status == SocketStatus.Closed)
                    return false;
                if (sent.Status == SocketStatus.WouldBlock)
                    return true;
                _head += sent.Count;
            }
            return !IsClosed;
        }

        public void Dispose()
        {
            Watch?.Dispose();
            stream.Dispose();
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        private SocketResult Send(ReadOnlySpan<byte> bytes) => stream.Send(bytes, []);

        private void Read()
        {
            if (_head > 0)
            {
                _buffer.AsSpan(_head, Waiting).CopyTo(_buffer);
                (_head, _tail) = (0, Waiting);
            }
            if (IsClosed || _tail == DoorLimits.SpliceBytes)
                return;
            var result = stream.Receive(_buffer.AsSpan(_tail, DoorLimits.SpliceBytes - _tail), _unwanted);
            // Handles do not pass a door.
            foreach (var handle in _unwanted)
                handle.Dispose();
            _unwanted.Clear();
            IsClosed = result.Status == SocketStatus.Closed;
            if (role != null && _untilRole >= 0 && _untilRole < result.Count)
                _isAnother = _buffer[_tail + _untilRole] != (byte)role;
            // Negative once it has passed, and then left alone.
            if (_untilRole >= 0)
                _untilRole -= result.Count;
            _tail += result.Count;
        }
    }
}
