// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Tests.Anywhere.Protocol;

internal static class ClipboardVectors
{
    public static IEnumerable<Vector> All()
    {
        yield return Vector.Of("a text was copied, with its markup", new ClipboardOffer(
            SelectionKind.Clipboard, 3, 0x1122334455667788, ["text/html", "text/plain;charset=utf-8", "UTF8_STRING"]));
        yield return Vector.Of("nothing is marked any more", new ClipboardOffer(SelectionKind.Primary, 4, 0x1122334455667788, []), variant: "-empty");
        yield return Vector.Of("somebody pastes", new ClipboardRequest(7, SelectionKind.Clipboard, 3, "text/html"));
        yield return Vector.Of("a part of it", new ClipboardData(7, "<b>Grüße</b>"u8.ToArray()));
        yield return Vector.Of("that was all", new ClipboardData(7, default), variant: "-end");
        yield return Vector.Of("32 KiB have been handed on", new ClipboardCredit(7, 32_768));
        yield return Vector.Of("another copy came first", new ClipboardFailed(8, "something else was copied meanwhile"));
        yield return Vector.Of("the paste was called off", new ClipboardCancelled(9));
    }
}
