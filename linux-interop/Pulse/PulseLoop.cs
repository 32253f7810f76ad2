// SPDX-License-Identifier: Apache-2.0
// libpulse runs on whatever main loop it is given (pulse/mainloop-api.h): here on an EventLoop, so that everything of it happens on that
// loop's thread and nothing has to be locked. Each of libpulse's events is an object of ours; what libpulse holds of it is a GCHandle.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Seamless.Linux.Pulse;

internal sealed unsafe class PulseLoop : IDisposable
{
    /// <summary>In a timeval of libpulse: the time is of the monotonic clock (pulsecore/core-rtclock.h), else of the wall's.</summary>
    private const long MonotonicMark = 1 << 30;

    private readonly EventLoop _loop;
    private readonly HashSet<PulseEvent> _events = [];
    private readonly Api* _api;
    private GCHandle _self;
    private bool _disposed;

    public PulseLoop(EventLoop loop)
    {
        _loop = loop;
        _self = GCHandle.Alloc(this);
        // SAFETY: one pa_mainloop_api, freed in Dispose, which comes after everything of libpulse that has it.
        _api = (Api*)NativeMemory.AllocZeroed((nuint)sizeof(Api));
        *_api = new Api
        {
            UserData = GCHandle.ToIntPtr(_self),
            IoNew = &IoNew,
            IoEnable = &IoEnable,
            IoFree = &Free,
            IoSetDestroy = &SetDestroy,
            TimeNew = &TimeNew,
            TimeRestart = &TimeRestart,
            TimeFree = &Free,
            TimeSetDestroy = &SetDestroy,
            DeferNew = &DeferNew,
            DeferEnable = &DeferEnable,
            DeferFree = &Free,
            DeferSetDestroy = &SetDestroy,
            Quit = &Quit,
        };
    }

    public Api* Pointer => _api;

