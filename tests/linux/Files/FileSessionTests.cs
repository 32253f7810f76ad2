// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Seamless.Launcher.Files;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Protocol.Control;
using Seamless.Tests.Fakes;
using Xunit;
using LauncherSession = Seamless.Launcher.Guests.GuestSession;

namespace Seamless.Tests.Linux.Files;

/// <summary>What the launcher makes of words that cross each other on the way, of which control's overtake bulk's. The clock stands still.</summary>
public sealed class FileSessionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-file-session-").FullName;
    private readonly EventLoop _loop = new(new SteppedTime());
    private readonly FakeGuest _guest;
    private readonly string _original;
    private OpenedFiles _files = null!;
    private LauncherSession _launcher = null!;

    public FileSessionTests()
    {
        _original = Path.Join(_folder, "notes.txt");
        File.WriteAllText(_original, "before");
        _guest = FakeGuest.Listen(_loop, Path.Join(_folder, "d"));
        StartLauncher();
    }

    public void Dispose()
    {
        StopLauncher();
        _guest.Dispose();
        _loop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("closed")]
    [InlineData("lost")]
    [InlineData("both")]
    public async Task A_file_that_is_opened_again_as_it_ends_is_another_copy_whose_saves_come_back(string how)
    {
        var key = Opened();
        ComesBack(key, 1, "first");
        // Said already, and not heard yet.
        if (how != "lost") _guest.Send(new FileClosed(key));
        var opening = Open();
        if (how != "closed") _guest.Send(new FileFailed(key, 0, 0, "the guest does not have this file any more"));
        Step();
        Assert.Equal(OpenFileFlags.Again, Assert.Single(_guest.All<OpenFile>(), open => open.Key == key && open.Request != 1).Flags);
        var asked = _guest.Last<OpenFile>();
        Assert.Equal((OpenFileFlags.None, 5), (asked.Flags, asked.Size));
        Assert.NotEqual(key, asked.Key);
        Assert.Equal([new FileReleased(key)], _guest.All<FileReleased>());
        _guest.Send(new FileOpened(asked.Key, asked.Request, 2));
        // On bulk, behind much else: the guest got that OpenFile as well.
        _guest.Send(new FileFailed(key, 0, 0, "the guest does not have this file any more"));
        Step();
        Assert.Equal(asked.Key.ToString("x16", CultureInfo.InvariantCulture), (await opening).Key);
        // Its versions begin again.
        ComesBack(asked.Key, 1, "second");
        Assert.Single(_files.All);
    }

    [Fact]
    public void A_file_that_the_guest_has_is_not_sent_again()
    {
        var key = Opened();
        var opening = Open();
        var asked = _guest.Last<OpenFile>();
        Assert.Equal((key, OpenFileFlags.Again, 0), (asked.Key, asked.Flags, asked.Size));
        Assert.Equal(2, _guest.All<FileData>().Count());
        _guest.Send(new FileOpened(key, asked.Request, 1));
        Step();
        Assert.True(opening.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_again_is_asked_after_and_then_forgotten()
    {
        var key = Opened();
        var opening = Open();
        _guest.Send(new FileFailed(key, 0, _guest.Last<OpenFile>().Request, "there is no app 'editor' in this guest"));
        Step();
        Assert.Equal("there is no app 'editor' in this guest", opening.Exception!.InnerException!.Message);
        Assert.Equal([new FileStored(key, 0)], _guest.All<FileStored>());
        _guest.Send(new FileFailed(key, 0, 0, "the guest does not have this file any more"));
        Step();
        Assert.Empty(_files.All);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Join(_folder, "state")));
    }

    /// <summary>The launcher before died as its file was being opened, and what was saved then is there.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_save_of_a_file_that_nobody_knew_to_be_open_comes_back(bool opens)
    {
        Open();
        var key = _guest.Last<OpenFile>().Key;
        StopLauncher();
        StartLauncher();
        var asked = _guest.Last<OpenFile>();
        Assert.Equal((key, OpenFileFlags.Again), (asked.Key, asked.Flags));
        _guest.Send(new FileSaved(key, 1, 5));
        if (opens) _guest.Send(new FileOpened(key, asked.Request, 1));
        else _guest.Send(new FileFailed(key, 0, asked.Request, "there is no app 'editor' in this guest"));
        Step();
        Sent(key, 1, "after");
        _guest.Send(new FileClosed(key));
        Step();
        Assert.Empty(_files.All);
    }

    [Fact]
    public void A_file_that_a_launcher_died_about_to_open_is_opened_by_the_next()
    {
        Open();
        var key = _guest.Last<OpenFile>().Key;
        StopLauncher();
        StartLauncher();
        Assert.Equal((key, OpenFileFlags.Again), (_guest.Last<OpenFile>().Key, _guest.Last<OpenFile>().Flags));
        _guest.Send(new FileFailed(key, 0, 0, "the guest does not have this file any more"));
        Step();
        var asked = _guest.Last<OpenFile>();
        Assert.Equal(OpenFileFlags.None, asked.Flags);
        Assert.NotEqual(key, asked.Key);
        // A guest that says so of what it has never had may do so once.
        _guest.Send(new FileFailed(asked.Key, 0, 0, "the guest does not have this file any more"));
        Step();
        Assert.Equal(asked, _guest.Last<OpenFile>());
        Assert.Empty(_files.All);
    }

    [Fact]
    public void A_save_that_is_said_again_while_it_still_seems_to_come_is_fetched_at_once_when_it_does_not()
    {
        var key = Opened();
        _guest.Send(new FileSaved(key, 1, 5));
        Step();
        Assert.Single(_guest.All<FetchFile>());
        // The agent is another one already; that the first could not go on is behind on bulk.
        _guest.Send(new FileSaved(key, 1, 5));
        Step();
        _guest.Send(new FileFailed(key, 1, 0, "the guest's agent went away"));
        Step();
        Assert.Equal(2, _guest.All<FetchFile>().Count());
        Sent(key, 1, "after");
    }

    private void StartLauncher()
    {
        _files = new OpenedFiles(_loop, Path.Join(_folder, "state"), NullLogger.Instance);
        _launcher = new LauncherSession(_loop, "guest", Path.Join(_folder, "d"), NullLogger.Instance) { Files = _files.Of("guest") };
        _launcher.Start();
        Step();
        Assert.True(_guest.IsOpen, _guest.Describe());
    }

    private void StopLauncher()
    {
        _launcher.Dispose();
        _files.Dispose();
        Step();
    }

    private void Step() => _loop.UntilQuiet();

    private Task<OpenedFileInfo> Open()
    {
        var opening = _files.OpenAsync(new OpenArguments { Guest = "guest", File = _original });
        Step();
        return opening;
    }

    private ulong Opened()
    {
        var opening = Open();
        var asked = _guest.Last<OpenFile>();
        _guest.Send(new FileOpened(asked.Key, asked.Request, 1));
        Step();
        Assert.True(opening.IsCompletedSuccessfully);
        return asked.Key;
    }

    private void ComesBack(ulong key, uint version, string content)
    {
        _guest.Send(new FileSaved(key, version, content.Length));
        Step();
        Sent(key, version, content);
    }

    private void Sent(ulong key, uint version, string content)
    {
        Assert.Equal(new FetchFile(key, version), _guest.All<FetchFile>().LastOrDefault());
        _guest.Send(new FileData(key, version, 0, System.Text.Encoding.UTF8.GetBytes(content)));
        _guest.Send(new FileData(key, version, content.Length, default));
        Step();
        Assert.Equal(new FileStored(key, version), _guest.Last<FileStored>());
        Assert.Equal(content, File.ReadAllText(_original));
    }
}
