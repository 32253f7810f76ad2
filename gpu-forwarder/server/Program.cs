// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Server;
using Seamless.Linux;

// Started by the launcher it ends with the launcher, however that ends; a client's process ends with the one that accepted it.
ParentProcess.EndWithIt();
if (args is ["--client"])
    return ClientProcess.Run();
if (args is not (["--listen", _] or ["--listen", _, "--until-idle"]))
{
    Console.Error.WriteLine("usage: seamless-gl-server --listen PATH [--until-idle]");
    return 2;
}
var path = args[1];
using var loop = new EventLoop();
Listener listener;
try
{
    listener = new Listener(loop, path, untilIdle: args.Length == 3);
}
catch (LinuxException error)
{
    Console.Out.WriteLine(error.Message);
    ServerLog.CannotListen(path, error.Message);
    return 1;
}
using (listener)
{
    using var terminate = Signals.OnTerminate(loop, loop.Stop);
    // Who started it waits for this word, or for the reason why not.
    Console.Out.WriteLine("ready");
    ServerLog.Listening(path);
    loop.Run();
}
return 0;
