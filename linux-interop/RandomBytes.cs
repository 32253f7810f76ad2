// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Linux;

/// <summary>
/// Bytes that nobody can guess, from the kernel. .NET's RandomNumberGenerator loads OpenSSL for them and aborts where there is none,
/// as in a small guest.
/// </summary>
public static partial class RandomBytes
{
    /// <summary>getrandom(2) gives up to this many bytes whole, whatever signals come.</summary>
    public const int Most = 256;

    public static unsafe void Fill(Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, Most);
        // SAFETY: the span is pinned for the call, which writes at most its length.
        fixed (byte* into = bytes)
        {
            while (GetRandom(into, (nuint)bytes.Length, 0) != bytes.Length)
                if (LinuxException.LastErrno != Errno.EINTR)
                    LinuxException.ThrowLast("getrandom");
        }
    }

    /// <summary>So many bytes as hexadecimal digits.</summary>
    public static string Hex(int count)
    {
        Span<byte> bytes = stackalloc byte[Most];
        Fill(bytes[..count]);
        return Convert.ToHexStringLower(bytes[..count]);
    }

    [LibraryImport("libc", EntryPoint = "getrandom", SetLastError = true)]
    private static unsafe partial nint GetRandom(byte* into, nuint length, uint flags);
}
