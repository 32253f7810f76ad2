// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>
/// A process that is not our child, held by a pidfd so that its end can be waited for. Known by its number and by when it
/// started, because numbers are used again.
/// </summary>
public sealed class ForeignProcess : IDisposable
{
    private const int SysPidfdOpen = 434;

    private readonly FileDescriptor _pidfd;
    private readonly int _pid;
    private Watch? _watch;

    private ForeignProcess(int pid, FileDescriptor pidfd)
    {
        _pid = pid;
        _pidfd = pidfd;
    }

    /// <summary>Null when it is gone.</summary>
    public static ForeignProcess? Find(int pid, long startTicks)
    {
        // SAFETY: numbers in, a descriptor or -1 out.
        var raw = (int)Libc.syscall(SysPidfdOpen, pid, 0);
        if (raw < 0)
            return null;
        // The pidfd is whoever has the number now; only when that one started at that time it is the one that was meant.
        var pidfd = FileDescriptor.FromReceived(raw);
        if (ProcessStatus.Of(pid) is { HasEnded: false } status && status.StartTicks == startTicks)
            return new ForeignProcess(pid, pidfd);
        pidfd.Dispose();
        return null;
    }

    public int Pid => _pid;

    /// <summary>Tells its end on the loop, once. How it ended only its parent learns.</summary>
    public void WhenEnded(EventLoop loop, Action ended)
    {
        _watch?.Dispose();
        _watch = loop.Add(_pidfd, Interest.Read, _ =>
        {
            _watch?.Dispose();
            _watch = null;
            ended();
        });
    }

    /// <summary>Signals its process group when it leads one, else the process alone.</summary>
    public void Signal(int signal)
    {
        // SAFETY: numbers only. A group's number is not given to a stranger while any member lives.
        _ = Libc.kill(Libc.getpgid(_pid) == _pid ? -_pid : _pid, signal);
    }

    /// <summary>False when it still runs after that time.</summary>
    public bool WaitForEnd(TimeSpan limit)
    {
        using var loop = new EventLoop();
        using var watch = loop.Add(_pidfd, Interest.Read, _ => { });
        return loop.RunOnce(limit);
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _pidfd.Dispose();
    }
}
