// SPDX-License-Identifier: Apache-2.0
// The C library, as glibc on a 64-bit Linux lays it out. Nothing here checks anything: each caller in this folder turns -1 into
// a LinuxException that names the operation. Structures are written field by field for LP64; only epoll_event differs between
// machines (packed on x86-64), which EpollEvents takes care of.
using System.Runtime.InteropServices;

namespace Seamless.Linux;

internal static unsafe partial class Libc
{
    private const string Library = "libc";

    public const int F_DUPFD_CLOEXEC = 1030, F_ADD_SEALS = 1033, F_GET_SEALS = 1034, F_GETFD = 1, F_SETFD = 2, F_GETFL = 3, F_SETFL = 4;
    public const int FD_CLOEXEC = 1;
    public const int O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_CREAT = 0x40, O_NOCTTY = 0x100, O_APPEND = 0x400, O_TRUNC = 0x200, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000;
    public const uint MFD_CLOEXEC = 1, MFD_ALLOW_SEALING = 2;
    public const int PROT_READ = 1, PROT_WRITE = 2, MAP_SHARED = 1, MADV_DONTNEED = 4;
    public const int AF_UNIX = 1, SOCK_STREAM = 1, SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x80000;
    public const int AF_INET = 2, AF_INET6 = 10, SO_REUSEADDR = 2, SO_KEEPALIVE = 9;
    public const int IPPROTO_TCP = 6, TCP_NODELAY = 1, TCP_KEEPIDLE = 4, TCP_KEEPINTVL = 5, TCP_KEEPCNT = 6, TCP_USER_TIMEOUT = 18;
    public const int SOL_SOCKET = 1, SO_TYPE = 3, SO_PEERCRED = 17, SO_DOMAIN = 39, SCM_RIGHTS = 1;
    public const int MSG_CTRUNC = 0x8, MSG_DONTWAIT = 0x40, MSG_NOSIGNAL = 0x4000, MSG_CMSG_CLOEXEC = 0x40000000;
    public const int EPOLL_CLOEXEC = 0x80000, EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CTL_MOD = 3;
    public const uint EPOLLIN = 1, EPOLLOUT = 4, EPOLLERR = 8, EPOLLHUP = 16;
    public const int EFD_CLOEXEC = 0x80000, EFD_NONBLOCK = 0x800;
    public const int IN_CLOEXEC = 0x80000, IN_NONBLOCK = 0x800;
    public const int P_PIDFD = 3, WEXITED = 4, WNOHANG = 1, WNOWAIT = 0x01000000, CLD_EXITED = 1;
    public const int LOCK_EX = 2;
    public const long TMPFS_MAGIC = 0x01021994, FUSE_SUPER_MAGIC = 0x65735546;

    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public void* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Credentials
    {
        public int Pid;
        public uint Uid;
        public uint Gid;
    }

    /// <summary>siginfo_t as waitid fills it for a child.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    public struct SignalInfo
    {
        [FieldOffset(8)] public int Code;
        [FieldOffset(12 + 4)] public int Pid;
        [FieldOffset(24)] public int Status;
    }

    [StructLayout(LayoutKind.Sequential, Size = 120)]
    public struct StatFs
    {
        public long Type;
    }

    [LibraryImport(Library, SetLastError = true)] public static partial int close(int fd);
    [LibraryImport(Library, SetLastError = true)] public static partial int fcntl(int fd, int command, nint argument);
    [LibraryImport(Library, SetLastError = true)] public static partial int open(byte* path, int flags, uint mode);
    [LibraryImport(Library, SetLastError = true)] public static partial nint read(int fd, void* into, nuint count);
    [LibraryImport(Library, SetLastError = true)] public static partial nint write(int fd, void* from, nuint count);
    [LibraryImport(Library, SetLastError = true)] public static partial nint pread(int fd, void* into, nuint count, long offset);
    [LibraryImport(Library, SetLastError = true)] public static partial nint pwrite(int fd, void* from, nuint count, long offset);
    [LibraryImport(Library, SetLastError = true)] public static partial nint preadv(int fd, IoVector* vectors, int count, long offset);
    [LibraryImport(Library, SetLastError = true)] public static partial int pipe2(int* fds, int flags);
    [LibraryImport(Library, SetLastError = true)] public static partial int fstatfs(int fd, StatFs* result);
    [LibraryImport(Library, SetLastError = true)] public static partial int flock(int fd, int operation);
    [LibraryImport(Library, SetLastError = true)] public static partial int unlink(byte* path);
    [LibraryImport(Library, SetLastError = true)] public static partial int chmod(byte* path, uint mode);

