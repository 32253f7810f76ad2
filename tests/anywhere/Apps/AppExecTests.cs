// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Agent.Apps;
using Xunit;

namespace Seamless.Tests.Anywhere.Apps;

public sealed class AppExecTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run %f", "", "[run]")]
    [InlineData("run %f", "/a", "[run /a]")]
    [InlineData("run %f x", "/a /b", "[run /a x][run /b x]")]
    [InlineData("run %u", "/a http://x/", "[run /a][run http://x/]")]
    [InlineData("run %F x", "/a /b", "[run /a /b x]")]
    [InlineData("run %F x", "", "[run x]")]
    [InlineData("run %U", "/a http://x/", "[run /a http://x/]")]
    [InlineData("run %F", "file:///a%20b file://localhost/c", "[run /a_b /c]")]
    [InlineData("run --file=%f", "/a", "[run --file=/a]")]
    [InlineData("run --file=%f", "", "[run --file=]")]
    [InlineData("run", "/a /b", "[run /a][run /b]")]
    [InlineData("run %i -- %c", "", "[run --icon pic -- An_App]")]
    [InlineData("run %k", "", "[run /x/a.desktop]")]
    public void Files_come_where_Exec_wants_them(string exec, string files, string launches)
    {
        var made = AppExec.Launches(Entry($"Exec={exec}\nIcon=pic"), "", [.. files.Split(' ', StringSplitOptions.RemoveEmptyEntries)], Programs());
        Assert.Equal(launches, string.Concat(made.Select(launch => $"[{string.Join(' ', launch.Arguments.Select(a => a.Replace(' ', '_')))}]")));
    }

    [Fact]
    public void A_field_code_in_a_file_name_is_not_expanded_again() =>
        Assert.Equal(["run", "/%c %f"], AppExec.Launches(Entry("Exec=run %f"), "", ["/%c %f"], Programs())[0].Arguments);

    [Theory]
    [InlineData("Exec=run %f", "http://x/", "the app opens files only, and http://x/ is not a file of this guest")]
    [InlineData("Exec=run %f", "file://server/a", "the app opens files only, and file://server/a is not a file of this guest")]
    [InlineData("Exec=sh -c \"play %f\"", "/a", "An App takes files only inside a quoted argument of Exec, which is not safe to fill in")]
    [InlineData("Exec=run %x", "", "a cannot be started: Exec of its desktop file has the unknown field code %x")]
    [InlineData("", "", "a cannot be started: its desktop file has no Exec")]
    [InlineData("Exec=run\nTerminal=true", "", "it runs in a terminal and this guest has none; install one with: apt-get install foot")]
    public void What_cannot_be_started_says_why(string keys, string files, string reason)
    {
        var e = Assert.Throws<AppStartException>(() => AppExec.Launches(Entry(keys), "", [.. files.Split(' ', StringSplitOptions.RemoveEmptyEntries)], Programs()));
        Assert.Equal(reason, e.Message);
    }

    [Fact]
    public void An_app_that_takes_one_file_is_not_started_a_thousand_times()
    {
        string[] files = [.. Enumerable.Range(0, AppsLimits.LaunchesForOneStart + 1).Select(i => $"/{i}")];
        Assert.Throws<AppStartException>(() => AppExec.Launches(Entry("Exec=run %f"), "", [.. files], Programs()));
        Assert.Single(AppExec.Launches(Entry("Exec=run %F"), "", [.. files], Programs()));
    }

    [Fact]
    public void An_action_has_its_own_command_line()
    {
        var entry = Entry("Exec=run\nActions=new;\n[Desktop Action new]\nName=New\nExec=run --new %i\nIcon=other");
        Assert.Equal(["run", "--new", "--icon", "other"], AppExec.Launches(entry, "new", [], Programs())[0].Arguments);
        var e = Assert.Throws<AppStartException>(() => AppExec.Launches(entry, "old", [], Programs()));
        Assert.Equal("a has no action 'old'; it has: new", e.Message);
    }

    [Theory]
    [InlineData("foot xterm", "foot --app-id=a --title=An App -- run --x")]
    [InlineData("xterm x-terminal-emulator", "x-terminal-emulator -e run --x")]
    [InlineData("xterm", "xterm -e run --x")]
    public void A_terminal_app_runs_in_the_terminal_that_is_there(string installed, string line)
    {
        foreach (var program in installed.Split(' ')) AddProgram(program);
        var launch = AppExec.Launches(Entry("Exec=run --x\nTerminal=true"), "", [], Programs())[0];
        Assert.Equal(line, string.Join(' ', launch.Arguments));
    }

    [Fact]
    public void A_relative_path_leads_from_the_folder_that_is_said()
    {
        AddProgram("tool");
        Assert.Equal(_folder.At("bin/tool"), Programs().Find("./tool", _folder.At("bin")));
        Assert.Equal(_folder.At("bin/tool"), Programs().Find("../bin/tool", _folder.At("bin")));
        Assert.Null(Programs().Find("./tool"));
        Assert.Null(Programs().Find("bin/none", _folder.At("")));
    }

    private void AddProgram(string name)
    {
        var file = _folder.Write($"bin/{name}", "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private ProgramSearch Programs() => new(Variables.Of($"PATH={_folder.At("bin")}"));

    private static DesktopEntry Entry(string keys) => DesktopEntry.Read(
        Encoding.UTF8.GetBytes($"[Desktop Entry]\nType=Application\nName=An App\n{keys}\n"), "a", "/x/a.desktop", MessageLocale.None);
}
