// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Gpu.Server;

/// <summary>
/// How much memory of its own this process may have: buffers, textures and whatever else a software driver makes for its client. What is
/// more, the driver does not get, and tells the client that it is out of memory; one that cannot bear that ends with this process.
/// </summary>
internal static unsafe partial class MemoryLimit
{
    private const int Data = 2; // RLIMIT_DATA: private memory that can be written, used or not

    [LibraryImport("libc")] private static partial int setrlimit(int resource, ulong* limits);

    /// <param name="bytes">For now, and for ever.</param>
    public static void Set(ulong bytes)
    {
        var limits = stackalloc ulong[] { bytes, bytes };
        // SAFETY: two numbers on this stack. It cannot fail: less than before is always allowed, and more is what it was.
        _ = setrlimit(Data, limits);
    }
}