    [LibraryImport(Library, SetLastError = true)] public static partial int memfd_create(byte* name, uint flags);
    [LibraryImport(Library, SetLastError = true)] public static partial int fsync(int fd);
    [LibraryImport(Library, SetLastError = true)] public static partial int ftruncate(int fd, long size);
    [LibraryImport(Library, SetLastError = true)] public static partial void* mmap(void* address, nuint length, int protection, int flags, int fd, long offset);
    [LibraryImport(Library, SetLastError = true)] public static partial int munmap(void* address, nuint length);
    [LibraryImport(Library, SetLastError = true)] public static partial int madvise(void* address, nuint length, int advice);

    [LibraryImport(Library, SetLastError = true)] public static partial int socket(int domain, int type, int protocol);
    [LibraryImport(Library, SetLastError = true)] public static partial int socketpair(int domain, int type, int protocol, int* fds);
    [LibraryImport(Library, SetLastError = true)] public static partial int connect(int fd, void* address, uint length);
    [LibraryImport(Library, SetLastError = true)] public static partial int bind(int fd, void* address, uint length);
    [LibraryImport(Library, SetLastError = true)] public static partial int listen(int fd, int backlog);
    [LibraryImport(Library, SetLastError = true)] public static partial int accept4(int fd, void* address, uint* length, int flags);
    [LibraryImport(Library, SetLastError = true)] public static partial int getsockopt(int fd, int level, int name, void* value, uint* length);
    [LibraryImport(Library, SetLastError = true)] public static partial int setsockopt(int fd, int level, int name, void* value, uint length);
    [LibraryImport(Library, SetLastError = true)] public static partial int getsockname(int fd, void* address, uint* length);
    [LibraryImport(Library, SetLastError = true)] public static partial nint sendmsg(int fd, MessageHeader* message, int flags);
    [LibraryImport(Library, SetLastError = true)] public static partial nint recvmsg(int fd, MessageHeader* message, int flags);

    [LibraryImport(Library, SetLastError = true)] public static partial int epoll_create1(int flags);
    [LibraryImport(Library, SetLastError = true)] public static partial int epoll_ctl(int epoll, int operation, int fd, void* ev);
    [LibraryImport(Library, SetLastError = true)] public static partial int epoll_wait(int epoll, void* events, int max, int timeoutMilliseconds);
    [LibraryImport(Library, SetLastError = true)] public static partial int epoll_pwait2(int epoll, void* events, int max, TimeSpec* timeout, void* signals);
    [LibraryImport(Library, SetLastError = true)] public static partial int eventfd(uint initial, int flags);
    [LibraryImport(Library, SetLastError = true)] public static partial int inotify_init1(int flags);
    [LibraryImport(Library, SetLastError = true)] public static partial int inotify_add_watch(int fd, byte* path, uint mask);

    [LibraryImport(Library, SetLastError = true)] public static partial int kill(int pid, int signal);
    [LibraryImport(Library, SetLastError = true)] public static partial int waitid(int idType, uint id, SignalInfo* info, int options);
    [LibraryImport(Library, SetLastError = true)] public static partial nint syscall(nint number, nint first, nint second);
    [LibraryImport(Library, SetLastError = true)] public static partial int prctl(int operation, nint second, nint third, nint fourth, nint fifth);
    [LibraryImport(Library)] public static partial int getppid();
    [LibraryImport(Library, SetLastError = true)] public static partial int getpgid(int pid);

    // These return the error number itself, and leave errno alone.
    [LibraryImport(Library)] public static partial int posix_spawn(int* pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);
    [LibraryImport(Library)] public static partial int posix_spawnp(int* pid, byte* file, void* actions, void* attributes, byte** arguments, byte** environment);
    [LibraryImport(Library)] public static partial int posix_spawn_file_actions_init(void* actions);
    [LibraryImport(Library)] public static partial int posix_spawn_file_actions_destroy(void* actions);
    [LibraryImport(Library)] public static partial int posix_spawn_file_actions_adddup2(void* actions, int fd, int target);
    [LibraryImport(Library)] public static partial int posix_spawn_file_actions_addclosefrom_np(void* actions, int from);
    [LibraryImport(Library)] public static partial int posix_spawn_file_actions_addchdir_np(void* actions, byte* path);
    [LibraryImport(Library)] public static partial int posix_spawnattr_init(void* attributes);
    [LibraryImport(Library)] public static partial int posix_spawnattr_destroy(void* attributes);
    [LibraryImport(Library)] public static partial int posix_spawnattr_setflags(void* attributes, short flags);
    [LibraryImport(Library)] public static partial int posix_spawnattr_setpgroup(void* attributes, int group);
    [LibraryImport(Library)] public static partial int posix_spawnattr_setsigmask(void* attributes, void* mask);
    [LibraryImport(Library)] public static partial int posix_spawnattr_setsigdefault(void* attributes, void* mask);
    [LibraryImport(Library)] public static partial int sigemptyset(void* set);
    [LibraryImport(Library)] public static partial int sigaddset(void* set, int signal);
}
