// SPDX-License-Identifier: Apache-2.0
// Bytes from one connection to another and back, unread. Each way has one buffer, whose bytes are written in one go; until the other side has
// taken all of them nothing more is read, so a slow reader is felt by its sender and by nobody else. Only the role in the Hello is looked at:
// behind a bridge's socket launchers and terminals are served too, and whoever came in as a desktop is none.
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

    /// <summary>Takes both over; the near one is the desktop's, whose Hello has this role (null: it says none). On the loop's thread.</summary>
    public Splice(EventLoop loop, ByteStream near, ByteStream far, Role? role, Action<Splice> ended)
    {
        _ended = ended;
        _deadline = loop.CreateTimer(End);
        (_near, _far) = (new Side(near, role, DoorLimits.SpliceBytes), new Side(far, null, DoorLimits.SpliceBytesToDesktop));
        _near.Watch = loop.Add(near.Descriptor, Interest.Read, readiness => Move(_near, _far, readiness));
        _far.Watch = loop.Add(far.Descriptor, Interest.Read, readiness => Move(_far, _near, readiness));
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

    private void Move(Side side, Side other, Readiness readiness)
    {
        if (_isOver)
            return;
        try
        {
            if (((readiness & Readiness.Write) != 0 && !other.Pass(side)) || ((readiness & ~Readiness.Write) != 0 && !side.Pass(other)))
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
    /// <param name="bytes">Taken from it at once.</param>
    private sealed class Side(ByteStream stream, Role? role, int bytes) : IDisposable
    {
        /// <summary>In a connection's first message, the Hello: behind the header, the magic and the version (PROTOCOL.md, section 3).</summary>
        private const int RoleOffset = MessageHeader.Size + 8;

        private readonly List<FileDescriptor> _unwanted = [];
        private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(bytes);
        private int _head;
        private int _tail;
        private int _untilRole = RoleOffset;
        private bool _isAnother;

        public Watch? Watch { get; set; }

        public bool IsClosed { get; private set; }

        private int Waiting => _tail - _head;

        public Interest Wants(Side other) =>
            (!IsClosed && Waiting == 0 ? Interest.Read : Interest.None) | (other.Waiting > 0 ? Interest.Write : Interest.None);

        /// <summary>Writes what there is, which is read first when there is nothing. False when nothing more can come of it.</summary>
        public bool Pass(Side other)
        {
            if (Waiting == 0 && !IsClosed)
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
            var result = stream.Receive(_buffer.AsSpan(0, bytes), _unwanted);
            // Handles do not pass a door.
            foreach (var handle in _unwanted)
                handle.Dispose();
            _unwanted.Clear();
            IsClosed = result.Status == SocketStatus.Closed;
            if (role != null && _untilRole >= 0 && _untilRole < result.Count)
                _isAnother = _buffer[_untilRole] != (byte)role;
            // Negative once it has passed, and then left alone.
            if (_untilRole >= 0)
                _untilRole -= result.Count;
            (_head, _tail) = (0, result.Count);
        }
    }
}
