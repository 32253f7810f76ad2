// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

internal static class ServerLimits
{
    /// <summary>Programs at once; each has a process of its own with a driver in it.</summary>
    public const int Clients = 64;

    /// <summary>
    /// Of those, what one process may have: a program has one, and a launcher those of all desktops elsewhere, which must not take the places
    /// of this machine's own programs.
    /// </summary>
    public const int ClientsOfOne = 48;

    /// <summary>Memory of one client's process beside what its driver takes to start: what a browser or a game with a driver in software needs, several times. The memory of a GPU is its driver's.</summary>
    public const ulong Memory = 4UL << 30;

    /// <summary>
    /// Of that, what buffers, textures, renderbuffers and surfaces may have, wherever they lie: who wants more is told that it is out of memory,
    /// before a driver that cannot bear that has to. The rest is for the driver, display lists, shaders and what their names cost.
    /// </summary>
    public static ulong Storage(ulong memory) => memory / 4 * 3;

    /// <summary>
    /// One entry of the ring, 64 KiB of records at most; `--hang-limit` says another. The slowest that is honest is a few large shaders compiled
    /// by software. Neither time on the clock nor time of processors tells a hang alone: a busy machine takes minutes for what is honest, and
    /// whoever waits for a GPU needs no processor. So time on the clock counts, but for that in which a thread stood in the queue for a processor.
    /// </summary>
    public static readonly TimeSpan Entry = TimeSpan.FromSeconds(60);

    /// <summary>Who gets less than one part in so many of a processor shows nobody a picture: so much more time on the clock is the end in any case.</summary>
    public const int Starved = 10;

    /// <summary>Looks at an entry before it has taken too long: more often tells little, less often is late.</summary>
    public const int Looks = 12;

    /// <summary>The longest entry that can be asked for: an hour.</summary>
    public const int MostSeconds = 3600;

    /// <summary>The most memory that can be asked for: 1 TiB.</summary>
    public const int MostMebibytes = 1 << 20;

    /// <summary>The least: with less the slab, or a driver in software, does not start.</summary>
    public const int LeastMebibytes = 256;

    /// <summary>A client has connected and must have greeted (`--greeting-limit` says another): what a machine under load needs for 32 bytes, many times.</summary>
    public static readonly TimeSpan Greeting = TimeSpan.FromSeconds(20);

    /// <summary>A driver that says goodbye (it writes its shader cache) has so long for it.</summary>
    public static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);

    /// <summary>Program binaries that a session knows again; 64 bytes each. What comes after is compiled.</summary>
    public const int Binaries = 16 << 10;

    /// <summary>Pixels that an accumulation buffer takes from a surface at once, or gives back: a window's, mostly; of larger ones several parts.</summary>
    public const int AccumulationBytes = 8 << 20;

    /// <summary>Commands of the server's own in display lists; each makes one more list for the driver. Programs have a handful.</summary>
    public const int ListSteps = 16 << 10;

    /// <summary>Such lists within each other: GL's own MAX_LIST_NESTING.</summary>
    public const int ListDepth = 64;

    /// <summary>Names of display lists asked for by one command: text drawn by lists has one for each letter of Unicode at most.</summary>
    public const int ListsAtOnce = 0x110000;

    /// <summary>Entries between two looks whether the GPU still has its memory, for programs that show nothing.</summary>
    public const int EntriesToLook = 256;

    /// <summary>A server that was started for a program stays for the next one.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    /// <summary>Frames that the GPU packs while it draws on; a client has no more of a window on their way (STREAM.md's clients wait for the last but one).</summary>
    public const int FramesInFlight = 2;

    /// <summary>Nanoseconds of waiting for a frame between two looks whether the client has work: shorter than a frame, longer than a look.</summary>
    public const ulong FenceLook = 200_000;

    /// <summary>What a client without shared memory is told at the end may take so long to go out.</summary>
    public static readonly TimeSpan LastWord = TimeSpan.FromSeconds(2);

    /// <summary>Records that the status names as waited for: whoever has more waits everywhere.</summary>
    public const int Causes = 16;
}
