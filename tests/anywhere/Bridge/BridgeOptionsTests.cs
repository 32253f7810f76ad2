// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

public sealed class BridgeOptionsTests
{
    [Fact]
    public void A_complete_command_line_is_understood() =>
        Assert.Equal(new BridgeOptions("local", "/g", "/d"), BridgeOptions.TryParse(["--desktop-socket", "/d", "--name", "local", "--guest-socket", "/g"], out _));

    [Fact]
    public void A_virtual_machine_is_at_two_ports() =>
        Assert.Equal(
            new BridgeOptions("vm", null, "/d") { ControlPort = "/c", BulkPort = "/b" },
            BridgeOptions.TryParse(["--name", "vm", "--control-port", "/c", "--bulk-port", "/b", "--desktop-socket", "/d"], out _));

    [Theory]
    [InlineData("--bulk-port is missing", "--name", "x", "--control-port", "/c")]
    [InlineData("--control-port is missing", "--name", "x", "--bulk-port", "/b")]
    [InlineData("a guest is at a socket or at ports, not at both", "--name", "x", "--guest-socket", "/g", "--bulk-port", "/b")]
    [InlineData("--name is missing")]
    [InlineData("--guest-socket is missing", "--name", "x")]
    [InlineData("--desktop-socket is missing", "--name", "x", "--guest-socket", "/g")]
    [InlineData("'--name' needs a value", "--name")]
    [InlineData("'--bogus' is not an option", "--bogus", "x")]
    public void What_is_wrong_with_a_command_line_is_said(string problem, params string[] words)
    {
        Assert.Null(BridgeOptions.TryParse(words, out var said));
        Assert.Equal(problem, said);
    }
}
