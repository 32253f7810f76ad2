// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Linux.Apps;

public sealed class ProcessStatusTests
{
    [Theory]
    [InlineData("7 (sh) S 5 7 6 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 99 100 200", "7 5 6 S 99")]
    [InlineData("7 (a) Z 9 (b) c) R 5 7 6 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 12345678901 1", "7 5 6 R 12345678901")]
    [InlineData("7 (sh) Z 5 7 6 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 99", "7 5 6 Z 99")]
    [InlineData("7 (sh) S 5 7 6", "")]
    [InlineData("7 (sh)", "")]
    [InlineData("", "")]
    public void The_fields_count_from_the_end_of_the_name(string stat, string expected) => Assert.Equal(expected,
        ProcessStatus.Parse(7, Encoding.ASCII.GetBytes(stat)) is { } p ? $"{p.Pid} {p.Parent} {p.Session} {p.State} {p.StartTicks}" : "");

    [Fact]
    public void This_process_is_in_the_table()
    {
        Assert.Contains(ProcessStatus.Self, ProcessStatus.All().Select(process => process with { State = ProcessStatus.Self.State }));
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), ProcessStatus.StartVariable(Environment.ProcessId, "PATH"));
        Assert.Null(ProcessStatus.StartVariable(Environment.ProcessId, "SURELY_NOT_SET"));
        Assert.Null(ProcessStatus.Of(1 << 22));
    }

    [Fact]
    public void A_signal_never_hits_a_process_that_has_the_number_now() =>
        Assert.False((ProcessStatus.Self with { StartTicks = 1 }).Signal(9));
}
