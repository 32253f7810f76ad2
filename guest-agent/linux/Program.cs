// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Agent.Linux;
using Seamless.Agent.Linux.Apps;
using Seamless.Linux;

if (args is [IconWorkerProcess.Argument])
    return IconWorkerProcess.Serve();
// Started by the launcher it ends with the launcher, however that ends.
ParentProcess.EndWithIt();
if (AgentOptions.TryParse(args, out var problem) is not { } options)
{
    Console.Error.WriteLine($"seamless-agent: {problem}\n{AgentOptions.Usage}");
    return 2;
}
try
{
    using var loop = new EventLoop();
    // Beside the agent are the programs of Seamless that a guest has use for: `seamless gpu serve`.
    using var agent = new GuestAgent(loop, options, EnvironmentVariables.OfThisProcess().WithPrograms(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)));
    using var signals = Signals.OnTerminate(loop, agent.Stop);
    agent.Start();
    loop.Run();
    return 0;
}
catch (LinuxException e)
{
    AgentLog.Failed(e.Message);
    return 1;
}
