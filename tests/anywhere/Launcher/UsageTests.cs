// SPDX-License-Identifier: Apache-2.0
using Xunit;

namespace Seamless.Tests.Anywhere.Launcher;

/// <summary>Exit codes and the first line of what is said, without a daemon.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly CliFixture _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("seamless: Required command was not provided.")]
    [InlineData("seamless: Unrecognized command or argument 'bogus'.", "bogus")]
    [InlineData("seamless: Required argument missing for command: 'run'.", "run")]
    [InlineData("seamless: Required argument missing for command: 'run'.", "run", "--")]
    [InlineData("seamless: unknown option '--title'; a program's own options go after --: seamless run -- foot --title", "run", "foot", "--title")]
    [InlineData("seamless: give either an app, or a command after --", "run", "foot", "--", "true")]
    [InlineData("seamless: --timeout is a number of seconds from 1 to 3600", "run", "--timeout", "0", "foot")]
    [InlineData("seamless: --env needs NAME=VALUE, not 'NAME'", "run", "--env", "NAME", "foot")]
    [InlineData("seamless: Required argument missing for command: 'screenshot'.", "screenshot")]
    [InlineData("seamless: Cannot parse argument 'x' for command 'close' as expected type 'System.Int64'.", "close", "x")]
    [InlineData("seamless: give either --window or --console", "screenshot", "--window", "1", "--console", "work", "x.png")]
    [InlineData("seamless: Required argument missing for command: 'console'.", "console")]
    [InlineData("seamless: Required command was not provided.", "input")]
    [InlineData("seamless: Required argument missing for command: 'click'.", "input", "click", "3")]
    [InlineData("seamless: --count is 1, 2 or 3", "input", "click", "3", "4", "--count", "9")]
    [InlineData("seamless: Required command was not provided.", "clipboard")]
    [InlineData("seamless: Required argument missing for option: '--type'.", "clipboard", "get", "--type")]
    [InlineData("seamless: --lines is a number from 1", "logs", "--lines", "0")]
    public void Wrong_usage_is_exit_code_2_with_the_reason_first(string firstRemark, params string[] arguments)
    {
        var outcome = _cli.Run(arguments);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("", outcome.Answers);
        Assert.Equal(firstRemark, outcome.FirstRemark);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    [InlineData("input", "click", "--help")]
    [InlineData("--version")]
    public void Help_is_an_answer(params string[] arguments)
    {
        var outcome = _cli.Run(arguments);

        Assert.Equal(0, outcome.ExitCode);
        Assert.NotEqual("", outcome.Answers);
        Assert.Equal("", outcome.Remarks);
    }

    [Fact]
    public void The_hidden_daemon_verb_is_not_listed() => Assert.DoesNotContain("\n  daemon ", _cli.Run("--help").Answers, StringComparison.Ordinal);

    [Fact]
    public void Status_answers_without_a_daemon_and_starts_none()
    {
        Assert.Equal("not running; the first command that needs it starts it\n", _cli.Run("status").Answers);
        Assert.False(Directory.Exists(Path.Combine(_cli.RuntimeRoot, "seamless")));
    }

    [Fact]
    public void Stop_without_a_daemon_is_done_already()
    {
        var outcome = _cli.Run("stop");

        Assert.Equal((0, "seamless: nothing is running\n"), (outcome.ExitCode, outcome.Remarks));
    }

    [Fact]
    public void Logs_before_the_first_daemon_say_where_they_will_be()
    {
        var outcome = _cli.Run("logs");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal($"seamless: there is no log yet in {Path.Combine(_cli.Folder, "state", "seamless", "logs")}; the daemon writes it when it runs\n", outcome.Remarks);
    }

    [Fact]
    public void Logs_shows_the_newest_lines_across_files()
    {
        var logs = Directory.CreateDirectory(Path.Combine(_cli.Folder, "state", "seamless", "logs")).FullName;
        File.WriteAllText(Path.Combine(logs, "seamless.log"), "one\ntwo\n");
        File.WriteAllText(Path.Combine(logs, "seamless_001.log"), "three\nfour\n");
        File.SetLastWriteTimeUtc(Path.Combine(logs, "seamless.log"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Equal("two\nthree\nfour\n", _cli.Run("logs", "-n", "3").Answers);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _seamless seamless")]
    [InlineData("zsh", "compdef _seamless seamless")]
    [InlineData("fish", "complete -c seamless")]
    public void Completion_prints_the_script_of_the_shell(string shell, string line)
    {
        var outcome = _cli.Run("completion", shell);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(line, outcome.Answers, StringComparison.Ordinal);
    }

    [Fact]
    public void Completion_knows_the_verbs_and_does_not_need_a_daemon()
    {
        Assert.Equal("screenshot\n", _cli.Run("[suggest:11]", "seamless sc").Answers);
        Assert.Equal(0, _cli.Run("[suggest:15]", "seamless close ").ExitCode);
    }

    [Fact]
    public void A_screenshot_into_a_folder_that_is_not_there_fails_before_anything_starts()
    {
        var outcome = _cli.Run("screenshot", "nowhere/shot.png");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal($"seamless: there is no folder {Path.Combine(_cli.Folder, "nowhere")}\n", outcome.Remarks);
        Assert.False(Directory.Exists(Path.Combine(_cli.RuntimeRoot, "seamless")));
    }

    [Fact]
    public void A_missing_program_is_named_and_nothing_is_left_behind()
    {
        _cli["SEAMLESS_BIN_DIR"] = _cli.Folder;

        var outcome = _cli.Run("daemon");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal($"seamless: there is no seamless-bridge in {_cli.Folder}; build it with installers/linux/build, or set SEAMLESS_BIN_DIR\n", outcome.Remarks);
        Assert.False(Directory.Exists(Path.Combine(_cli.RuntimeRoot, "seamless")));
    }
}
