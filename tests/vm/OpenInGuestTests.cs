// SPDX-License-Identifier: Apache-2.0
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>A file of this machine, open in an app of a virtual machine.</summary>
[Collection(TinyGuest.OneByOne)]
public sealed class OpenInGuestTests
{
    /// <summary>An app in a terminal that appends the line it is given.</summary>
    private const string Install = """
        apps="${XDG_DATA_HOME:-$HOME/.local/share}/applications"
        mkdir -p "$apps"
        cat >/tmp/saver <<'END'
        read -r line
        printf '%s\n' "$line" >>"$1"
        END
        cat >"$apps/saver.desktop" <<'END'
        [Desktop Entry]
        Type=Application
        Name=Saver
        Exec=sh /tmp/saver %f
        Terminal=true
        MimeType=text/plain;
        END
        """;

    [Fact]
    public void What_is_saved_in_a_virtual_machine_is_in_the_file_here()
    {
        using var guest = new TinyGuest();
        guest.Boot();
        guest.Exec(Install);
        TinyGuest.Until(() => guest.Seamless.Done("apps", "--guest", TinyGuest.Name, "--all").Contains("saver", StringComparison.Ordinal), "the app is known");
        var original = guest.Seamless.PathOf("notes.txt");
        File.WriteAllText(original, new string('x', 1_000_000) + "\n");
        guest.Seamless.Done("open", "--guest", TinyGuest.Name, original);
        TinyGuest.Until(() => guest.Windows().Length == 1 && guest.Windows()[0].GetProperty("hasContent").GetBoolean(), "the app has a window");
        guest.Seamless.Done("input", "text", "typed in the virtual machine\n");
        TinyGuest.Until(() => File.ReadAllText(original) == new string('x', 1_000_000) + "\ntyped in the virtual machine\n", "the save has come back");
        TinyGuest.Until(() => guest.Seamless.Json("open", "--list").GetProperty("files").GetArrayLength() == 0, "the file is closed");
    }
}
