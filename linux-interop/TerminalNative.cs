// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Linux;

/// <summary>Terminals, and waiting for them, as the kernel knows them: asm-generic/ioctls.h, which x86-64 and arm64 share, and the C library's termios.</summary>
internal static unsafe partial class TerminalNative
{
    public const nuint TIOCGWINSZ = 0x5413, TIOCSWINSZ = 0x5414, TIOCGPTN = 0x80045430, TIOCSPTLCK = 0x40045431;
    public const int O_NOCTTY = 0x100, TCSADRAIN = 1;

    /// <summary>struct termios of glibc has 60 bytes; what is in them is the library's affair (cfmakeraw).</summary>
    public const int TermiosBytes = 128;

    [StructLayout(LayoutKind.Sequential)]
    public struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelWidth;
        public ushort PixelHeight;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", SetLastError = true)] public static partial int poll(PollEntry* entries, nuint count, int timeoutMilliseconds);
    [LibraryImport("libc", SetLastError = true)] public static partial int ioctl(int fd, nuint request, void* argument);
    [LibraryImport("libc", SetLastError = true)] public static partial int isatty(int fd);
    [LibraryImport("libc", SetLastError = true)] public static partial int tcgetattr(int fd, byte* termios);
    [LibraryImport("libc", SetLastError = true)] public static partial int tcsetattr(int fd, int when, byte* termios);
    [LibraryImport("libc")] public static partial void cfmakeraw(byte* termios);
    [LibraryImport("libc")] public static partial int posix_spawn_file_actions_addopen(void* actions, int fd, byte* path, int flags, uint mode);
}
