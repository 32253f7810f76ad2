// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Linux;

/// <summary>What may be done beneath a folder, or with one file; the bits are the kernel's (linux/landlock.h).</summary>
[Flags]
public enum LandlockRights : ulong
{
    None = 0,
    Execute = 1 << 0,
    WriteFile = 1 << 1,
    ReadFile = 1 << 2,
    ReadFolder = 1 << 3,
    RemoveFolder = 1 << 4,
    RemoveFile = 1 << 5,
    MakeFolder = 1 << 7,
    MakeFile = 1 << 8,
    Truncate = 1 << 14,
    ControlDevice = 1 << 15,

    Read = ReadFile | ReadFolder,
    Write = WriteFile | Truncate,

    /// <summary>What a rule for a file may say; the others are of folders.</summary>
    OfFiles = Execute | WriteFile | ReadFile | Truncate | ControlDevice,
}

/// <summary>
/// A thread, and the processes and threads that it makes from then on, keep of their user's rights only those that are listed here: to files, and as far
/// as the kernel knows how, to connections over TCP, other programs' abstract sockets, signals to other programs (and always: their memory). There is no
/// way back. A process with threads restricts one and starts its program anew on that one (<see cref="ProcessImage"/>).
/// </summary>
public sealed unsafe partial class Landlock : IDisposable
{
    private const nint CreateRuleset = 444, AddRule = 445, RestrictSelf = 446;
    private const int VersionFlag = 1, PathBeneath = 1;
    private const int OPath = 0x200000; // O_PATH
    private const int SetNoNewPrivileges = 38; // PR_SET_NO_NEW_PRIVS
    private const int AttributeBytes = 24;

    // What came with which version of the kernel's interface (its documentation, "previous limitations").
    private const int FileTruncation = 3, Tcp = 4, DeviceControl = 5, Scopes = 6, UnixSockets = 9;
    private const ulong FirstFileRights = (1 << 13) - 1, Refer = 1 << 13, ResolveUnixSocket = 1 << 16;
    private const ulong BindAndConnectTcp = 3, AbstractSocketsAndSignals = 3;

    private readonly FileDescriptor _rules;
    private readonly ulong _handled;

    private Landlock(FileDescriptor rules, ulong handled) => (_rules, _handled) = (rules, handled);

    /// <summary>The kernel's interface; 0: there is none, or it was not switched on when the machine started, or somebody forbids it.</summary>
    public static int Version { get; } = (int)Math.Max(0, syscall(CreateRuleset, 0, 0, VersionFlag, 0));

    /// <summary>This kernel can keep files that may not be written from being cut off.</summary>
    public static bool KnowsTruncation => Version >= FileTruncation;

    /// <summary>This kernel can deny TCP.</summary>
    public static bool KnowsTcp => Version >= Tcp;

    /// <summary>This kernel can deny other programs' abstract sockets, and signals to them.</summary>
    public static bool KnowsScopes => Version >= Scopes;

    /// <summary>Nothing is allowed yet.</summary>
    public static Landlock Create()
    {
        var handled = FirstFileRights
            | (Version > 1 ? Refer : 0)
            | (Version >= FileTruncation ? (ulong)LandlockRights.Truncate : 0)
            | (Version >= DeviceControl ? (ulong)LandlockRights.ControlDevice : 0)
            | (Version >= UnixSockets ? ResolveUnixSocket : 0);
        // struct landlock_ruleset_attr; an older kernel takes a longer one whose rest is zero.
        var attribute = stackalloc ulong[] { handled, Version >= Tcp ? BindAndConnectTcp : 0, Version >= Scopes ? AbstractSocketsAndSignals : 0 };
        // SAFETY: 24 bytes on this stack, which the kernel reads.
        var raw = (int)syscall(CreateRuleset, (nint)attribute, AttributeBytes, 0, 0);
        return new(FileDescriptor.FromCall(raw, "landlock_create_ruleset"), handled);
    }

    /// <summary>Allows that for a file, or for a folder and everything beneath it. What is not there, or cannot be reached, needs no rule.</summary>
    public void Allow(string path, LandlockRights rights)
    {
        if (OpenPath(path) is not { } place)
            return;
        using (place)
        {
            var allowed = (ulong)(Directory.Exists(path) ? rights : rights & LandlockRights.OfFiles) & _handled;
            // struct landlock_path_beneath_attr: eight bytes of rights and four of a descriptor, without a gap.
            var attribute = stackalloc byte[12];
            *(ulong*)attribute = allowed;
            *(int*)(attribute + sizeof(ulong)) = place.Number;
            // SAFETY: 12 bytes on this stack, which the kernel reads; the descriptor is open until after the call.
            if (allowed != 0 && syscall(AddRule, _rules.Number, PathBeneath, (nint)attribute, 0) < 0)
                LinuxException.ThrowLast($"landlock_add_rule for '{path}'");
        }
    }

    /// <summary>From now on, for this thread and what it starts. It also gains no rights any more by the programs that it starts, which the kernel asks for.</summary>
    public void Enforce()
    {
        // SAFETY: numbers only.
        if (Libc.prctl(SetNoNewPrivileges, 1, 0, 0, 0) < 0)
            LinuxException.ThrowLast("prctl PR_SET_NO_NEW_PRIVS");
        if (syscall(RestrictSelf, _rules.Number, 0, 0, 0) < 0)
            LinuxException.ThrowLast("landlock_restrict_self");
    }

    private static FileDescriptor? OpenPath(string path)
    {
        // SAFETY: the zero-terminated path lives in a pinned array for the length of the call.
        fixed (byte* bytes = FileDescriptor.PathBytes(path))
        {
            var raw = Libc.open(bytes, OPath | Libc.O_CLOEXEC, 0);
            return raw < 0 ? null : FileDescriptor.FromCall(raw, $"open '{path}'");
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint first, nint second, nint third, nint fourth);

    public void Dispose() => _rules.Dispose();
}
