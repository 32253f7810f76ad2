// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol.Control;
using Xunit;

namespace Seamless.Tests.Linux.Files;

/// <summary>Agent, bridge and launcher die at any moment: the newest save is in the person's folder or in the guest's, and comes back.</summary>
public sealed class FilesKillTests : IDisposable
{
    private readonly FilesBench _bench = new();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<string, int> Matrix
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var who in (string[])["agent", "bridge", "launcher", "agent and launcher", "all"])
                foreach (var turns in (int[])[0, 1, 2, 4, 7, 11, 16, 25, 40])
                    all.Add(who, turns);
            return all;
        }
    }

    /// <summary>After a save the loop goes on for so many turns, which ends in every state of the journey once.</summary>
    [Theory]
    [MemberData(nameof(Matrix))]
    public void The_newest_save_comes_back_after_the_death_of(string who, int turns)
    {
        var original = _bench.Write("notes.txt", "before");
        var copy = _bench.CopyOf(_bench.Open(original), "notes.txt");
        File.WriteAllText(copy, "first save");
        for (var i = 0; i < turns; i++) _bench.Loop.RunOnce(TimeSpan.FromMilliseconds(20));
        File.WriteAllText(copy, "newest save");
        for (var i = 0; i < turns; i++) _bench.Loop.RunOnce(TimeSpan.FromMilliseconds(20));

        _bench.Kill(who);
        Assert.True(File.ReadAllText(original) == "newest save" || File.ReadAllText(copy) == "newest save");
        _bench.Start();

        _bench.UntilContent(original, "newest save");
        Assert.Equal([original], Directory.GetFiles(_bench.Documents, "notes*"));
        if (!who.Contains("agent", StringComparison.Ordinal) && who != "all") _bench.EndApps();
        _bench.Until(() => _bench.LeftInGuest.Length == 0 && _bench.Journals.Length == 0);
    }

    [Theory]
    [InlineData("bridge")]
    [InlineData("launcher")]
    [InlineData("agent")]
    public void A_file_that_is_just_being_opened_when_one_dies_is_open_afterwards_or_refused_in_words(string who)
    {
        var original = Path.Join(_bench.Documents, "large.txt");
        File.WriteAllBytes(original, new byte[5_000_000]);
        var opening = _bench.Files.OpenAsync(new OpenArguments { Guest = "guest", File = original, App = "editor" });
        for (var i = 0; i < 12; i++) _bench.Loop.RunOnce(TimeSpan.Zero);
        Assert.False(opening.IsCompleted);
        _bench.Kill(who);
        _bench.Start();
        if (who == "agent")
        {
            _bench.Until(() => opening.IsCompleted);
            Assert.Equal("the guest's agent went away", opening.Exception!.InnerException!.Message);
            _bench.Until(() => _bench.LeftInGuest.Length == 0 && _bench.Journals.Length == 0);
            return;
        }
        _bench.Until(() => _bench.Files.Describe().Single().Instance != 0);
        var copy = Path.Join(_bench.Opened, _bench.Files.Describe().Single().Key, "large.txt");
        Assert.Equal(5_000_000, new FileInfo(copy).Length);
        File.WriteAllText(copy, "x");
        _bench.UntilContent(original, "x");
    }

    [Fact]
    public void A_save_made_while_the_agent_was_dead_is_found()
    {
        var original = _bench.Write("notes.txt", "before");
        var copy = _bench.CopyOf(_bench.Open(original), "notes.txt");
        _bench.KillAgent();
        File.WriteAllText(copy, "emergency save");
        _bench.StartAgent();
        _bench.UntilContent(original, "emergency save");
        _bench.Until(() => _bench.LeftInGuest.Length == 0 && _bench.Journals.Length == 0);
    }

    [Fact]
    public void A_save_whose_place_may_not_be_written_stays_in_the_guest_and_comes_back_later()
    {
        var original = _bench.Write("notes.txt", "before");
        var file = _bench.Open(original);
        // Not even root can make a file in a folder that is not there.
        Directory.Move(_bench.Documents, _bench.Documents + "-away");
        File.WriteAllText(_bench.CopyOf(file, "notes.txt"), "newest save");
        _bench.Until(() => _bench.Files.Describe().Single().Problem.Length > 0);
        Assert.True(_bench.Files.Describe().Single().Waiting);
        _bench.KillLauncher();
        _bench.KillAgent();
        Directory.Move(_bench.Documents + "-away", _bench.Documents);
        Assert.Equal("newest save", File.ReadAllText(_bench.CopyOf(file, "notes.txt")));
        _bench.Start();
        _bench.UntilContent(original, "newest save");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_saves_and_deaths_lose_nothing_and_leave_nothing(int seed)
    {
        var random = new Random(seed);
        var files = Enumerable.Range(0, 3).Select(i => _bench.Write($"{i}.txt", "0")).Select(path => (Path: path, Copy: _bench.CopyOf(_bench.Open(path), Path.GetFileName(path)))).ToArray();
        var newest = files.Select(_ => "0").ToArray();
        var isOpen = files.Select(_ => true).ToArray();
        for (var step = 1; step <= 150; step++)
        {
            var which = random.Next(files.Length);
            switch (random.Next(10))
            {
                case < 5 and var how:
                    // Its app has ended with an agent that died; then the person opens the file once more.
                    if (!isOpen[which]) files[which].Copy = _bench.Again(files[which].Path);
                    isOpen[which] = true;
                    newest[which] = $"{step} {(how < 3 ? new string('x', random.Next(100_000)) : "renamed")}";
                    Save(files[which].Copy, newest[which], how < 3);
                    break;
                case 5:
                    var who = ((string[])["agent", "bridge", "launcher", "all"])[random.Next(4)];
                    _bench.Kill(who);
                    if (who is "agent" or "all") isOpen.AsSpan().Clear();
                    break;
                case 6:
                    _bench.Start();
                    break;
                default:
                    for (var i = random.Next(40); i > 0; i--) _bench.Loop.RunOnce(TimeSpan.FromMilliseconds(5));
                    break;
            }
            for (var i = 0; i < files.Length; i++)
                Assert.True(Holds(files[i].Path, newest[i]) || Holds(files[i].Copy, newest[i]) || Holds(files[i].Path, newest[i]), $"step {step}: the newest save of file {i} is nowhere");
        }
        _bench.Start();
        for (var i = 0; i < files.Length; i++) _bench.UntilContent(files[i].Path, newest[i]);
        _bench.EndApps();
        _bench.Until(() => _bench.LeftInGuest.Length == 0 && _bench.Journals.Length == 0);
        Assert.Equal(files.Select(file => file.Path), Directory.GetFileSystemEntries(_bench.Documents).Order());
    }

    private static void Save(string copy, string content, bool inPlace)
    {
        File.WriteAllText(inPlace ? copy : copy + ".new", content);
        if (!inPlace) File.Move(copy + ".new", copy, overwrite: true);
    }

    private static bool Holds(string path, string content) => File.Exists(path) && File.ReadAllText(path) == content;
}
