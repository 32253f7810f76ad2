// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>`seamless clipboard` against programs that we did not write, in the built-in guest: wl-clipboard, and a text field of GTK.</summary>
public sealed class ClipboardProgramTests : IDisposable
{
    private const string Gtk = "/usr/bin/gtk4-demo";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly SeamlessCommand _seamless = new();

    public ClipboardProgramTests() => Require("/usr/bin/wl-copy", "wl-clipboard");

    public void Dispose() => _seamless.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_set_wl_paste_pastes_and_what_wl_copy_copies_is_got(bool primary)
    {
        string[] which = primary ? ["--primary"] : [];
        Set("Grüße von außen", which);
        Assert.Equal("Grüße von außen", Exec(["wl-paste", "--no-newline", .. which]));
        Assert.Contains("text/plain;charset=utf-8\n", Exec(["wl-paste", "--list-types", .. which]), StringComparison.Ordinal);
        Exec(["wl-copy", .. which, "Grüße aus dem Gast"]);
        Await("Grüße aus dem Gast", which);
        Assert.Contains("text/plain\n", _seamless.Done(["clipboard", "types", "--guest", "local", .. which]), StringComparison.Ordinal);
        // The two do not know of each other.
        var other = _seamless.Run(primary ? ["clipboard", "get"] : ["clipboard", "get", "--primary"]);
        Assert.Equal(new SeamlessCommand.Outcome(1, "", "seamless: there is nothing to paste\n"), other);
    }

    [Fact]
    public void Sixty_four_MiB_of_any_type_pass_whole_and_one_byte_more_does_not()
    {
        var file = _seamless.PathOf("big");
        var bytes = new byte[ProtocolLimits.ClipboardBytes];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(file, bytes);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.Equal(0, Pipe(File.ReadAllBytes(file), "clipboard", "set", "--type", "x/big").ExitCode);
        var began = Stopwatch.GetTimestamp();
        Assert.Equal(hash, Exec("sh", "-c", "wl-paste --type x/big | sha256sum")[..64]);
        TestContext.Current.TestOutputHelper?.WriteLine($"64 MiB to a guest in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
        Exec("sh", "-c", $"wl-copy --type y/big < {file}");
        AwaitTypes("y/big\n");
        began = Stopwatch.GetTimestamp();
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(Got("--type", "y/big"))));
        TestContext.Current.TestOutputHelper?.WriteLine($"64 MiB out of a guest in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");

