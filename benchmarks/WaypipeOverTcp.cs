// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using Seamless.Linux;

namespace Seamless.Benchmarks;

/// <summary>
/// waypipe's two halves with loopback TCP between them, which socat carries as the launcher does for us. In front of a display that takes
/// frames as fast as they come and looks at no pixel: the end of the line is not in the figures.
/// </summary>
internal sealed class WaypipeOverTcp(Scratch scratch, string name, string compression) : Contender(name, scratch)
{
    private readonly MeasuringProcess display = new(scratch);

    public override string Display => display.Display;

    public override IEnumerable<int> Processes => RunningPrograms.Of(Scratch, "waypipe", "socat");

    public int Port { get; private set; }

    public override void Start()
    {
        display.Start();
        using (var free = TcpListener.Bind(new TcpAddress(IPAddress.Loopback, 0)))
            Port = free.Address.Port;
        string near = Scratch.PathOf("near.sock"), far = Scratch.PathOf("far.sock");
        var half = new ProcessStartInfo("sh", ["-c", $"WAYLAND_DISPLAY='{Display}' exec waypipe --compress {compression} --socket '{near}' client >>\"$LOG\" 2>&1"]);
        Run(half);
        Scratch.WaitFor("near.sock");
        Run("socat", "-b", "65536", $"TCP-LISTEN:{Port},bind=127.0.0.1,reuseaddr,fork,nodelay", $"UNIX-CONNECT:{near}");
        Run("socat", "-b", "65536", $"UNIX-LISTEN:{far},fork", $"TCP:127.0.0.1:{Port},nodelay,retry=100,interval=0.05");
        Scratch.WaitFor("far.sock");
    }

    public override ProcessStartInfo Client(string file, params string[] arguments)
    {
        var start = base.Client("waypipe", ["--compress", compression, "--socket", Scratch.PathOf("far.sock"), "server", "--", file, .. arguments]);
        start.RedirectStandardInput = true;
        start.Environment.Remove("WAYLAND_DISPLAY");
        return start;
    }

    public override void Dispose()
    {
        base.Dispose();
        display.Dispose();
    }
}
