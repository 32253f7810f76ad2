// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Xunit;

namespace Seamless.Tests.Anywhere.Apps;

public sealed class AppScanTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_folder_that_has_an_id_counts()
    {
        _folder.WriteApp("home/applications/a.desktop", "mine");
        _folder.WriteApp("one/applications/a.desktop", "one");
        _folder.WriteApp("one/applications/b.desktop", "one");
        _folder.WriteApp("two/applications/a.desktop", "two");
        _folder.WriteApp("two/applications/b.desktop", "two");
        _folder.WriteApp("two/applications/c.desktop", "two");
        Assert.Equal("a=mine b=one c=two", Apps());
    }

    [Fact]
    public void Folders_become_dashes_in_the_id_and_share_it_with_files_that_have_dashes()
    {
        _folder.WriteApp("home/applications/kde/x-y.desktop", "deep");
        _folder.WriteApp("one/applications/kde-x-y.desktop", "flat");
        _folder.WriteApp("one/applications/kde/x/z.desktop", "deeper");
        Assert.Equal("kde-x-y=deep kde-x-z=deeper", Apps());
    }

    [Fact]
    public void A_hidden_a_broken_and_a_foreign_file_all_hide_what_comes_later()
    {
        _folder.Write("home/applications/a.desktop", "[Desktop Entry]\nHidden=true\n");
        _folder.Write("home/applications/b.desktop", "");
        _folder.Write("home/applications/c.desktop", "[Desktop Entry]\nType=Link\nName=c\nURL=x\n");
        foreach (var id in (string[])["a", "b", "c", "d"]) _folder.WriteApp($"one/applications/{id}.desktop", id);
        Assert.Equal("d=d", Apps());
    }

    [Fact]
    public void TryExec_decides_whether_the_app_is_installed()
    {
        _folder.WriteApp("home/applications/no.desktop", "no", "TryExec=surely-not-installed\n");
        _folder.WriteApp("home/applications/path.desktop", "path", "TryExec=/bin/sh\n");
        _folder.WriteApp("home/applications/plain.desktop", "plain", "TryExec=sh\n");
        _folder.WriteApp("home/applications/data.desktop", "data", "TryExec=/etc/passwd\n");
        Assert.Equal("path=path plain=plain", Apps());
    }

    [Fact]
    public void A_file_of_ten_mebibytes_is_one_clear_line_and_the_others_are_there()
    {
        _folder.WriteApp("home/applications/good.desktop", "good");
        var big = _folder.Write("home/applications/big.desktop", "[Desktop Entry]\nType=Application\nName=big\nExec=true\n");
        using (var file = File.OpenWrite(big)) file.SetLength(10 << 20);
        var scan = Scanner().Scan();
        Assert.Equal("good", Assert.Single(scan.Entries).Key);
        Assert.Equal($"{big}: is larger than 1 MiB", Assert.Single(scan.Problems).ToString());
    }

    [Fact]
    public void A_file_name_cannot_write_lines_of_its_own_into_the_log()
    {
        _folder.WriteApp("home/applications/a\nerror all is lost\u001b[2J.desktop", "a");
        var problem = Assert.Single(Scanner().Scan().Problems).ToString();
        Assert.EndsWith("/a?error all is lost?[2J.desktop: has a name that is no desktop file id", problem);
    }

    [Fact]
    public void Links_in_a_circle_and_dead_links_end()
    {
        _folder.WriteApp("home/applications/sub/a.desktop", "a");
        Directory.CreateSymbolicLink(_folder.At("home/applications/sub/again"), _folder.At("home/applications"));
        Directory.CreateSymbolicLink(_folder.At("home/applications/self"), _folder.At("home/applications/self"));
        File.CreateSymbolicLink(_folder.At("home/applications/dead.desktop"), _folder.At("nothing"));
        var scan = Scanner().Scan();
        Assert.Equal("sub-a", Assert.Single(scan.Entries).Key);
        Assert.Equal("dead.desktop: cannot be read", $"{Path.GetFileName(Assert.Single(scan.Problems).File)}: {scan.Problems[0].Reason}");
    }

    [Fact]
    public void Folders_below_the_limit_of_depth_are_not_entered()
    {
        _folder.WriteApp($"home/applications/{string.Concat(Enumerable.Repeat("d/", AppsLimits.ApplicationFolderDepth + 1))}a.desktop", "deep");
        var scan = Scanner().Scan();
        Assert.Empty(scan.Entries);
        Assert.Equal("too many files or folders; some apps are left out", Assert.Single(scan.Problems).Reason);
    }

    [Fact]
    public void A_second_look_sees_changed_new_and_deleted_files()
    {
        _folder.WriteApp("home/applications/a.desktop", "a");
        _folder.WriteApp("home/applications/b.desktop", "b");
        var scanner = Scanner();
        Assert.Equal("a=a b=b", Text(scanner.Scan()));
        _folder.WriteApp("home/applications/a.desktop", "another");
        _folder.WriteApp("home/applications/c.desktop", "c");
        File.Delete(_folder.At("home/applications/b.desktop"));
        Assert.Equal("a=another c=c", Text(scanner.Scan()));
    }

    [Fact]
    public void A_linked_file_is_read_again_although_the_link_did_not_change()
    {
        _folder.WriteApp("real.desktop", "old");
        Directory.CreateDirectory(_folder.At("home/applications"));
        File.CreateSymbolicLink(_folder.At("home/applications/a.desktop"), _folder.At("real.desktop"));
        var scanner = Scanner();
        Assert.Equal("a=old", Text(scanner.Scan()));
        _folder.WriteApp("real.desktop", "new");
        Assert.Equal("a=new", Text(scanner.Scan()));
    }

    [Fact]
    public void Relative_data_folders_are_ignored_and_no_home_is_no_problem() =>
        Assert.Equal(["/b"], DataDirectories.From(Variables.Of("XDG_DATA_HOME=rel XDG_DATA_DIRS=a:/b/::/b")).Data);

    [Fact]
    public void Unset_variables_mean_the_specified_folders()
    {
        var directories = DataDirectories.From(Variables.Of("HOME=/home/user"));
        Assert.Equal("/home/user/.local/share /usr/local/share /usr/share", string.Join(' ', directories.Data));
        Assert.Equal("/home/user/.config /etc/xdg", string.Join(' ', directories.Config));
    }

    private string Apps() => Text(Scanner().Scan());

    private static string Text(AppScan scan) => string.Join(' ', scan.Entries.Values.Select(entry => $"{entry.Id}={entry.Name}"));

    private AppScanner Scanner() => new(Variables.Of($"XDG_DATA_HOME={_folder.At("home")} XDG_DATA_DIRS={_folder.At("one")}:{_folder.At("two")}"));
}
