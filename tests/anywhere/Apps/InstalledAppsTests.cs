// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Linux;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Anywhere.Apps;

public sealed class InstalledAppsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ScratchFolder _folder = new();
    private readonly EventLoop _loop = new();
    private readonly List<string> _reports = [];

    public void Dispose()
    {
        _loop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_new_a_changed_and_a_deleted_file_change_the_catalogue()
    {
        _folder.WriteApp("data/applications/a.desktop", "a");
        using var apps = Apps();
        Assert.Equal("a=a", Text(apps));
        After(apps, () => _folder.WriteApp("data/applications/b.desktop", "b"), "a=a b=b");
        After(apps, () => _folder.WriteApp("data/applications/b.desktop", "new b"), "a=a b=new b");
        After(apps, () => File.Delete(_folder.At("data/applications/a.desktop")), "b=new b");
    }

    [Fact]
    public void An_entry_that_a_desktop_of_ours_installs_for_it_changes_nothing()
    {
        _folder.WriteApp("data/applications/a.desktop", "a");
        using var apps = Apps();
        var changes = 0;
        apps.Changed += () => changes++;
        _folder.WriteApp("data/applications/seamless.local.a.desktop", "a (local)", "X-Seamless-Guest=local\n");
        After(apps, () => _folder.WriteApp("data/applications/b.desktop", "b"), "a=a b=b");
        Assert.Equal(1, changes);
    }

    [Fact]
    public void Folders_that_appear_later_are_watched_as_well()
    {
        Directory.CreateDirectory(_folder.At("data"));
        using var apps = Apps();
        After(apps, () => _folder.WriteApp("data/applications/a.desktop", "a"), "a=a");
        After(apps, () => _folder.WriteApp("data/applications/sub/b.desktop", "b"), "a=a sub-b=b");
        After(apps, () => _folder.WriteApp("data/applications/sub/c.desktop", "c"), "a=a sub-b=b sub-c=c");
        After(apps, () => Directory.Delete(_folder.At("data/applications"), recursive: true), "");
        After(apps, () => _folder.WriteApp("data/applications/d.desktop", "d"), "d=d");
    }

    [Fact]
    public void A_whole_tree_that_appears_later_is_found()
    {
        using var apps = Apps();
        After(apps, () => _folder.WriteApp("data/applications/deep/er/a.desktop", "a"), "deep-er-a=a");
        After(apps, () => _folder.WriteApp("data/applications/deep/er/b.desktop", "b"), "deep-er-a=a deep-er-b=b");
    }

    [Fact]
    public void An_installation_of_many_files_is_one_change()
    {
        Directory.CreateDirectory(_folder.At("data/applications"));
        using var apps = Apps();
        var changes = 0;
        apps.Changed += () => changes++;
        After(apps, () =>
        {
            for (var i = 0; i < 50; i++) _folder.WriteApp($"data/applications/{i:00}.desktop", "x");
        }, string.Join(' ', Enumerable.Range(0, 50).Select(i => $"{i:00}=x")));
        Assert.Equal((1, 2u), (changes, apps.Revision));
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_told_once()
    {
        var bad = _folder.Write("data/applications/bad.desktop", "nonsense");
        using var apps = Apps();
        After(apps, () => _folder.WriteApp("data/applications/a.desktop", "a"), "a=a");
        Assert.Equal($"{bad}: does not begin with the group [Desktop Entry]", Assert.Single(_reports));
    }

    [Fact]
    public void An_app_is_found_with_and_without_its_suffix()
    {
        _folder.WriteApp("data/applications/org.example.Viewer.desktop", "Viewer");
        using var apps = Apps();
        Assert.Equal("Viewer", apps.Find("org.example.Viewer")?.Name);
        Assert.Equal("Viewer", apps.Find("org.example.Viewer.desktop")?.Name);
        Assert.Null(apps.Find("viewer"));
        Assert.Equal(["org.example.Viewer"], apps.Similar("viewer"));
    }

    [Fact]
    public void The_catalogue_is_sent_with_its_flags()
    {
        _folder.WriteApp("data/applications/a.desktop", "a", "Terminal=true\nOnlyShowIn=Elsewhere;\n");
        _folder.Write("data/applications/b.desktop", "[Desktop Entry]\nType=Application\nName=b\nExec=true %F\nIcon=pic\nActions=x;\n[Desktop Action x]\nName=X\nExec=true\n");
        _folder.Write("data/applications/broken.desktop", "[Desktop Entry]\nType=Application\nName=b\nExec=true %q\n");
        using var apps = Apps();
        var part = Assert.Single(apps.Parts());
        Assert.Equal((1u, 0, 1), (part.Revision, part.Part, part.Parts));
        Assert.Equal("a Terminal, NoDisplay ; b OpensUris, OpensManyUris pic x",
            string.Join(" ; ", part.Apps.Select(app => $"{app.Id} {app.Flags} {app.IconKey}{string.Concat(app.Actions.Select(action => " " + action.Id))}".TrimEnd())));
    }

    [Fact]
    public void A_catalogue_with_absurd_texts_fits_the_protocol()
    {
        var words = string.Concat(Enumerable.Range(0, 400).Select(i => $"{new string('k', 100)}{i};"));
        for (var i = 0; i < 300; i++)
            _folder.WriteApp($"data/applications/{i}.desktop", new string('ä', 5000), $"Comment={new string('c', 5000)}\nKeywords={words}\nCategories={new string('x', 300)};\n");
        using var apps = Apps();
        var parts = apps.Parts();
        long all = 0;
        foreach (var part in parts)
        {
            var bytes = new byte[ProtocolLimits.BulkMessageBytes];
            var writer = new MessageWriter(bytes);
            part.Write(ref writer);
            Assert.False(writer.Overflowed);
            all += writer.Count;
        }
        Assert.True(parts.Length > 1);
        Assert.InRange(all, 1 << 20, ProtocolLimits.QueuedBytes / 2 + (64 << 10));
    }

    private void After(InstalledApps apps, Action change, string expected)
    {
        change();
        var deadline = _loop.NowNanoseconds + (long)Patience.TotalNanoseconds;
        while (Text(apps) != expected && _loop.NowNanoseconds < deadline) _loop.RunOnce(Patience);
        Assert.Equal(expected, Text(apps));
    }

    private static string Text(InstalledApps apps) => string.Join(' ', apps.Entries.Select(entry => $"{entry.Id}={entry.Name}"));

    private InstalledApps Apps() => new(_loop, Variables.Of($"XDG_DATA_HOME={_folder.At("data")} XDG_DATA_DIRS={_folder.At("none")}"), _reports.Add);
}
