// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

internal static class ServerLimits
{
    /// <summary>Programs at once; each has a process of its own with a driver in it.</summary>
    public const int Clients = 64;

    /// <summary>Memory of one client's process: what a browser or a game with a driver in software needs, several times. The memory of a GPU is its driver's.</summary>
    public const ulong Memory = 4UL << 30;

    /// <summary>One entry of the ring, 64 KiB of records at most. The slowest that is honest is a few large shaders compiled by software.</summary>
    public static readonly TimeSpan Entry = TimeSpan.FromSeconds(60);

    /// <summary>A server that was started for a program stays for the next one.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    /// <summary>Frames that the GPU packs while it draws on; a client has no more of a window on their way (STREAM.md's clients wait for the last but one).</summary>
    public const int FramesInFlight = 2;

    /// <summary>Nanoseconds of waiting for a frame between two looks whether the client has work: shorter than a frame, longer than a look.</summary>
    public const ulong FenceLook = 200_000;

    /// <summary>How often somebody looks whether an entry takes that long.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>What a client without shared memory is told at the end may take so long to go out.</summary>
    public static readonly TimeSpan LastWord = TimeSpan.FromSeconds(2);

    /// <summary>Records that the status names as waited for: whoever has more waits everywhere.</summary>
    public const int Causes = 16;
}
