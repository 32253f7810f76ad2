// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Anywhere.Linux;

public sealed class FileWatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-test-").FullName;
    private readonly EventLoop _loop = new();
    private readonly List<string> _changed = [];

    public void Dispose()
    {
        _loop.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Files_that_come_change_move_and_go_are_told_by_their_path()
    {
        using var watch = new FileWatch(_loop, _changed.Add);
        Assert.True(watch.Add(_folder));
        var file = Path.Combine(_folder, "a.desktop");
        File.WriteAllText(file, "x");
        Assert.Equal([file], Told());
        File.Move(file, file + "2");
        Assert.Equal([file, file + "2"], Told());
        File.Delete(file + "2");
        Assert.Equal([file + "2"], Told());
        Assert.Empty(Told());
    }

    [Fact]
    public void A_folder_that_goes_away_is_told_and_one_that_is_not_there_is_not_watched()
    {
        using var watch = new FileWatch(_loop, _changed.Add);
        watch.Add(_folder);
        Assert.False(watch.Add(Path.Combine(_folder, "missing")));
        Directory.Delete(_folder);
        Assert.Equal([_folder], Told());
    }

    private string[] Told()
    {
        _changed.Clear();
        while (_loop.RunOnce(TimeSpan.Zero))
        {
        }
        return [.. _changed.Distinct()];
    }
}
