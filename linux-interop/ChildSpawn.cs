// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Runtime.InteropServices;

namespace Seamless.Linux;

/// <summary>
/// One posix_spawn: own process group or session, empty signal mask, default signal actions, working directory, and exactly the
/// descriptors that were asked for. (fork would be out of the question in a process with a runtime's threads.)
/// </summary>
internal static unsafe class ChildSpawn
{
    private const short SetProcessGroup = 0x02, SetSignalDefaults = 0x04, SetSignalMask = 0x08, SetSession = 0x80;
    private const int FirstParkedNumber = 64; // Above any target number, so that one dup2 never overwrites the source of another.
    private const int StandardStreams = 3, LastSignal = 64;
    private const int OpaqueBytes = 512; // glibc: posix_spawnattr_t 336 bytes, file actions 80, sigset_t 128.

    public static int Spawn(ChildProcessOptions options)
    {
        if (options.Handles.Count > FirstParkedNumber - StandardStreams)
            throw new ArgumentException("Too many handles for one child.", nameof(options));
        var operation = $"start '{options.FileName}'";
        var actions = stackalloc byte[OpaqueBytes];
        var attributes = stackalloc byte[OpaqueBytes];
        // SAFETY: both opaque structures fit their buffers and are destroyed below; the strings live until the arrays are freed,
        // which is after the call that reads them.
        Check(Libc.posix_spawn_file_actions_init(actions), operation);
        Check(Libc.posix_spawnattr_init(attributes), operation);
        using var arguments = new StringArray([options.FileName, .. options.Arguments]);
        using var environment = new StringArray(EnvironmentOf(options));
        var parked = new List<FileDescriptor>();
        try
        {
            AddDescriptors(actions, options, parked, operation);
            if (options.WorkingDirectory is { } directory)
            {
                fixed (byte* path = FileDescriptor.PathBytes(directory))
                    Check(Libc.posix_spawn_file_actions_addchdir_np(actions, path), operation);
            }
            SetAttributes(attributes, options.NewSession || options.Terminal is not null, operation);
            int pid;
            fixed (byte* file = FileDescriptor.PathBytes(options.FileName))
            {
                Check(options.FileName.Contains('/')
                    ? Libc.posix_spawn(&pid, file, actions, attributes, arguments.Pointers, environment.Pointers)
                    : Libc.posix_spawnp(&pid, file, actions, attributes, arguments.Pointers, environment.Pointers), operation);
            }
            return pid;
        }
        finally
        {
            foreach (var fd in parked)
                fd.Dispose();
            _ = Libc.posix_spawn_file_actions_destroy(actions);
            _ = Libc.posix_spawnattr_destroy(attributes);
        }
    }

    private static void AddDescriptors(byte* actions, ChildProcessOptions options, List<FileDescriptor> parked, string operation)
    {
        using var nothing = FileDescriptor.OpenReadWrite("/dev/null");
        FileDescriptor[] wanted =
            [options.StandardInput ?? nothing, options.StandardOutput ?? nothing, options.StandardError ?? nothing, .. options.Handles];
        for (var target = options.Terminal is null ? 0 : StandardStreams; target < wanted.Length; target++)
        {
            var source = FileDescriptor.FromCall(Libc.fcntl(wanted[target].Number, Libc.F_DUPFD_CLOEXEC, FirstParkedNumber), operation);
            parked.Add(source);
            Check(Libc.posix_spawn_file_actions_adddup2(actions, source.Number, target), operation);
        }
        if (options.Terminal is { } terminal)
            AddTerminal(actions, terminal, operation);
        // All of ours are close-on-exec; this catches what a library opened without.
        Check(Libc.posix_spawn_file_actions_addclosefrom_np(actions, wanted.Length), operation);
    }

    /// <summary>The first terminal that a session leader without one opens becomes its controlling terminal (tty_open in the kernel).</summary>
    private static void AddTerminal(byte* actions, string terminal, string operation)
    {
        // SAFETY: the path is copied by the call.
        fixed (byte* path = FileDescriptor.PathBytes(terminal))
            Check(TerminalNative.posix_spawn_file_actions_addopen(actions, 0, path, Libc.O_RDWR, 0), operation);
        Check(Libc.posix_spawn_file_actions_adddup2(actions, 0, 1), operation);
        Check(Libc.posix_spawn_file_actions_adddup2(actions, 0, 2), operation);
    }

    private static void SetAttributes(byte* attributes, bool newSession, string operation)
    {
        var signals = stackalloc byte[OpaqueBytes];
        // SAFETY: sigset_t fits the buffer.
        _ = Libc.sigemptyset(signals);
        Check(Libc.posix_spawnattr_setsigmask(attributes, signals), operation);
        for (var signal = 1; signal <= LastSignal; signal++)
            _ = Libc.sigaddset(signals, signal); // The two that the C library keeps for itself are refused, which is right.
        Check(Libc.posix_spawnattr_setsigdefault(attributes, signals), operation);
        Check(Libc.posix_spawnattr_setpgroup(attributes, 0), operation);
        // A session leader leads a process group already, and may not be moved to another.
        var flags = (short)(SetSignalMask | SetSignalDefaults | (newSession ? SetSession : SetProcessGroup));
        Check(Libc.posix_spawnattr_setflags(attributes, flags), operation);
    }

    private static List<string> EnvironmentOf(ChildProcessOptions options)
    {
        if (options.Environment is { } given)
            return [.. given.Select(pair => $"{pair.Key}={pair.Value}")];
        var all = new List<string>();
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            all.Add($"{entry.Key}={entry.Value}");
        return all;
    }

    private static void Check(int error, string operation)
    {
        if (error != 0)
            throw new LinuxException(operation, error);
    }

    /// <summary>A zero-terminated array of zero-terminated strings: argv or envp.</summary>
    internal sealed class StringArray : IDisposable
    {
        private readonly int _count;

        public StringArray(IReadOnlyList<string> strings)
        {
            _count = strings.Count;
            // SAFETY: room for all pointers and the zero at the end; freed in Dispose.
            Pointers = (byte**)NativeMemory.AllocZeroed((nuint)_count + 1, (nuint)sizeof(byte*));
            for (var i = 0; i < _count; i++)
                Pointers[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        }

        public byte** Pointers { get; }

        public void Dispose()
        {
            for (var i = 0; i < _count; i++)
                Marshal.FreeCoTaskMem((nint)Pointers[i]);
            NativeMemory.Free(Pointers);
        }
    }
}
