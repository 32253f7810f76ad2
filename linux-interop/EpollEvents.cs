// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Seamless.Linux;

/// <summary>
/// The array that epoll fills, and the one kernel structure whose layout depends on the machine: epoll_event is packed to 12 bytes
/// on x86-64 and takes 16 elsewhere.
/// </summary>
internal sealed unsafe class EpollEvents
{
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private readonly byte[] _bytes = GC.AllocateArray<byte>(EventLoopLimits.EventsPerTurn * 16, pinned: true);
    private bool _hasNanoseconds = true;

    public (ulong Key, Readiness Readiness) this[int index]
    {
        get
        {
            var ev = _bytes.AsSpan(index * Stride, Stride);
            var mask = BinaryPrimitives.ReadUInt32LittleEndian(ev);
            var readiness = ((mask & Libc.EPOLLIN) != 0 ? Readiness.Read : 0) | ((mask & Libc.EPOLLOUT) != 0 ? Readiness.Write : 0)
                | ((mask & Libc.EPOLLHUP) != 0 ? Readiness.HangUp : 0) | ((mask & Libc.EPOLLERR) != 0 ? Readiness.Error : 0);
            return (BinaryPrimitives.ReadUInt64LittleEndian(ev[(Stride - 8)..]), readiness);
        }
    }

    public void Control(FileDescriptor epoll, int operation, int fd, uint mask, ulong key)
    {
        Span<byte> ev = stackalloc byte[16];
        ev.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(ev, mask);
        BinaryPrimitives.WriteUInt64LittleEndian(ev[(Stride - 8)..], key);
        int result;
        // SAFETY: one epoll_event in this machine's layout, alive for the call.
        fixed (byte* bytes = ev)
            result = Libc.epoll_ctl(epoll.Number, operation, fd, bytes);
        if (result < 0)
            LinuxException.ThrowLast("epoll_ctl");
    }

    /// <summary>Number of events; 0 after the timeout or an interrupting signal.</summary>
    public int Wait(FileDescriptor epoll, TimeSpan? timeout)
    {
        // SAFETY: the array is pinned for its whole life and has room for the maximum we pass; the timespec is on this stack.
        fixed (byte* events = _bytes)
        {
            var count = timeout == TimeSpan.Zero || timeout is null || !_hasNanoseconds
                ? Libc.epoll_wait(epoll.Number, events, EventLoopLimits.EventsPerTurn, Milliseconds(timeout))
                : WaitNanoseconds(epoll.Number, events, timeout.Value);
            if (count >= 0)
                return count;
            switch (LinuxException.LastErrno)
            {
                case Errno.EINTR:
                    return 0;
                case Errno.ENOSYS when _hasNanoseconds: // Linux before 5.11: whole milliseconds, rounded up.
                    _hasNanoseconds = false;
                    return 0;
                default:
                    throw LinuxException.Last("epoll_wait");
            }
        }
    }

    private static int WaitNanoseconds(int epoll, byte* events, TimeSpan timeout)
    {
        var limit = new Libc.TimeSpec { Seconds = timeout.Ticks / TimeSpan.TicksPerSecond, Nanoseconds = timeout.Ticks % TimeSpan.TicksPerSecond * 100 };
        return Libc.epoll_pwait2(epoll, events, EventLoopLimits.EventsPerTurn, &limit, null);
    }

    private static int Milliseconds(TimeSpan? timeout) => timeout is not { } wait ? -1 : (int)Math.Min(int.MaxValue, Math.Ceiling(wait.TotalMilliseconds));
}
