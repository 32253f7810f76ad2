// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;

namespace Seamless.Gpu.Server;

/// <summary>
/// How much memory of its own this process may have: buffers, textures and whatever else a software driver makes for its client. What is
/// more, the driver does not get, and tells the client that it is out of memory; one that cannot bear that ends with this process. What it took to
/// start is its own affair: drivers of GPUs take whole ranges for themselves, most of which they never use.
/// </summary>
internal static unsafe partial class MemoryLimit
{
    private const int Data = 2; // RLIMIT_DATA: private memory that can be written, used or not

    [LibraryImport("libc")] private static partial int setrlimit(int resource, ulong* limits);

    /// <summary>Once the driver has made a context; from then on and for ever.</summary>
    /// <param name="more">Bytes beside those that there are now.</param>
    public static void Set(ulong more)
    {
        var bytes = checked(Now() + more);
        var limits = stackalloc ulong[] { bytes, bytes };
        // SAFETY: two numbers on this stack. Where it fails, whoever started this process has set a lower one.
        _ = setrlimit(Data, limits);
    }

    /// <summary>As the kernel counts it for the limit.</summary>
    private static ulong Now()
    {
        const string Name = "VmData:";
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return ulong.Parse(line.AsSpan(Name.Length).Trim().TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture) << 10;
    }
}
