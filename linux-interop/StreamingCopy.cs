// SPDX-License-Identifier: Apache-2.0
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Seamless.Linux;

/// <summary>
/// Copies of more than a processor's caches hold, out of memory whose pages lie apart. A processor fetches ahead by itself only within a
/// page, and what it writes in the usual way it reads first. Here the caller says what comes next, which is fetched meanwhile, and what is
/// written goes past the caches. Half the time of one copy after the other, for 2,000 scattered pages on the machines at hand.
/// </summary>
public static unsafe class StreamingCopy
{
    private const int Line = 64;

    /// <summary>Fetch what is copied so many bytes later: the translation of one page and the lines of another are under way.</summary>
    public const int AheadBytes = 8192;

    /// <summary>
    /// Copies into a span of the same length. <paramref name="ahead"/> is what will be copied <see cref="AheadBytes"/> later; it may be empty.
    /// After the last one call <see cref="Complete"/>.
    /// </summary>
    public static void Copy(ReadOnlySpan<byte> from, Span<byte> into, ReadOnlySpan<byte> ahead)
    {
        if (!Sse2.IsSupported || from.Length < 2 * Line)
        {
            from.CopyTo(into);
            return;
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(into.Length, from.Length);
        // SAFETY: all three spans are alive for the call. Every access is below the length that was checked: whole lines from `head` on,
        // the rest by CopyTo. A prefetch of any address does no harm.
        fixed (byte* source = from, target = into, next = ahead)
        {
            var head = (int)(-(nint)target & (Line - 1));
            from[..head].CopyTo(into);
            // For the translation of the page that is written next; its lines are not read.
            Sse.Prefetch0(target + AheadBytes);
            var at = head;
            for (; at + Line <= from.Length; at += Line)
            {
                if (at < ahead.Length)
                    Sse.Prefetch0(next + at);
                var (a, b) = (Vector128.Load(source + at), Vector128.Load(source + at + 16));
                var (c, d) = (Vector128.Load(source + at + 32), Vector128.Load(source + at + 48));
                Sse2.StoreAlignedNonTemporal(target + at, a);
                Sse2.StoreAlignedNonTemporal(target + at + 16, b);
                Sse2.StoreAlignedNonTemporal(target + at + 32, c);
                Sse2.StoreAlignedNonTemporal(target + at + 48, d);
            }
            from[at..].CopyTo(into[at..]);
        }
    }

    /// <summary>Everything copied is there for whoever is told of it from now on.</summary>
    public static void Complete()
    {
        if (Sse.IsSupported)
            Sse.StoreFence();
    }
}
