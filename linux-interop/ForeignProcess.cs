// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Linux;

/// <summary>
/// A process that is not our child, known by its number and by when it started, because numbers are used again. The pidfd is
/// opened before the start time is compared, so what is signalled later is the process that was meant.
/// </summary>
public sealed class ForeignProcess : IDisposable
{
    private const int SysPidfdOpen = 434;

    private readonly FileDescriptor _pidfd;
    private readonly int _pid;

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
        var pidfd = FileDescriptor.FromReceived(raw);
        if (StartTicks(pid) == startTicks)
            return new ForeignProcess(pid, pidfd);
        pidfd.Dispose();
        return null;
    }

    /// <summary>When a process started, in clock ticks since the machine did; null when there is none. Field 22 of proc(5) stat.</summary>
    public static long? StartTicks(int pid)
    {
        try
        {
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            // The name in parentheses may contain anything; after the last parenthesis come the fields from the third on.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            // A zombie has ended; its parent has only not asked yet.
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Signals its process group when it leads one, else the process alone.</summary>
    public void Signal(int signal)
    {
        // SAFETY: numbers only. Between Find and here the number can only be taken by a stranger when the process ended, and a
        // group's number is not given away while any member lives.
        if (Libc.getpgid(_pid) == _pid)
            _ = Libc.kill(-_pid, signal);
        else
            _ = Libc.kill(_pid, signal);
    }

    /// <summary>False when it still runs after that time.</summary>
    public bool WaitForEnd(TimeSpan limit)
    {
        using var loop = new EventLoop();
        using var watch = loop.Add(_pidfd, Interest.Read, _ => { });
        return loop.RunOnce(limit);
    }

    public void Dispose() => _pidfd.Dispose();
}
