// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// The desktop's clipboard and primary selection. Whoever copied last, this desktop or an app of a guest, has the content; every other guest
/// is offered it, with all its types and under the mark of who made it.
/// </summary>
internal sealed class DesktopClipboard(Func<IEnumerable<GuestClipboard>> guests)
{
    private readonly Dictionary<SelectionKind, ClipboardContent> contents = [];

    /// <summary>Of what is copied on this desktop, in its life.</summary>
    public ulong Origin { get; } = RandomMark();

    /// <summary>Null: there is nothing to paste.</summary>
    public ClipboardContent? this[SelectionKind kind] => contents.GetValueOrDefault(kind);

    public void Set(SelectionKind kind, ClipboardContent? content)
    {
        if (content is null) contents.Remove(kind);
        else contents[kind] = content;
        foreach (var guest in guests()) guest.Offer(kind, content);
    }

    /// <summary>The guest has nothing any more; what others copied since stays.</summary>
    public void Withdraw(SelectionKind kind, GuestClipboard guest)
    {
        if (this[kind] is GuestContent content && content.Guest == guest) Set(kind, null);
    }

    /// <summary>What this desktop made, or has from another guest, and now comes back through this one: it is nothing new, or it would go round.</summary>
    public bool IsKnown(ulong origin, GuestClipboard from) => origin == Origin || guests().Any(guest => guest != from && guest.HasOf(origin));

    private static ulong RandomMark()
    {
        Span<byte> mark = stackalloc byte[8];
        RandomBytes.Fill(mark);
        return BitConverter.ToUInt64(mark) | 1; // Never 0.
    }
}
