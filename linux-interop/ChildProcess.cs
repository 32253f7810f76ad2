// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Linux;

/// <summary>How a program is started. What is not named here is not inherited: no handles, no signal mask.</summary>
public sealed record ChildProcessOptions(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>The whole environment of the child; null passes our own on.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    public string? WorkingDirectory { get; init; }

    /// <summary>Each null means /dev/null. The caller keeps owning (and closes) what it passes.</summary>
    public FileDescriptor? StandardInput { get; init; }

    public FileDescriptor? StandardOutput { get; init; }

    public FileDescriptor? StandardError { get; init; }

    /// <summary>In place of the three: this terminal (<see cref="PseudoTerminal.Path"/>), as the controlling one of a session of its own.</summary>
    public string? Terminal { get; init; }

    /// <summary>Become the child's descriptors 3, 4, … in this order.</summary>
    public IReadOnlyList<FileDescriptor> Handles { get; init; } = [];

    /// <summary>A session of its own (and no terminal) rather than only a process group of its own.</summary>
    public bool NewSession { get; init; }
}

/// <summary>How a child ended: an exit code, or the signal that killed it (then the code is 128 + signal, as shells say).</summary>
public readonly record struct ChildExit(int Code, int Signal);

/// <summary>
/// A started program, leader of its own process group. Its end arrives on the loop through a pidfd. It stays a zombie until Dispose, so that its
/// number, which is also its group's, cannot be taken by a stranger while the group is being signalled.
/// </summary>
public sealed unsafe class ChildProcess : IDisposable
{
    private const int SysPidfdOpen = 434;

    // The kernel's table of our children is one for all loops of the process; so is this list of those that a ChildProcess will reap.
    private static readonly HashSet<int> Own = [];

    private readonly FileDescriptor _pidfd;
    private readonly Watch _watch;
    private readonly Action<ChildProcess>? _exited;
    private bool _disposed;

    private ChildProcess(EventLoop loop, int pid, FileDescriptor pidfd, Action<ChildProcess>? exited)
    {
        Pid = pid;
        _pidfd = pidfd;
        _exited = exited;
        _watch = loop.Add(pidfd, Interest.Read, _ => Ended());
    }

    public int Pid { get; }

    /// <summary>Null while it runs.</summary>
    public ChildExit? Exit { get; private set; }

    /// <param name="loop">Where its end is noticed.</param>
    /// <param name="options">What to start. A file name without a slash is looked up in our PATH.</param>
    /// <param name="exited">Called once, on the loop.</param>
    /// <exception cref="LinuxException">It could not be started: ENOENT, EACCES, …</exception>
    public static ChildProcess Start(EventLoop loop, ChildProcessOptions options, Action<ChildProcess>? exited = null)
    {
        int pid;
        lock (Own)
        {
            pid = ChildSpawn.Spawn(options);
            Own.Add(pid);
        }
        // The child cannot be reaped before we do it, so its number is still its own here.
        var pidfd = FileDescriptor.FromCall((int)Libc.syscall(SysPidfdOpen, pid, 0), "pidfd_open");
        return new ChildProcess(loop, pid, pidfd, exited);
    }

    /// <summary>Whether a ChildProcess will reap this child; false for one that we adopted (<see cref="AdoptedProcesses"/>).</summary>
    public static bool IsOwn(int pid)
    {
        lock (Own)
            return Own.Contains(pid);
    }

    /// <summary>Signals the whole process group, also after its leader has ended. Nobody left to signal is not an error.</summary>
    public void Kill(int signal)
    {
        if (_disposed)
            return;
        if (Libc.kill(-Pid, signal) < 0 && LinuxException.LastErrno is not (Errno.ESRCH or Errno.EPERM))
            LinuxException.ThrowLast($"signal process group {Pid}");
    }

    public void Terminate() => Kill(15);

    public void Kill() => Kill(9);

    /// <summary>Reaps the child when it has ended; one that still runs is left running, and unwatched.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _watch.Dispose();
        Wait(Libc.WEXITED | Libc.WNOHANG);
        lock (Own)
            Own.Remove(Pid);
        _pidfd.Dispose();
    }

    private void Ended()
    {
        if (Wait(Libc.WEXITED | Libc.WNOHANG | Libc.WNOWAIT) is not { } exit)
            return;
        _watch.Interest = Interest.None;
        Exit = exit;
        _exited?.Invoke(this);
    }

    private ChildExit? Wait(int options)
    {
        var info = default(Libc.SignalInfo);
        // SAFETY: the kernel fills one siginfo_t, which is on this stack.
        if (Libc.waitid(Libc.P_PIDFD, (uint)_pidfd.Number, &info, options) < 0)
        {
            if (LinuxException.LastErrno != Errno.ECHILD)
                LinuxException.ThrowLast("waitid");
            return new ChildExit(-1, 0); // Somebody else reaped it (SIGCHLD ignored by who started us): it ended, we cannot know how.
        }
        if (info.Pid == 0)
            return null;
        return info.Code == Libc.CLD_EXITED ? new ChildExit(info.Status, 0) : new ChildExit(128 + info.Status, info.Status);
    }
}
