// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>A person at Orbital clicks a file, edits it in an editor of the built-in guest, and saves: through every program that there is.</summary>
public sealed class FilesInOrbitalTests : IDisposable
{
    private readonly SeamlessCommand _seamless = new();
    private OrbitalStage? _orbital;

    public void Dispose()
    {
        _orbital?.Dispose();
        _seamless.Dispose();
    }

    [Fact]
    public void A_file_that_is_clicked_is_edited_in_a_guest_and_every_save_is_in_it()
    {
        var orbital = Start();
        var file = FileOf(orbital, "one\n");
        Open(orbital, file, "org.example.Editor");
        orbital.Hand("wait windows 1 within 60000");
        orbital.Hand("type otyped on Redox");
        orbital.Hand("key ESCAPE tap");
        Command(orbital, ":w");
        Until(() => Is(file, "one\ntyped on Redox\n"), "the first save is in the file");
        var picture = Path.Combine(orbital.Prefix, "editor.png");
        orbital.Hand($"screenshot {picture}");
        Assert.True(new FileInfo(picture).Length > 2000);
        orbital.Hand("type Gotwice");
        orbital.Hand("key ESCAPE tap");
        Command(orbital, ":wq");
        orbital.Hand("wait windows 0 within 30000");
        Until(() => Is(file, "one\ntyped on Redox\ntwice\n"), "the second save is in the file");
        Until(() => Records(orbital).Length == 0 && Copies().Length == 0, "nothing is left of it");
        Assert.Equal(["notes.txt"], Names(orbital));
        Assert.Empty(orbital.Hand("faults"));
    }

    [Fact]
    public void A_long_file_goes_there_and_comes_back_whole()
    {
        var orbital = Start();
        var file = Path.Join(orbital.Home, "long.txt");
        var content = new byte[5_000_001];
        new Random(4).NextBytes(content);
        File.WriteAllBytes(file, content);
        OpenInSaver(orbital, file);
        Tell("twice");
        Until(() => new FileInfo(file).Length == 2 * content.Length, "what the app made of it is back");
        Assert.Equal([.. content, .. content], File.ReadAllBytes(file));
        Tell("end");
        Until(() => Records(orbital).Length == 0 && Copies().Length == 0, "nothing is left of it");
        Assert.Equal(["long.txt"], Names(orbital));
    }

    /// <summary>At three moments: at once after the save, as it is about to come back, and when it has.</summary>
    [Theory]
    [InlineData("seamless-agent")]
    [InlineData("seamless-bridge")]
    [InlineData("seamless")]
    [InlineData("seamless-desktop-orbital")]
    public void What_was_saved_last_comes_back_to_Redox_after_the_death_of(string program)
    {
        var orbital = Start();
        var file = FileOf(orbital, "one\n");
        for (var moment = 0; moment < 3; moment++)
        {
            var newest = $"{program} {moment}";
            OpenInSaver(orbital, file);
            Until(() => Records(orbital) is [var record] && File.ReadAllText(record).Contains("\nopened 1\n", StringComparison.Ordinal), "the endpoint knows that it is open");
            var copy = Path.Join(_seamless.PathOf("data"), "seamless", "opened", Path.GetFileName(Records(orbital)[0]), "notes.txt");
            Tell(newest);
            Until(() => Is(copy, newest), "the app has saved");
            if (moment == 1) Until(() => Is(file, newest) || Copies().Any(path => Path.GetFileName(path) is [.., '.', >= '1' and <= '9']), "it is set aside");
            if (moment == 2) Until(() => Is(file, newest), "it has come back");

            Kill(orbital, program);

            Assert.True(Is(file, newest) || Is(copy, newest) || Is(file, newest), "the newest save is somewhere");
            // A launcher that died took the guest along; it comes with the next person who wants something of it.
            Until(() => _seamless.Run("apps").ExitCode == 0 && Is(file, newest), "the newest save has come back");
            if (_seamless.ProcessesOf("saver").Length > 0) Tell("end");
            Until(() => Records(orbital).Length == 0 && Copies().Length == 0, "nothing is left of it");
            Assert.Equal(["notes.txt"], Names(orbital));
        }
    }

    private void Kill(OrbitalStage orbital, string program)
    {
        if (program == "seamless-desktop-orbital")
        {
            orbital.KillEndpoint();
            orbital.StartEndpoint();
        }
        foreach (var process in _seamless.ProcessesOf(program))
            Process.GetProcessById(process).Kill();
    }

