// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher;
using Seamless.Launcher.Cli;
using Seamless.Launcher.Daemon;
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Anywhere.Launcher;

/// <summary>Where the sockets are, and which folders are refused.</summary>
public sealed class RuntimeFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-rt-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_session_s_folder_is_used_without_a_word()
    {
        var runtime = Locate(Make("session"));

        Assert.Equal(Path.Combine(_folder, "session", "seamless"), runtime.Path);
        Assert.Null(runtime.Remark);
    }

    [Fact]
    public void Without_the_variable_the_standard_folder_is_used_when_it_is_ours()
    {
        var standard = Make(Path.Combine("user", $"{CurrentUser.Id}"));

        var runtime = Locate(null);

        Assert.Equal(Path.Combine(standard, "seamless"), runtime.Path);
        Assert.Equal($"XDG_RUNTIME_DIR is not set; using {runtime.Path}", runtime.Remark);
    }

    [Fact]
    public void Without_any_session_a_folder_of_our_own_is_made_for_the_owner_alone()
    {
        var runtime = Locate(null);
        runtime.Prepare();

        Assert.Equal(Path.Combine(_folder, $"seamless-{CurrentUser.Id}"), runtime.Path);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(runtime.Path));
    }

    [Fact]
    public void A_session_folder_that_is_gone_is_said_and_not_used()
    {
        var runtime = Locate(Path.Combine(_folder, "gone"));

        Assert.Equal($"{_folder}/gone does not exist; using {_folder}/seamless-{CurrentUser.Id}", runtime.Remark);
    }

    [Fact]
    public void A_session_folder_that_others_can_write_to_is_said_and_not_used()
    {
        File.SetUnixFileMode(Make("open"), OwnerOnly | UnixFileMode.OtherWrite);

        Assert.StartsWith($"other users can write to {_folder}/open; using ", Locate(Path.Combine(_folder, "open")).Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_ours_that_others_can_look_into_is_refused()
    {
        var runtime = Locate(Make("session"));
        Directory.CreateDirectory(runtime.Path, OwnerOnly | UnixFileMode.OtherRead);
        File.SetUnixFileMode(runtime.Path, OwnerOnly | UnixFileMode.OtherRead);

        var refused = Assert.Throws<LauncherException>(runtime.Prepare);

        Assert.Equal($"other users can look into {runtime.Path}; remove it, or set XDG_RUNTIME_DIR to a folder of your own", refused.Message);
    }

    [Fact]
    public void A_link_that_somebody_put_in_place_of_our_folder_is_refused()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder, $"seamless-{CurrentUser.Id}"), Make("trap"));

        var refused = Assert.Throws<LauncherException>(Locate(null).Prepare);

        Assert.Contains("is not a folder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_too_long_for_a_socket_is_refused_with_the_way_out()
    {
        var refused = Assert.Throws<LauncherException>(Locate(Make(new string('x', 90))).Prepare);

        Assert.EndsWith("is too long for sockets (the kernel allows 107 bytes); set XDG_RUNTIME_DIR to a shorter one", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/state", "/home/user", "/state/seamless/logs")]
    [InlineData(null, "/home/user", "/home/user/.local/state/seamless/logs")]
    [InlineData("relative", "/home/user", "/home/user/.local/state/seamless/logs")]
    public void Logs_follow_the_base_directory_specification(string? state, string home, string expected)
    {
        var environment = Environment(("XDG_STATE_HOME", state), ("HOME", home));

        Assert.Equal(expected, LogFolder.Locate(environment, Locate(null)).Path);
    }

    [Fact]
    public void Without_a_home_logs_lie_beside_the_sockets()
    {
        var runtime = Locate(null);

        Assert.Equal(Path.Combine(runtime.Path, "logs"), LogFolder.Locate(Environment(), runtime).Path);
    }

    private RuntimeFolder Locate(string? session) =>
        RuntimeFolder.Locate(Environment(("XDG_RUNTIME_DIR", session)), _folder, Path.Combine(_folder, "user"));

    private static UserEnvironment Environment(params (string Name, string? Value)[] variables) =>
        new(variables.Where(each => each.Value is not null).ToDictionary(each => each.Name, each => each.Value!), "/", CurrentUser.Id);

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(_folder, name), OwnerOnly).FullName;
}
