// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

public sealed class BridgeOptionsTests
{
    [Fact]
    public void A_complete_command_line_is_understood() =>
        Assert.Equal(new BridgeOptions("local", "/g", "/d"), BridgeOptions.TryParse(["--desktop-socket", "/d", "--name", "local", "--guest-socket", "/g"], out _));

    [Theory]
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
