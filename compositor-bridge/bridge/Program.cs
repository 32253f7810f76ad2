// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Seamless.Linux;

// Started by the launcher it ends with the launcher, however that ends.
ParentProcess.EndWithIt();
if (BridgeOptions.TryParse(args, out var problem) is not { } options)
{
    Console.Error.WriteLine($"seamless-bridge: {problem}\n{BridgeOptions.Usage}");
    return 2;
}
var log = new BridgeLog(Console.Error, options.Name);
try
{
    using var loop = new EventLoop();
    using var relay = GuestRelay.Listen(loop, options, log);
    using var signals = Signals.OnTerminate(loop, loop.Stop);
    log.Listening(options.GuestSide, options.DesktopSocket);
    loop.Run();
    log.Stopping();
    return 0;
}
catch (LinuxException e)
{
    log.CannotStart(e.Message);
    return 1;
}
