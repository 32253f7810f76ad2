// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Guests;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Launcher;

/// <summary>What programs print, and what of it explains a failure.</summary>
public sealed class LastWordsTests
{
    private readonly LastWords _words = new();

    [Fact]
    public void The_last_three_lines_of_an_app_are_kept_and_not_the_agent_s_remarks()
    {
        foreach (var line in (string[])["app foot: started as instance 1, process 2", "app foot: one", "app cat: meow", "app foot: two", "desktop: gone",
            "app foot: three: 3", "app foot: four", "app foot: instance 1 ended with 1", "app foot: not started: why"])
            _words.Hear(line);

        Assert.Equal(["two", "three: 3", "four"], _words.Of("foot"));
        Assert.Equal(["meow"], _words.Of("cat"));
        Assert.Empty(_words.Of("dog"));
    }

    [Fact]
    public void A_new_start_begins_without_old_words()
    {
        _words.Hear("app foot: old");
        _words.Forget("foot");

        Assert.Empty(_words.Of("foot"));
    }

    [Fact]
    public void Who_spoke_longest_ago_is_forgotten_first()
    {
        for (var app = 0; app < 100; app++)
            _words.Hear($"app a{app}: hello");

        Assert.Empty(_words.Of("a35"));
        Assert.Equal(["hello"], _words.Of("a36"));
    }

    [Theory]
    [InlineData("warn guest 'local': slow", LogLevel.Warning, "guest 'local': slow")]
    [InlineData("info app foot: hello", LogLevel.Information, "app foot: hello")]
    [InlineData("error it broke", LogLevel.Error, "it broke")]
    [InlineData("Unhandled exception. System.Exception", LogLevel.Warning, "Unhandled exception. System.Exception")]
    [InlineData("warn", LogLevel.Warning, "warn")]
    public void A_line_has_the_level_that_it_starts_with(string line, LogLevel level, string text) =>
        Assert.Equal((level, text), OutputLines.Split(line));

    [Fact]
    public void Pauses_between_restarts_double_up_to_ten_seconds_and_start_over_after_a_good_run()
    {
        var time = new SteppedTime();
        var backoff = new Backoff(time);
        var pauses = new List<double>();
        for (var start = 0; start < 9; start++)
        {
            backoff.Started();
            pauses.Add(backoff.Failed().TotalMilliseconds);
        }

        Assert.Equal([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000], pauses);
        backoff.Started();
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(Backoff.First, backoff.Failed());
    }
}
