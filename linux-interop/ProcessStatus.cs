// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Seamless.Linux;

/// <summary>
/// One process as proc(5) describes it. Numbers are used again after a process was reaped; number and start time together are not.
/// </summary>
public readonly partial record struct ProcessStatus(int Pid, int Parent, int Session, char State, long StartTicks)
{
    /// <summary>Above any pid_max in use; a /proc with more is not read to its end.</summary>
    public const int MostProcesses = 1 << 17;

    private const int SysPidfdSendSignal = 424, SysPidfdOpen = 434;
    private const int MostStatBytes = 4096;

    /// <summary>It has ended and waits to be reaped.</summary>
    public bool HasEnded => State is 'Z' or 'X';

    public static ProcessStatus Self { get; } = Of(Environment.ProcessId)
        ?? throw new LinuxException("read /proc/self/stat", Errno.ENOENT);

    /// <summary>Null when there is none.</summary>
    public static ProcessStatus? Of(int pid) =>
        RegularFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"), MostStatBytes) is { } text ? Parse(pid, text) : null;

    /// <summary>Every process that this one may see; those that end meanwhile may be missing.</summary>
    public static List<ProcessStatus> All()
    {
        var all = new List<ProcessStatus>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (all.Count == MostProcesses)
                break;
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Of(pid) is { } status)
                all.Add(status);
        }
        return all;
    }

    /// <summary>
    /// A variable of the environment that a process was started with; null when it has none, or is another user's. What the process
    /// changed since is not seen.
    /// </summary>
    public static string? StartVariable(int pid, string name)
    {
        const int most = 1 << 20; // The kernel gives no more than the program's own arguments and environment, a few KiB.
        var environment = RegularFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ"), most).AsSpan();
        var wanted = Encoding.UTF8.GetBytes(name + "=");
        while (!environment.IsEmpty)
        {
            var end = environment.IndexOf((byte)0);
            var entry = end < 0 ? environment : environment[..end];
            if (entry.StartsWith(wanted))
                return Encoding.UTF8.GetString(entry[wanted.Length..]);
            environment = end < 0 ? default : environment[(end + 1)..];
        }
        return null;
    }

    /// <summary>False when it is gone or not ours to signal. A stranger who got its number meanwhile is never hit.</summary>
    public bool Signal(int signal)
    {
        // SAFETY: numbers in, a descriptor or -1 out.
        var raw = (int)Libc.syscall(SysPidfdOpen, Pid, 0);
        if (raw < 0)
            return false;
        using var pidfd = FileDescriptor.FromReceived(raw);
        // The pidfd is whoever has the number now; only when that one started at our time it is the one that was meant.
        return Of(Pid)?.StartTicks == StartTicks && SendSignal(SysPidfdSendSignal, pidfd.Number, signal, 0, 0) == 0;
    }

    /// <summary>pid (name) state ppid pgrp session … starttime: the name may hold anything, so fields count from the last parenthesis.</summary>
    internal static ProcessStatus? Parse(int pid, ReadOnlySpan<byte> stat)
    {
        var name = stat.LastIndexOf((byte)')');
        if (name < 0 || name + 3 >= stat.Length)
            return null;
        var fields = stat[(name + 2)..];
        var state = (char)fields[0];
        int parent = 0, session = 0;
        for (var field = 3; ; field++)
        {
            var space = fields.IndexOf((byte)' ');
            var word = space < 0 ? fields : fields[..space];
            if (field == 4 && !Utf8Parser.TryParse(word, out parent, out _))
                return null;
            if (field == 6 && !Utf8Parser.TryParse(word, out session, out _))
                return null;
            if (field == 22)
                return Utf8Parser.TryParse(word, out long ticks, out _) ? new ProcessStatus(pid, parent, session, state, ticks) : null;
            if (space < 0)
                return null;
            fields = fields[(space + 1)..];
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SendSignal(nint number, nint pidfd, nint signal, nint info, nint flags);
}
