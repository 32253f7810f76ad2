// SPDX-License-Identifier: Apache-2.0
// A process whose parent died belongs, after this, to us and not to init: nothing that an app left behind escapes. What we adopt we
// must also reap. SIGCHLD comes through the runtime's registration (see Signals for why not signalfd); children that we started
// ourselves are left to their ChildProcess.
using System.Runtime.InteropServices;

namespace Seamless.Linux;

/// <summary>Makes this process the one that adopts its descendants (PR_SET_CHILD_SUBREAPER) and reaps them.</summary>
public sealed partial class AdoptedProcesses : IDisposable
{
    private const nint SetChildSubreaper = 36; // PR_SET_CHILD_SUBREAPER
    private const int ByPid = 1;               // P_PID

    // The attribute is the process's, whoever asked for it.
    private static int _adopters;

    private readonly PosixSignalRegistration _registration;
    private readonly EventLoop _loop;
    private readonly Action _childEnded;
    private int _posted;
    private bool _disposed;

    /// <param name="loop">Where <paramref name="childEnded"/> is called.</param>
    /// <param name="childEnded">Some child, started or adopted, has ended; several at once are told once. It may call <see cref="Reap"/>.</param>
    public AdoptedProcesses(EventLoop loop, Action childEnded)
    {
        _loop = loop;
        _childEnded = childEnded;
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException();
        // SAFETY: takes numbers, changes nothing in our memory.
        if (Prctl(SetChildSubreaper, 1, 0, 0, 0) < 0)
            LinuxException.ThrowLast("prctl PR_SET_CHILD_SUBREAPER");
        Interlocked.Increment(ref _adopters);
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => ChildEnded());
    }

    /// <summary>Takes an ended process that is our child but that we did not start. Anything else is left alone.</summary>
    public static unsafe void Reap(int pid)
    {
        // SAFETY: the kernel fills one siginfo_t, which is on this stack. Not a child, or not ended: nothing happens.
        if (ChildProcess.IsOwn(pid))
            return;
        var info = default(Libc.SignalInfo);
        _ = Libc.waitid(ByPid, (uint)pid, &info, Libc.WEXITED | Libc.WNOHANG);
    }

    /// <summary>From now on orphans are init's again. What was adopted stays.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _registration.Dispose();
        // SAFETY: as above; it cannot fail where setting it did not.
        if (Interlocked.Decrement(ref _adopters) == 0)
            _ = Prctl(SetChildSubreaper, 0, 0, 0, 0);
    }

    /// <summary>On a thread of the runtime.</summary>
    private void ChildEnded()
    {
        if (Interlocked.Exchange(ref _posted, 1) == 0)
            _loop.Post(OnLoop);
    }

    private void OnLoop()
    {
        Interlocked.Exchange(ref _posted, 0);
        if (!_disposed)
            _childEnded();
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Prctl(nint operation, nint second, nint third, nint fourth, nint fifth);
}
