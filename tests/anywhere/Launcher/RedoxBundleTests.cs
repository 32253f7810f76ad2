// SPDX-License-Identifier: Apache-2.0
using Xunit;

namespace Seamless.Tests.Anywhere.Launcher;

public sealed class RedoxBundleTests : IDisposable
{
    private readonly CliFixture _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void A_bundle_holds_the_sources_as_they_lie_and_the_desktops_configuration()
    {
        var sources = Path.Combine(_cli.Folder, "bin", "redox-sources");
        foreach (var file in (string[])["protocol/rust/src/lib.rs", "protocol/rust/target/junk", "protocol/vectors/hello.hex", "compositor-bridge/desktop-orbital/Cargo.toml", "installers/redox/recipe.toml", "gpu-forwarder/client/Cargo.toml", "gpu-forwarder/client/src/generated/mod.rs"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(sources, file))!);
            File.WriteAllText(Path.Combine(sources, file), file);
        }
        _cli["SEAMLESS_BIN_DIR"] = Path.Combine(_cli.Folder, "bin");
        var into = Path.Combine(_cli.Folder, "bundle");

        var outcome = _cli.Run("redox-bundle", into);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("protocol/rust/src/lib.rs", File.ReadAllText(Path.Combine(into, "protocol/rust/src/lib.rs")));
        Assert.True(File.Exists(Path.Combine(into, "gpu-forwarder/client/src/generated/mod.rs")));
        Assert.False(Directory.Exists(Path.Combine(into, "protocol/rust/target")));
        Assert.Equal("--launcher 10.0.2.2:7654 --name redox --key-file /etc/seamless/key\n", File.ReadAllText(Path.Combine(into, "config/arguments")));
        Assert.Equal(65, new FileInfo(Path.Combine(into, "config/key")).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(into, "config/key")));
        Assert.Equal(1, _cli.Run("redox-bundle", into).ExitCode);
    }

    [Fact]
    public void A_bundle_for_a_virtual_machine_of_ours_has_no_key_and_its_session_starts_the_desktop_by_wires()
    {
        var into = Path.Combine(_cli.Folder, "bundle");

        Assert.Equal(0, _cli.Run("redox-bundle", into, "--wires", "--name", "desk").ExitCode);

        Assert.False(File.Exists(Path.Combine(into, "config/key")));
        Assert.Equal("--launcher wires:10.0.2.100:7654 --name desk\n", File.ReadAllText(Path.Combine(into, "config/arguments")));
        Assert.Contains("seamless-desktop-orbital --launcher wires:10.0.2.100:7654 --name desk &", File.ReadAllLines(Path.Combine(into, "installers/redox/seamless-session")));
        Assert.DoesNotContain("key", File.ReadAllText(Path.Combine(_cli.Folder, ".config/seamless/desktops/desk.toml")), StringComparison.Ordinal);
    }
}