    /// <summary>Opened for both, so that nobody waits for nobody.</summary>
    private void Tell(string line)
    {
        using var tell = new FileStream(_seamless.PathOf("tell"), FileMode.Open, FileAccess.ReadWrite);
        tell.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        tell.Flush();
    }

    /// <summary>The guest's apps are known, and root has associated them.</summary>
    private OrbitalStage Start()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/foot") && File.Exists("/usr/bin/vim"), "foot and vim are not installed");
        Entry("org.example.Editor", "vim -u NONE -N -n %f", "Terminal=true");
        // Writes each line that it is told, in place; or the file itself twice, by renaming over it.
        var saver = _seamless.PathOf("saver");
        File.WriteAllText(saver, """
            #!/bin/sh
            exec 3<>"$TELL"
            : > "$TELL.listens"
            while read -r what <&3; do
                if [ "$what" = end ]; then exit; fi
                if [ "$what" = twice ]; then cat "$1" "$1" > "$1.n" && mv "$1.n" "$1"; else printf %s "$what" > "$1"; fi
            done
            """);
        File.SetUnixFileMode(saver, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Entry("org.example.Saver", $"{saver} %f", "Terminal=false");
        _seamless.Variables["TELL"] = _seamless.PathOf("tell");
        Process.Start("mkfifo", _seamless.PathOf("tell")).WaitForExit();
        _orbital = new OrbitalStage(_seamless);
        _seamless.Done("apps");
        Until(() => Openers().Any(text => text.Contains("org.example.Editor", StringComparison.Ordinal)), "the guest's apps are known on Redox");
        Assert.Contains("apps of 1 guests open files", _orbital.Associate(), StringComparison.Ordinal);
        return _orbital;
    }

    private void Entry(string id, string exec, string more)
    {
        var folder = Path.Join(_seamless.PathOf("data"), "applications");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Join(folder, id + ".desktop"), $"[Desktop Entry]\nType=Application\nName={id}\nExec={exec}\nMimeType=text/plain;\nCategories=Utility;\n{more}\n");
    }

    private static string FileOf(OrbitalStage orbital, string text)
    {
        var file = Path.Join(orbital.Home, "notes.txt");
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>In the file manager; many of the guest's apps open texts, and the person chooses ours.</summary>
    private static void Open(OrbitalStage orbital, string file, string app)
    {
        var chosen = orbital.Hand($"launcher open {file}").Select(line => line.Split('\t')[0]).Single(id => id.Contains(app, StringComparison.Ordinal));
        orbital.Hand($"launcher start {file} {chosen}");
    }

    /// <summary>Until it listens.</summary>
    private void OpenInSaver(OrbitalStage orbital, string file)
    {
        var listens = _seamless.PathOf("tell.listens");
        File.Delete(listens);
        Open(orbital, file, "org.example.Saver");
        Until(() => File.Exists(listens), "the app has it");
    }

    private static void Command(OrbitalStage orbital, string command)
    {
        orbital.Hand($"type {command}");
        orbital.Hand("key ENTER tap");
    }

    private IEnumerable<string> Openers()
    {
        var folder = Path.Join(_orbital!.Home, ".local/share/seamless/apps");
        return Directory.Exists(folder) ? Directory.GetFiles(folder).Where(path => !path.EndsWith(".part", StringComparison.Ordinal)).Select(File.ReadAllText) : [];
    }

    /// <summary>What the endpoint remembers, one a file.</summary>
    private static string[] Records(OrbitalStage orbital)
    {
        var folder = Path.Join(orbital.Home, ".local/share/seamless/files");
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Where(path => !path.EndsWith(".new", StringComparison.Ordinal))] : [];
    }

    private string[] Copies() =>
        [.. Directory.EnumerateFileSystemEntries(Path.Join(_seamless.PathOf("data"), "seamless", "opened")).Where(path => !path.EndsWith("/.lock", StringComparison.Ordinal))];

    private static string[] Names(OrbitalStage orbital) => [.. Directory.EnumerateFileSystemEntries(orbital.Home).Select(path => Path.GetFileName(path)!).Where(name => name[0] != '.')];

    private static bool Is(string path, string content)
    {
        try
        {
            return File.ReadAllText(path) == content;
        }
        catch (IOException)
        {
            return false; // It is being replaced.
        }
    }

    /// <summary>Asks again and again, at most for 30 s.</summary>
    private static void Until(Func<bool> condition, string what)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30);)
            if (condition())
                return;
        Assert.Fail($"30 s passed before: {what}");
    }
}
