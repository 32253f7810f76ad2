// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Gpu.Server;

/// <summary>Sleep until a word of shared memory changes, and wake who sleeps on one.</summary>
internal static unsafe partial class Futex
{
    private const long Number = 202; // x86-64; see Call for ARM.
    private const int Wait = 0, Wake = 1;

    [LibraryImport("libc")] private static partial long syscall(long number, uint* word, int operation, uint value, nint timeout, nint second, uint third);

    /// <summary>Returns when the word is not `value` (any more), or for no reason at all.</summary>
    public static void SleepOn(uint* word, uint value) => _ = syscall(Call, word, Wait, value, 0, 0, 0);

    public static void WakeAll(uint* word) => _ = syscall(Call, word, Wake, int.MaxValue, 0, 0, 0);

    public static void WakeAll(Seamless.Linux.MappedMemory memory, long offset)
    {
        // SAFETY: four bytes within the mapping, as Slice makes sure; only their address is used.
        fixed (byte* word = memory.Slice(offset, sizeof(uint)))
            WakeAll((uint*)word);
    }

    private static long Call => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 98 : Number;
}
