// SPDX-License-Identifier: Apache-2.0
using Seamless.Desktop.Headless;
using Seamless.Desktop.Headless.Control;
using Seamless.Linux;

// Started by the launcher it ends with the launcher, however that ends.
ParentProcess.EndWithIt();
if (DesktopOptions.Parse(args, out var mistake) is not { } options)
{
    Console.Error.WriteLine(mistake);
    Console.Error.WriteLine(DesktopOptions.Usage);
    return 2;
}
using var loop = new EventLoop();
using var desktop = new HeadlessDesktop(loop, options);
using var requests = new DesktopRequests(desktop);
ControlServer server;
try
{
    server = new ControlServer(desktop, requests, options.ControlPath);
}
catch (LinuxException error)
{
    DesktopLog.CannotListen(options.ControlPath, error.Message);
    return 1;
}
using (server)
{
    using var terminate = Signals.OnTerminate(loop, loop.Stop);
    DesktopLog.Started(options.Name, $"{options.WidthPixels}×{options.HeightPixels} pixels", options.ControlPath);
    loop.Run();
}
DesktopLog.Stopped(options.Name);
return 0;
