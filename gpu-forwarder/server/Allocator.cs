// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Gpu.Server;

/// <summary>
/// The driver's memory: glibc gives large blocks back to the system when they are freed, and a program that replaces a texture or a buffer in
/// each frame would have the kernel clear its pages each time. What was freed stays here instead; the process lives as long as its client.
/// </summary>
internal static partial class Allocator
{
    private const int TrimThreshold = -1, MmapThreshold = -3, ArenaMax = -8;

    /// <summary>The most that glibc takes for blocks of the heap, and as much free memory as a few of them leave.</summary>
    private const int LargestOfHeap = 32 << 20, KeptFree = 256 << 20;

    [LibraryImport("libc")] private static partial int mallopt(int parameter, int value);

    public static void KeepFreedMemory()
    {
        _ = mallopt(ArenaMax, 1);
        _ = mallopt(MmapThreshold, LargestOfHeap);
        _ = mallopt(TrimThreshold, KeptFree);
    }
}
