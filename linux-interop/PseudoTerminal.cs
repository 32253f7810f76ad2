// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Linux;

/// <summary>
/// A pseudo terminal (pty(7)): we hold the master's end, and a child that is started on <see cref="Path"/> has the other as its
/// controlling terminal. Closing the master hangs up on everything that runs there.
/// </summary>
public sealed unsafe class PseudoTerminal : IDisposable
{
    private PseudoTerminal(FileDescriptor master, string path) => (Master, Path) = (master, path);

    /// <summary>Non-blocking. When nobody has the other end open any more, reading it fails with EIO.</summary>
    public FileDescriptor Master { get; }

    /// <summary>The other end: /dev/pts/N.</summary>
    public string Path { get; }

    /// <exception cref="LinuxException">There is no /dev/ptmx or /dev/pts, or no terminal is left.</exception>
    public static PseudoTerminal Open(int columns, int rows)
    {
        const string device = "/dev/ptmx";
        FileDescriptor master;
        // SAFETY: the zero-terminated path lives in a pinned array for the length of the call.
        fixed (byte* path = FileDescriptor.PathBytes(device))
            master = FileDescriptor.FromCall(Libc.open(path, Libc.O_RDWR | Libc.O_CLOEXEC | Libc.O_NONBLOCK | TerminalNative.O_NOCTTY, 0), $"open '{device}'");
        try
        {
            int number = 0, locked = 0;
            // SAFETY: TIOCSPTLCK reads one int, TIOCGPTN writes one.
            if (TerminalNative.ioctl(master.Number, TerminalNative.TIOCSPTLCK, &locked) < 0 || TerminalNative.ioctl(master.Number, TerminalNative.TIOCGPTN, &number) < 0)
                LinuxException.ThrowLast($"unlock a terminal of '{device}'");
            var terminal = new PseudoTerminal(master, string.Create(CultureInfo.InvariantCulture, $"/dev/pts/{number}"));
            terminal.Resize(columns, rows);
            return terminal;
        }
        catch (LinuxException)
        {
            master.Dispose();
            throw;
        }
    }

    /// <summary>Programs on the terminal hear of it by SIGWINCH.</summary>
    public void Resize(int columns, int rows)
    {
        var size = new TerminalNative.WindowSize { Columns = (ushort)columns, Rows = (ushort)rows };
        // SAFETY: TIOCSWINSZ reads one struct winsize.
        if (TerminalNative.ioctl(Master.Number, TerminalNative.TIOCSWINSZ, &size) < 0)
            LinuxException.ThrowLast($"resize terminal '{Path}'");
    }

    public void Dispose() => Master.Dispose();
}
