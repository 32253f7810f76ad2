// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Anywhere.Linux;

public sealed class SignalsTests
{
    [Fact]
    public void A_request_to_terminate_arrives_on_the_loop()
    {
        using var loop = new EventLoop();
        var asked = 0;
        using var registration = Signals.OnTerminate(loop, () => asked++);
        using var child = ChildProcess.Start(loop, new ChildProcessOptions("sh", ["-c", $"kill -TERM {Environment.ProcessId}"]));
        while (asked == 0)
            loop.RunOnce(null);
        Assert.Equal(1, asked);
    }
}