    /// <summary>After the last reference to whatever uses it was given back, and not from within a callback of it.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var each in _events.ToArray())
            each.Free();
        // SAFETY: allocated in the constructor; nobody has it any more.
        NativeMemory.Free(_api);
        _self.Free();
    }

    private static PulseLoop Of(Api* api) => (PulseLoop)GCHandle.FromIntPtr(api->UserData).Target!;

    private static T Of<T>(IntPtr handle)
        where T : PulseEvent => (T)GCHandle.FromIntPtr(handle).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static IntPtr IoNew(Api* api, int fd, int events, delegate* unmanaged[Cdecl]<Api*, IntPtr, int, int, IntPtr, void> ready, IntPtr closure)
    {
        var made = new IoEvent(Of(api), fd, (IntPtr)ready, closure);
        made.Enable(events);
        return made.Handle;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void IoEnable(IntPtr io, int events) => Of<IoEvent>(io).Enable(events);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static IntPtr TimeNew(Api* api, TimeValue* due, delegate* unmanaged[Cdecl]<Api*, IntPtr, TimeValue*, IntPtr, void> fired, IntPtr closure)
    {
        var made = new TimeEvent(Of(api), (IntPtr)fired, closure);
        made.Restart(due);
        return made.Handle;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void TimeRestart(IntPtr time, TimeValue* due) => Of<TimeEvent>(time).Restart(due);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static IntPtr DeferNew(Api* api, delegate* unmanaged[Cdecl]<Api*, IntPtr, IntPtr, void> run, IntPtr closure)
    {
        var made = new DeferEvent(Of(api), (IntPtr)run, closure);
        made.Enable(true);
        return made.Handle;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void DeferEnable(IntPtr defer, int enabled) => Of<DeferEvent>(defer).Enable(enabled != 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(IntPtr any) => Of<PulseEvent>(any).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void SetDestroy(IntPtr any, delegate* unmanaged[Cdecl]<Api*, IntPtr, IntPtr, void> destroyed) => Of<PulseEvent>(any).Destroyed = (IntPtr)destroyed;

    /// <summary>Only programs that are nothing but their main loop are ended so.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Quit(Api* api, int code)
    {
    }

    /// <summary>pa_mainloop_api.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Api
    {
        public IntPtr UserData;
        public delegate* unmanaged[Cdecl]<Api*, int, int, delegate* unmanaged[Cdecl]<Api*, IntPtr, int, int, IntPtr, void>, IntPtr, IntPtr> IoNew;
        public delegate* unmanaged[Cdecl]<IntPtr, int, void> IoEnable;
        public delegate* unmanaged[Cdecl]<IntPtr, void> IoFree;
        public delegate* unmanaged[Cdecl]<IntPtr, delegate* unmanaged[Cdecl]<Api*, IntPtr, IntPtr, void>, void> IoSetDestroy;
        public delegate* unmanaged[Cdecl]<Api*, TimeValue*, delegate* unmanaged[Cdecl]<Api*, IntPtr, TimeValue*, IntPtr, void>, IntPtr, IntPtr> TimeNew;
        public delegate* unmanaged[Cdecl]<IntPtr, TimeValue*, void> TimeRestart;
        public delegate* unmanaged[Cdecl]<IntPtr, void> TimeFree;
        public delegate* unmanaged[Cdecl]<IntPtr, delegate* unmanaged[Cdecl]<Api*, IntPtr, IntPtr, void>, void> TimeSetDestroy;
        public delegate* unmanaged[Cdecl]<Api*, delegate* unmanaged[Cdecl]<Api*, IntPtr, IntPtr, void>, IntPtr, IntPtr> DeferNew;
        public delegate* unmanaged[Cdecl]<IntPtr, int, void> DeferEnable;
        public delegate* unmanaged[Cdecl]<IntPtr, void> DeferFree;
        public delegate* unmanaged[Cdecl]<IntPtr, delegate* unmanaged[Cdecl]<Api*, IntPtr, IntPtr, void>, void> DeferSetDestroy;
        public delegate* unmanaged[Cdecl]<Api*, int, void> Quit;
    }

    /// <summary>struct timeval of 64 bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeValue
    {
        public long Seconds, Microseconds;
    }

    private abstract class PulseEvent
    {
        private readonly IntPtr _closure;
        private GCHandle _self;

        protected PulseEvent(PulseLoop owner, IntPtr callback, IntPtr closure)
        {
            (Owner, Callback, _closure) = (owner, callback, closure);
            _self = GCHandle.Alloc(this);
            owner._events.Add(this);
        }

        public IntPtr Handle => GCHandle.ToIntPtr(_self);

        public IntPtr Destroyed { get; set; }

        protected PulseLoop Owner { get; }

        protected IntPtr Callback { get; }

        protected IntPtr Closure => _closure;

        protected bool IsFreed { get; private set; }

        public void Free()
        {
            if (IsFreed)
                return;
            IsFreed = true;
            Stop();
            Owner._events.Remove(this);
            // SAFETY: libpulse's own function for its own pointer, called once, as the interface says.
            if (Destroyed != 0)
                ((delegate* unmanaged[Cdecl]<Api*, IntPtr, IntPtr, void>)Destroyed)(Owner._api, Handle, _closure);
            _self.Free();
        }

        protected abstract void Stop();
    }

    private sealed class IoEvent : PulseEvent
    {
        private const int Input = 1, Output = 2, HangUp = 4, Error = 8;

        private readonly int _number;
        private readonly FileDescriptor _descriptor;
        private readonly Watch _watch;

        /// <summary>The descriptor is libpulse's, which closes it after the event is freed; ours is a second one of the same file.</summary>
        public IoEvent(PulseLoop owner, int number, IntPtr callback, IntPtr closure)
            : base(owner, callback, closure)
        {
            _number = number;
            _descriptor = FileDescriptor.FromCall(Libc.fcntl(number, Libc.F_DUPFD_CLOEXEC, 3), "watch a descriptor of libpulse");
            _watch = owner._loop.Add(_descriptor, Interest.None, Ready);
        }

        public void Enable(int events) =>
            _watch.Interest = ((events & Input) != 0 ? Interest.Read : 0) | ((events & Output) != 0 ? Interest.Write : 0);

        protected override void Stop()
        {
            _watch.Dispose();
            _descriptor.Dispose();
        }

        private void Ready(Readiness readiness)
        {
            var events = (readiness.HasFlag(Readiness.Read) ? Input : 0) | (readiness.HasFlag(Readiness.Write) ? Output : 0)
                | (readiness.HasFlag(Readiness.HangUp) ? HangUp : 0) | (readiness.HasFlag(Readiness.Error) ? Error : 0);
            // SAFETY: the event is not freed, or its watch would be gone; function and closure are what libpulse gave.
            ((delegate* unmanaged[Cdecl]<Api*, IntPtr, int, int, IntPtr, void>)Callback)(Owner._api, Handle, _number, events, Closure);
        }
    }

    private sealed class TimeEvent : PulseEvent
    {
        private readonly LoopTimer _timer;
        private TimeValue _due;

        public TimeEvent(PulseLoop owner, IntPtr callback, IntPtr closure)
            : base(owner, callback, closure) => _timer = owner._loop.CreateTimer(Fired);

        public void Restart(TimeValue* due)
        {
            _timer.Stop();
            if (due is null)
                return;
            _due = *due;
            var isMonotonic = (_due.Microseconds & MonotonicMark) != 0;
            var wanted = (_due.Seconds * 1_000_000) + (_due.Microseconds & ~MonotonicMark);
            var now = isMonotonic ? Clock.MonotonicNanoseconds / 1000 : (Owner._loop.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            _timer.Start(TimeSpan.FromMicroseconds(Math.Max(0, wanted - now)));
        }

        protected override void Stop() => _timer.Dispose();

        private void Fired()
        {
            var due = _due;
            // SAFETY: as in IoEvent.Ready; the time is on this stack for the length of the call.
            ((delegate* unmanaged[Cdecl]<Api*, IntPtr, TimeValue*, IntPtr, void>)Callback)(Owner._api, Handle, &due, Closure);
        }
    }

    /// <summary>Runs once a turn while it is enabled; libpulse disables what it does not need.</summary>
    private sealed class DeferEvent : PulseEvent
    {
        private readonly LoopTimer _next;
        private bool _isEnabled;

        public DeferEvent(PulseLoop owner, IntPtr callback, IntPtr closure)
            : base(owner, callback, closure) => _next = owner._loop.CreateTimer(Run);

        public void Enable(bool enabled)
        {
            _isEnabled = enabled;
            if (enabled)
                _next.Start(TimeSpan.Zero);
            else
                _next.Stop();
        }

        protected override void Stop() => _next.Dispose();

        private void Run()
        {
            // SAFETY: as in IoEvent.Ready. The function may free this event.
            ((delegate* unmanaged[Cdecl]<Api*, IntPtr, IntPtr, void>)Callback)(Owner._api, Handle, Closure);
            if (_isEnabled && !IsFreed)
                _next.Start(TimeSpan.Zero);
        }
    }
}
