// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher;
using Xunit;

namespace Seamless.Tests.Linux.Files;

/// <summary>A file's journey: from the person's folder into the guest, and each save back.</summary>
public sealed class FilesTests : IDisposable
{
    private readonly FilesBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void What_is_saved_in_place_comes_back_with_the_same_mode()
    {
        var original = _bench.Write("notes.txt", "one\n");
        File.SetUnixFileMode(original, (UnixFileMode)0b110_100_000);
        var file = _bench.Open(original);
        var copy = _bench.CopyOf(file, "notes.txt");
        Assert.Equal("one\n", File.ReadAllText(copy));

        File.AppendAllText(copy, "two\n");

        _bench.UntilContent(original, "one\ntwo\n");
        Assert.Equal((UnixFileMode)0b110_100_000, File.GetUnixFileMode(original));
        _bench.EndApps();
        _bench.Until(() => _bench.LeftInGuest.Length == 0 && _bench.Journals.Length == 0);
        Assert.Equal([original], Directory.GetFileSystemEntries(_bench.Documents));
        Assert.Empty(_bench.Warnings);
    }

    [Fact]
    public void What_is_saved_by_renaming_over_it_comes_back_and_the_editors_own_files_do_not()
    {
        var original = _bench.Write("notes.txt", "one\n");
        var copy = _bench.CopyOf(_bench.Open(original), "notes.txt");
        File.WriteAllText(copy + "~", "backup");
        File.WriteAllText(Path.Join(Path.GetDirectoryName(copy), ".notes.txt.swp"), "swap");
        for (var round = 0; round < 3; round++)
        {
            File.WriteAllText(copy + ".tmp", $"round {round}");
            File.Move(copy + ".tmp", copy, overwrite: true);
            _bench.UntilContent(original, $"round {round}");
        }
        // Away first and then anew, as some editors do.
        File.Move(copy, copy + "~", overwrite: true);
        File.WriteAllText(copy, "anew");
        _bench.UntilContent(original, "anew");
        _bench.EndApps();
        _bench.Until(() => _bench.LeftInGuest.Length == 0 && _bench.Journals.Length == 0);
        Assert.Equal([original], Directory.GetFileSystemEntries(_bench.Documents));
    }