        File.AppendAllText(file, "!");
        Exec("sh", "-c", $"wl-copy --type z/big < {file}");
        AwaitTypes("z/big\n");
        Assert.Equal(new SeamlessCommand.Outcome(1, "", "seamless: it is more than 64 MiB\n"), _seamless.Run("clipboard", "get"));
        Assert.Equal("seamless: more than 64 MiB are a file, and not for the clipboard\n", Pipe(File.ReadAllBytes(file), "clipboard", "set", "--type", "x/big").Error);
    }

    [Fact]
    public void A_program_that_never_writes_fails_the_paste_in_words_and_one_that_ends_leaves_nothing()
    {
        // A stopped owner: wl-copy is asked, and cannot answer.
        Exec("sh", "-c", "wl-copy --foreground stuck >/dev/null 2>&1 & echo $! > owner");
        Await("stuck");
        Exec("sh", "-c", "kill -STOP $(cat owner)");
        var began = Stopwatch.GetTimestamp();
        Assert.Equal(new SeamlessCommand.Outcome(1, "", "seamless: the app that has it gave nothing for 5 s\n"), _seamless.Run("clipboard", "get"));
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 4.9, 9);
        Exec("sh", "-c", "kill -KILL $(cat owner)");
        AwaitTypes("");
        Assert.Equal("seamless: there is nothing to paste\n", _seamless.Run("clipboard", "get").Error);
    }

    [Fact]
    public void What_is_not_there_is_said_so()
    {
        Set("text");
        Assert.Equal("seamless: it is not there as image/png, but as text/plain;charset=utf-8, text/plain, UTF8_STRING, TEXT, STRING\n",
            _seamless.Run("clipboard", "get", "--type", "image/png").Error);
        Assert.Equal("seamless: no guest 'elsewhere' is attached; see: seamless status\n", _seamless.Run("clipboard", "get", "--guest", "elsewhere").Error);
        Assert.Equal("seamless: it is no text in UTF-8; say what it is with --type\n", Pipe([0xff, 0xfe], "clipboard", "set").Error);
        Assert.Equal("text", Got());
    }

    [Fact]
    public void A_text_field_of_GTK_copies_and_pastes()
    {
        Require(Gtk, "gtk-4-examples");
        _seamless.Done("run", "--", Gtk, "--run=entry_undo");
        _seamless.Done("input", "text", "aus GTK: €");
        _seamless.Done("input", "key", "ctrl+a", "ctrl+c");
        Await("aus GTK: €");
        Set("für GTK ");
        _seamless.Done("input", "key", "ctrl+a", "ctrl+v");
        // GTK pastes when the text has come; what is typed after must not overtake it, so it is looked for first.
        Await("für GTK ", ["--guest", "local"], () => _seamless.Done("input", "key", "ctrl+a", "ctrl+c"));
        _seamless.Done("input", "key", "End");
        _seamless.Done("input", "text", "und zurück");
        Await("für GTK und zurück", [], () => _seamless.Done("input", "key", "ctrl+a", "ctrl+c"));
    }

    [Fact]
    public void The_clipboard_outlives_bridge_and_desktop()
    {
        Exec("wl-copy", "still here");
        Await("still here");
        foreach (var program in new[] { "seamless-bridge", "seamless-desktop-headless" })
        {
            using (var killed = Process.GetProcessById(Assert.Single(_seamless.ProcessesOf(program))))
                killed.Kill();
            Await("still here");
        }
    }

    private static void Require(string file, string package)
    {
        if (!File.Exists(file)) Assert.Skip($"{file} is not installed (Debian package {package})");
    }

    private string Exec(params string[] command) => _seamless.Done(["exec", "--folder", _seamless.PathOf("."), "local", "--", .. command]);

    private void Set(string text, params string[] which) => Assert.Equal(0, Pipe(Encoding.UTF8.GetBytes(text), ["clipboard", "set", .. which]).ExitCode);

    private string Got() => _seamless.Done("clipboard", "get");

    private byte[] Got(params string[] which)
    {
        using var verb = _seamless.Start(["clipboard", "get", .. which]);
        verb.StandardInput.Close();
        using var bytes = new MemoryStream();
        verb.StandardOutput.BaseStream.CopyTo(bytes);
        verb.WaitForExit();
        Assert.True(verb.ExitCode == 0, verb.StandardError.ReadToEnd());
        return bytes.ToArray();
    }

    private SeamlessCommand.Outcome Pipe(byte[] input, params string[] verb)
    {
        using var process = _seamless.Start(verb);
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has seen enough of it; its exit code and words tell why.
        }
        var outcome = new SeamlessCommand.Outcome(0, process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        return outcome with { ExitCode = process.ExitCode };
    }

    /// <summary>Programs copy in their own time.</summary>
    private void Await(string text, string[]? which = null, Action? again = null)
    {
        var seen = new SeamlessCommand.Outcome(1, "", "");
        for (var began = Stopwatch.GetTimestamp(); seen.Output != text;)
        {
            again?.Invoke();
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"'{text}' was not copied in time: {seen}");
            seen = _seamless.Run(["clipboard", "get", .. which ?? []]);
        }
    }

    private void AwaitTypes(string types)
    {
        var seen = "-";
        for (var began = Stopwatch.GetTimestamp(); seen != types; seen = _seamless.Done("clipboard", "types"))
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"the types are not '{types}' but '{seen}'");
    }
}
