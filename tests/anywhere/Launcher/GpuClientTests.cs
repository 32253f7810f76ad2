// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Launcher.Cli;
using Xunit;

namespace Seamless.Tests.Anywhere.Launcher;

public sealed class GpuClientTests
{
    [Fact]
    public void A_line_that_the_server_could_not_end_is_none()
    {
        const string Line = "7\t4711\tglxgears\t1500\t1\t2\t3\t4\t5\t6\t7\t8\t9\tglFinish:7";
        Assert.Equal([7ul], GpuClient.Parse(Encoding.UTF8.GetBytes($"{Line}\n8{Line[1..]}")).Select(client => client.Session));
        Assert.Empty(GpuClient.Parse(Encoding.UTF8.GetBytes(Line)));
        Assert.Equal(2, GpuClient.Parse(Encoding.UTF8.GetBytes($"{Line}\n{Line}\n")).Count);
    }
}
