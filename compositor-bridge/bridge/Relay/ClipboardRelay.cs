// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>
/// The clipboard between the guest and the desktop (PROTOCOL.md, "Clipboard"). Both sides are checked alike, and what one has said is
/// remembered for the other, which may come later. What a side can no longer say when it is gone is said for it.
/// </summary>
internal sealed class ClipboardRelay
{
    public ClipboardRelay(GuestRelay relay)
    {
        Guest = new ClipboardSide("the guest's agent", () => relay.OpenGuest?.Session);
        // A guest says everything again for a desktop that begins to look on; before that nothing is for it.
        Desktop = new ClipboardSide("the desktop", () => relay.Watching);
        (Guest.Other, Desktop.Other) = (Desktop, Guest);
    }

    public ClipboardSide Guest { get; }

    public ClipboardSide Desktop { get; }
}