    [Fact]
    public async Task An_original_that_was_changed_meanwhile_is_kept_and_so_is_what_was_saved()
    {
        var original = _bench.Write("notes.txt", "one\n");
        var file = _bench.Open(original);
        File.WriteAllText(original, "mine\n");
        File.WriteAllText(_bench.CopyOf(file, "notes.txt"), "theirs\n");
        _bench.Until(() => Directory.GetFiles(_bench.Documents, "notes (*").Length == 1);
        var kept = Assert.Single(Directory.GetFiles(_bench.Documents), path => path != original);
        Assert.Matches(@"^notes \(from guest, \d{4}-\d\d-\d\d \d\d\.\d\d\)\.txt$", Path.GetFileName(kept));
        _bench.UntilContent(kept, "theirs\n");
        Assert.Equal("mine\n", File.ReadAllText(original));
        // From here on that one is the original.
        File.WriteAllText(_bench.CopyOf(file, "notes.txt"), "theirs again\n");
        _bench.UntilContent(kept, "theirs again\n");
        Assert.Equal("mine\n", File.ReadAllText(original));
        Assert.Contains("both are kept", (await _bench.Files.All.Values.Single().ProgressAsync(0)).Line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_many_megabytes_goes_in_and_comes_back_the_same()
    {
        var bytes = new byte[20_000_001];
        new Random(1).NextBytes(bytes);
        var original = Path.Join(_bench.Documents, "large.txt");
        File.WriteAllBytes(original, bytes);
        var copy = _bench.CopyOf(_bench.Open(original, "editor"), "large.txt");
        Assert.Equal(bytes, File.ReadAllBytes(copy));
        bytes.AsSpan().Reverse();
        File.WriteAllBytes(copy, bytes);
        _bench.Until(() => _bench.Files.Describe().Single().Stored == 1);
        Assert.Equal(bytes, File.ReadAllBytes(original));
    }

    [Fact]
    public void An_empty_file_can_be_opened_and_emptied()
    {
        var original = _bench.Write("empty.txt", "");
        var copy = _bench.CopyOf(_bench.Open(original), "empty.txt");
        File.WriteAllText(copy, "x");
        _bench.UntilContent(original, "x");
        File.WriteAllText(copy, "");
        _bench.UntilContent(original, "");
    }

    [Fact]
    public void A_file_that_nothing_opens_is_refused_in_words_and_leaves_nothing()
    {
        var original = _bench.Write("thing.png", "\0\0");
        Assert.Equal("no app of this guest opens image/png; name one", Assert.Throws<LauncherException>(() => _bench.Open(original)).Message);
        _bench.Until(() => _bench.LeftInGuest.Length == 0 && _bench.Journals.Length == 0);
        Assert.Throws<LauncherException>(() => _bench.Open(Path.Join(_bench.Documents, "nothing")));
        Assert.Throws<LauncherException>(() => _bench.Open(_bench.Documents));
        Assert.Equal("there is no app 'nothing' in this guest", Assert.Throws<LauncherException>(() => _bench.Open(original, "nothing")).Message);
    }

    [Fact]
    public void What_may_only_be_read_does_not_come_back()
    {
        var original = _bench.Write("notes.txt", "one\n");
        var file = _bench.Open(original, readOnly: true);
        var copy = _bench.CopyOf(file, "notes.txt");
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(copy));
        File.Delete(copy);
        File.WriteAllText(copy, "two\n");
        _bench.EndApps();
        _bench.Until(() => _bench.LeftInGuest.Length == 0 && _bench.Journals.Length == 0);
        Assert.Equal("one\n", File.ReadAllText(original));
    }

    [Fact]
    public void The_same_file_opened_again_is_the_same_copy_in_the_same_app()
    {
        var original = _bench.Write("notes.txt", "one\n");
        var first = _bench.Open(original);
        Assert.Equal(first, _bench.Open(original));
        Assert.Single(_bench.Journals);
    }

    [Fact]
    public void A_link_leads_to_the_file_that_is_written_and_stays_a_link()
    {
        var original = _bench.Write("notes.txt", "one\n");
        var link = Path.Join(_bench.Folder, "link.txt");
        File.CreateSymbolicLink(link, original);
        File.WriteAllText(_bench.CopyOf(_bench.Open(link), "notes.txt"), "two\n");
        _bench.UntilContent(original, "two\n");
        Assert.Equal(original, new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void What_was_saved_under_another_name_beside_the_copy_stays_in_the_guest()
    {
        var original = _bench.Write("notes.txt", "one\n");
        var copy = _bench.CopyOf(_bench.Open(original), "notes.txt");
        var other = Path.Join(Path.GetDirectoryName(copy), "other.txt");
        File.WriteAllText(other, "mine");
        _bench.EndApps();
        _bench.Until(() => _bench.Journals.Length == 0 && !File.Exists(copy));
        Assert.Equal("mine", File.ReadAllText(other));
    }

    [Fact]
    public void A_file_whose_app_is_not_there_when_it_is_opened_again_loses_no_save()
    {
        var original = _bench.Write("notes.txt", "one\n");
        var copy = _bench.CopyOf(_bench.Open(original), "notes.txt");
        File.WriteAllText(copy, "two\n");
        _bench.UntilContent(original, "two\n");
        // Its end is on its way while it is opened again. An app whose end the agent has not heard of yet is said to have it.
        _bench.EndApps();
        Exception? refused;
        do refused = Record.Exception(() => _bench.Open(original, "nothing"));
        while (refused is null);
        Assert.Equal("there is no app 'nothing' in this guest", Assert.IsType<LauncherException>(refused).Message);
        copy = _bench.CopyOf(_bench.Open(original, "editor"), "notes.txt");
        Assert.Equal("two\n", File.ReadAllText(copy));
        File.WriteAllText(copy, "three\n");
        _bench.UntilContent(original, "three\n");
    }
}
