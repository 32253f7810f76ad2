// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>One clipboard for Redox and the built-in guest's programs: wl-clipboard, foot and a text field of GTK, by the keys that a person of Redox knows.</summary>
public sealed class ClipboardInOrbitalTests : IDisposable
{
    private const string Gtk = "/usr/bin/gtk4-demo";
    private const int Attempts = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly SeamlessCommand _seamless = new();
    private OrbitalStage? _orbital;

    public void Dispose()
    {
        _orbital?.Dispose();
        _seamless.Dispose();
    }

    [Fact]
    public void What_wl_copy_copies_is_in_Redox_and_what_Redox_copies_wl_paste_pastes()
    {
        GuestProgram.Require("/usr/bin/wl-copy", "wl-clipboard");
        var orbital = Start();
        orbital.ShowTerminal();
        InRedox(orbital, "tGrüße aus dem Gast", () => Exec("wl-copy", "Grüße aus dem Gast"));

        orbital.Hand("clipboard set t 'Grüße von Redox'");
        orbital.Hand("focus Terminal");
        AwaitPasted("Grüße von Redox");
        Assert.Contains("text/plain;charset=utf-8\n", Exec("wl-paste", "--list-types"), StringComparison.Ordinal);
    }

    [Fact]
    public void Foot_copies_what_is_marked_and_pastes_what_Redox_has()
    {
        var orbital = Start();
        var pasted = _seamless.PathOf("pasted");
        orbital.ShowTerminal("sh", "-c", $"printf 'Seamless\\n'; stty -icanon; head -c 9 > {pasted}; read line");
        var window = orbital.Windows()[0];
        var (x, y) = (int.Parse(window[2], CultureInfo.InvariantCulture) + 30, int.Parse(window[3], CultureInfo.InvariantCulture) + 22);
        InRedox(orbital, "tSeamless", () =>
        {
            // A double click marks a word.
            orbital.Hand($"move {x} {y}");
            orbital.Hand("click");
            orbital.Hand("click");
            Super(orbital, "c");
        });

        orbital.Hand("clipboard set t 'von Redox'");
        Super(orbital, "v");
        for (var began = Stopwatch.GetTimestamp(); !(File.Exists(pasted) && File.ReadAllText(pasted) == "von Redox");)
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "foot did not paste");
    }

    [Fact]
    public void A_text_field_of_GTK_copies_pastes_and_cuts()
    {
        GuestProgram.Require(Gtk, "gtk-4-examples");
        var orbital = Start();
        _seamless.Done("run", "--no-wait", "--", Gtk, "--run=entry_undo");
        orbital.Hand("wait windows 1 within 30000");
        InRedox(orbital, "taus GTK", () =>
        {
            SelectAll(orbital);
            orbital.Hand("type aus GTK");
            SelectAll(orbital);
            Super(orbital, "c");
        });

        InRedox(orbital, "tvon Redox!", () =>
        {
            orbital.Hand("clipboard set t 'von Redox'");
            SelectAll(orbital);
            Super(orbital, "v");
            orbital.Hand("key END tap");
            orbital.Hand("type !");
            SelectAll(orbital);
            Super(orbital, "x");
        });
    }

    /// <summary>Programs copy and paste in their own time, so what a person does is done again when it came too early.</summary>
    private static void InRedox(OrbitalStage orbital, string content, Action person)
    {
        for (var attempt = 1; ; attempt++)
        {
            person();
            try
            {
                orbital.Hand($"wait clipboard {Convert.ToHexStringLower(Encoding.UTF8.GetBytes(content))} within 2000");
                return;
            }
            catch (InvalidOperationException late) when (attempt < Attempts)
            {
                TestContext.Current.SendDiagnosticMessage($"{late.Message}; there is {string.Join('\n', orbital.Hand("clipboard get"))}");
            }
        }
    }

    private static void SelectAll(OrbitalStage orbital)
    {
        orbital.Hand("key CONTROL down");
        orbital.Hand("key a tap");
        orbital.Hand("key CONTROL up");
    }

    private static void Super(OrbitalStage orbital, string key)
    {
        orbital.Hand("key SUPER down");
        orbital.Hand($"key {key} tap");
        orbital.Hand("key SUPER up");
    }

    private void AwaitPasted(string text)
    {
        var seen = "";
        for (var began = Stopwatch.GetTimestamp(); seen != text; seen = Exec("wl-paste", "--no-newline"))
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"'{seen}' is pasted, and not '{text}'");
    }

    private OrbitalStage Start() => _orbital = new OrbitalStage(_seamless);

    private string Exec(params string[] command) => _seamless.Done(["exec", "local", "--", .. command]);
}
