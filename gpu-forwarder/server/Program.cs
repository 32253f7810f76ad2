// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Server;
using Seamless.Linux;

// Started by the launcher it ends with the launcher, however that ends; a client's process ends with the one that accepted it.
ParentProcess.EndWithIt();
ServerOptions options;
switch (args)
{
    case [ClientProcess.First, .. var rest] when ServerOptions.Parse(rest) is { } limits:
        return ClientProcess.Begin(limits);
    case [ClientProcess.Confined, .. var rest] when ServerOptions.Parse(rest) is { } limits:
        return ClientProcess.Run(limits);
    case ["--print", var file]:
        return TraceFile.Use(file, trace => new TracePrinter(Console.Out).Print(trace));
    case ["--replay", var socket, var file, .. var picture]:
        return TraceFile.Use(file, trace => new TraceReplay(socket, Console.Out, picture.FirstOrDefault()).Run(trace));
    case ["--listen", _, .. var rest] when ServerOptions.Parse(rest) is { } said:
        options = said;
        break;
    default:
        Console.Error.WriteLine($"usage: seamless-gl-server --listen PATH {ServerOptions.Usage} | --print FILE | --replay SOCKET FILE [PICTURE.ppm]");
        return 2;
}
var path = args[1];
using var loop = new EventLoop();
Listener listener;
try
{
    listener = new Listener(loop, path, options);
}
catch (LinuxException error)
{
    Console.Out.WriteLine(error.Message);
    ServerLog.CannotListen(path, error.Message);
    return 1;
}
Confinement.Enter();
using (listener)
{
    using var terminate = Signals.OnTerminate(loop, loop.Stop);
    // Who started it waits for this word, or for the reason why not.
    Console.Out.WriteLine("ready");
    ServerLog.Listening(path);
    ServerLog.Confines();
    loop.Run();
}
return 0;
