// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net.Sockets;
using Seamless.Protocol.Control;

namespace Seamless.Benchmarks;

/// <summary>agent → bridge → headless desktop, without the launcher, as fast as the desktop can take frames (<c>--refresh 0</c>).</summary>
internal sealed class Line(Scratch scratch, bool withDesktop = true) : Contender("seamless", scratch)
{
    private readonly string bin = Environment.GetEnvironmentVariable("SEAMLESS_BIN_DIR")
        ?? throw new InvalidOperationException("SEAMLESS_BIN_DIR is not set; start through benchmarks/run");

    public override string Display => Scratch.PathOf("seamless-0");

    public string DesktopSocket => Scratch.PathOf("desktop.sock");

    public override void Start()
    {
        Run(Path.Combine(bin, "seamless-bridge"), "--name", "bench", "--guest-socket", Scratch.PathOf("guest.sock"), "--desktop-socket", DesktopSocket);
        Scratch.WaitFor("desktop.sock");
        if (withDesktop)
        {
            Run(Path.Combine(bin, "seamless-desktop-headless"), "--control", Scratch.PathOf("control.sock"), "--size", "2200x1300", "--refresh", "0");
            Scratch.WaitForListener("control.sock");
            Attach();
        }
        Run(Path.Combine(bin, "seamless-agent"), "--name", "bench", "--bridge", Scratch.PathOf("guest.sock"), "--wayland-display", Display);
        Scratch.WaitForListener("seamless-0");
    }

    private void Attach()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(Scratch.PathOf("control.sock")));
        socket.Send(ControlLine.Write(DesktopVerbs.Attach.Request(1, new AttachArguments("bench", DesktopSocket))));
        var reply = ControlLine.ReadReply(ReadLine(socket));
        if (!reply.Ok)
            throw new InvalidOperationException($"the desktop does not attach: {reply.Error}");
    }

    private static byte[] ReadLine(Socket socket)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (socket.Receive(one) == 1 && one[0] != (byte)'\n')
            line.Add(one[0]);
        return [.. line];
    }
}

/// <summary>The client straight on the reference compositor, headless and without rendering: nothing in between.</summary>
internal sealed class Weston(Scratch scratch) : Contender("weston", scratch)
{
    public override string Display => Scratch.PathOf("weston-0");

    public override void Start()
    {
        Run("weston", "--backend=headless-backend.so", "--socket=weston-0", "--width=2200", "--height=1300", "--idle-time=0", "--no-config");
        Scratch.WaitFor("weston-0");
    }
}

/// <summary>
/// The reference compositor on an X server without a screen: its headless backend has no seat, and terminals refuse to start without one.
/// </summary>
internal sealed class WestonWithSeat(Scratch scratch) : Contender("weston", scratch)
{
    public override string Display => Scratch.PathOf("weston-0");

    public override void Start()
    {
        Run("xvfb-run", "-a", "-s", "-screen 0 2200x1300x24", "weston", "--backend=x11-backend.so", "--use-pixman", "--socket=weston-0",
            "--width=2000", "--height=1200", "--idle-time=0", "--no-config");
        Scratch.WaitForListener("weston-0");
    }
}

/// <summary>waypipe's two halves on this machine, uncompressed, in front of another display.</summary>
internal sealed class Waypipe(Scratch scratch, Contender behind, string name) : Contender(name, scratch)
{
    private string Socket => Scratch.PathOf($"{Name}.sock");

    public override string Display => behind.Display;

    public override IEnumerable<int> Processes => base.Processes.Concat(behind.Processes).Concat(Servers());

    public override void Start()
    {
        behind.Start();
        var start = new ProcessStartInfo("sh", ["-c", "exec waypipe --compress none --socket \"$0\" client >>\"$LOG\" 2>&1", Socket]);
        Run(start, behind.Display);
        Scratch.WaitFor(Path.GetFileName(Socket));
    }

    public override ProcessStartInfo Client(string file, params string[] arguments)
    {
        var start = base.Client("waypipe", ["--compress", "none", "--socket", Socket, "server", "--", file, .. arguments]);
        start.Environment.Remove("WAYLAND_DISPLAY");
        return start;
    }

    public override void Dispose()
    {
        base.Dispose();
        behind.Dispose();
        File.Delete(Socket);
    }

    private void Run(ProcessStartInfo start, string display)
    {
        // Run() clears the variable for programs that offer a display; this half connects to one.
        start.ArgumentList[1] = $"WAYLAND_DISPLAY='{display}'; export WAYLAND_DISPLAY; " + start.ArgumentList[1];
        Run(start);
    }

    /// <summary>waypipe forks a process for each connection, so its halves are found by their command line, in which it cuts the socket's path in two.</summary>
    private IEnumerable<int> Servers() =>
        Directory.EnumerateDirectories("/proc").Select(d => Path.GetFileName(d)).Where(d => d.All(char.IsAsciiDigit)).Select(int.Parse)
            .Where(p => IsOurs(CommandLine(p)))
            .Except(base.Processes);

    private bool IsOurs(string commandLine) => commandLine.StartsWith("waypipe\0", StringComparison.Ordinal)
        && commandLine.Contains(Scratch.Folder, StringComparison.Ordinal) && commandLine.Contains($"{Name}.sock", StringComparison.Ordinal);

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
