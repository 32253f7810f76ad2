// SPDX-License-Identifier: Apache-2.0
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>The clipboard between the built-in guest, a virtual machine and `seamless clipboard`, with terminals that we did not write.</summary>
[Collection(TinyGuest.OneByOne)]
public sealed class ClipboardInGuestTests
{
    [Fact]
    public void What_is_copied_in_one_guest_is_pasted_in_the_other_both_ways()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/wl-copy"), "/usr/bin/wl-copy is not installed (Debian package wl-clipboard)");
        using var guest = new TinyGuest();
        guest.Boot();
        // Its second program is a copy by the terminal's own escape sequence, once it was told to by a key.
        guest.Show("foot", "sh", "-c", "head -n 1 >/tmp/pasted; head -n 1 >/dev/null; printf '\\033]52;c;R3LDvMOfZSBhdXMgZGVyIFZN\\007'; cat");
        guest.Seamless.Done("exec", "local", "--", "wl-copy", "Grüße aus dem eingebauten Gast\n");
        TinyGuest.Until(() => guest.Seamless.Run("clipboard", "types").Output.Contains("text/plain", StringComparison.Ordinal), "it was copied");
        guest.Seamless.Done("input", "key", "ctrl+shift+v");
        TinyGuest.Until(() => guest.Exec("cat /tmp/pasted 2>/dev/null || true") == "Grüße aus dem eingebauten Gast\n", "the terminal in the virtual machine pasted it");

        guest.Seamless.Done("input", "key", "Return");
        TinyGuest.Until(() => guest.Seamless.Run("clipboard", "get").Output == "Grüße aus der VM", "the terminal's copy came to the desktop");
        Assert.Equal("Grüße aus der VM", guest.Seamless.Done("exec", "local", "--", "wl-paste", "--no-newline"));
        Assert.Equal("Grüße aus der VM", guest.Seamless.Done("clipboard", "get", "--guest", TinyGuest.Name));
        guest.Seamless.Done("guest", "stop", TinyGuest.Name);
        Assert.Equal("seamless: there is nothing to paste\n", guest.Seamless.Run("clipboard", "get").Error);
    }
}
