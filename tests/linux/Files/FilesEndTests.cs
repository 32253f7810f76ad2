// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Protocol.Control;
using Xunit;

namespace Seamless.Tests.Linux.Files;

/// <summary>How a file begins and ends in a guest, whoever dies meanwhile and whatever is lost on the way.</summary>
public sealed class FilesEndTests : IDisposable
{
    private readonly FilesBench _bench = new();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<string, int> Turns => [.. from who in (string[])["agent", "bridge", "launcher", "all"] from turns in (int[])[0, 1, 2, 3, 4, 5, 7, 10] select (who, turns)];

    /// <summary>A small one, in every state between the person's wish and the running app.</summary>
    [Theory]
    [MemberData(nameof(Turns))]
    public void A_file_that_is_being_opened_is_open_or_not_after_the_death_of(string who, int turns)
    {
        var original = _bench.Write("notes.txt", "before");
        _ = _bench.Files.OpenAsync(new OpenArguments { Guest = "guest", File = original });
        for (var i = 0; i < turns; i++) _bench.Loop.RunOnce(TimeSpan.FromMilliseconds(5));
        _bench.Kill(who);
        var copy = _bench.Again(original);
        File.WriteAllText(copy, "newest save");
        _bench.UntilContent(original, "newest save");
        _bench.EndApps();
        _bench.Until(() => _bench.LeftInGuest.Length == 0 && _bench.Journals.Length == 0);
    }

    /// <summary>What is said of its end, by either side, dies on the way.</summary>
    [Theory]
    [MemberData(nameof(Turns))]
    public void A_file_that_is_over_leaves_nothing_after_the_death_of(string who, int turns)
    {
        var original = _bench.Write("notes.txt", "before");
        File.WriteAllText(_bench.CopyOf(_bench.Open(original), "notes.txt"), "newest save");
        _bench.UntilContent(original, "newest save");
        _bench.EndApps();
        for (var i = 0; i < turns; i++) _bench.Loop.RunOnce(TimeSpan.FromMilliseconds(5));
        _bench.Kill(who);
        _bench.Start();
        _bench.Until(() => _bench.LeftInGuest.Length == 0 && _bench.Journals.Length == 0);
    }

    [Fact]
    public void A_file_that_is_opened_again_at_any_moment_of_its_end_loses_no_save()
    {
        var original = _bench.Write("notes.txt", "0");
        for (var turns = 0; turns < 40; turns++)
        {
            var copy = InRunningApp(original);
            File.WriteAllText(copy, $"first {turns}");
            _bench.UntilContent(original, $"first {turns}");
            _bench.EndApps();
            for (var i = 0; i < turns; i++) _bench.Loop.RunOnce(TimeSpan.FromMilliseconds(1));
            copy = InRunningApp(original);
            File.WriteAllText(copy, $"second {turns}");
            _bench.UntilContent(original, $"second {turns}");
            _bench.EndApps();
        }
        _bench.Until(() => _bench.LeftInGuest.Length == 0 && _bench.Journals.Length == 0);
    }

    [Fact]
    public void The_guest_has_room_for_the_next_file_though_the_end_of_each_before_was_lost()
    {
        for (var i = 0; i <= ProtocolLimits.Files; i++)
        {
            // The agent hears of an app's end a moment after it; whoever lost that for good would have no room ever.
            _bench.Until(() => _bench.Journals.Length < ProtocolLimits.Files);
            _ = _bench.Again(_bench.Write($"{i}.txt", "before"));
            _bench.EndApps();
            _bench.KillBridge();
            _bench.StartBridge();
        }
        _bench.Until(() => _bench.LeftInGuest.Length == 0 && _bench.Journals.Length == 0);
    }

    /// <summary>An app whose end the agent has not heard of yet is said to have it; the person sees no window, and opens it once more.</summary>
    private string InRunningApp(string original)
    {
        while (true)
        {
            var copy = _bench.CopyOf(_bench.Open(original), Path.GetFileName(original));
            _bench.Until(() => _bench.AnyAppRuns || !File.Exists(copy));
            if (_bench.AnyAppRuns) return copy;
        }
    }
}
