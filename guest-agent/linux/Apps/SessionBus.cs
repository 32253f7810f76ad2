// SPDX-License-Identifier: Apache-2.0
// A D-Bus session bus of the guest's own. Apps that allow one instance of themselves find the running one over the session bus: on
// the bus of the person's own desktop, "Firefox in the guest" would open a window of the Firefox outside. Services that apps
// activate run in the guest for the same reason, and end with it. The price is that the guest's apps do not see the outer
// session's services (keyring, portals).
//
// Where dbus-daemon is not installed apps get no session bus rather than the outer one; most work without.
using System.Text;
using Seamless.Linux;

namespace Seamless.Agent.Linux.Apps;

internal sealed class SessionBus : IDisposable
{
    private const string Program = "dbus-daemon";
    private const int MostAddressBytes = 1024;

    private readonly EventLoop _loop;
    private readonly AppSurroundings _surroundings;
    private readonly Action<int> _started;
    private readonly Action<int> _ended;
    private readonly List<Action<string?>> _waiting = [];
    private readonly LoopTimer _deadline;
    private readonly StringBuilder _text = new();
    private ChildProcess? _daemon;
    private Pipe? _addressPipe;
    private Watch? _watch;
    private string? _address;
    private bool _failed;
    private bool _disposed;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="surroundings">What activated services run in.</param>
    /// <param name="started">Takes the daemon's process id: what it starts is the guest's as well.</param>
    /// <param name="ended">Takes that id again when the daemon has ended and nothing refers to it any more.</param>
    public SessionBus(EventLoop loop, AppSurroundings surroundings, Action<int> started, Action<int> ended)
    {
        (_loop, _surroundings, _started, _ended) = (loop, surroundings, started, ended);
        _deadline = loop.CreateTimer(() => Fail($"{Program} did not start within {LaunchLimits.BusStart.TotalSeconds} s"));
    }

    /// <summary>Starts the bus ahead of the first app.</summary>
    public void Prepare() => WhenReady(_ => { });

    /// <summary>Calls back with the address, or null when there is no bus; at once, when that is known.</summary>
    public void WhenReady(Action<string?> ready)
    {
        if (_address is not null || _failed || _disposed)
        {
            ready(_address);
            return;
        }
        _waiting.Add(ready);
        if (_daemon is null) Start();
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _deadline.Dispose();
        CloseAddressPipe();
        _daemon?.Kill();
        DisposeDaemon();
    }

    private void Start()
    {
        var environment = _surroundings.Environment();
        environment[AppMark.Variable] = AppMark.Of(instance: 0).ToString();
        if (new Agent.Apps.ProgramSearch(_surroundings.Variables).Find(Program) is not { } program)
        {
            Fail($"{Program} is not installed; install it with: apt-get install dbus");
            return;
        }
        var socket = Path.Join(_surroundings.RuntimeFolder, "bus");
        var pipe = Pipe.Create();
        _addressPipe = pipe;
        try
        {
            _daemon = ChildProcess.Start(_loop, new ChildProcessOptions(program,
                ["--session", "--nofork", "--nopidfile", "--nosyslog", $"--address=unix:path={Escaped(socket)}", "--print-address=3"])
            {
                Environment = environment,
                WorkingDirectory = "/",
                Handles = [pipe.Write],
                NewSession = true,
            }, _ => Ended());
        }
        catch (LinuxException e)
        {
            Fail(e.Message);
            return;
        }
        _started(_daemon.Pid);
        pipe.Write.Dispose();
        pipe.Read.SetNonBlocking();
        _watch = _loop.Add(pipe.Read, Interest.Read, _ => ReadAddress());
        _deadline.Start(LaunchLimits.BusStart);
    }

    private void ReadAddress()
    {
        Span<byte> chunk = stackalloc byte[256];
        while (_addressPipe is { } pipe && pipe.Read.Read(chunk) is { } count)
        {
            _text.Append(Encoding.ASCII.GetString(chunk[..count]));
            var text = _text.ToString();
            if (text.IndexOf('\n', StringComparison.Ordinal) is var end and > 0) Ready(text[..end]);
            else if (count == 0 || text.Length > MostAddressBytes) Fail($"{Program} gave no address");
        }
    }

    private void Ready(string address)
    {
        _address = address;
        AppsLog.BusStarted(address);
        Tell();
    }

    private void Fail(string reason)
    {
        _failed = true;
        AppsLog.NoBus(reason);
        Tell();
    }

    private void Tell()
    {
        _deadline.Stop();
        CloseAddressPipe();
        Action<string?>[] waiting = [.. _waiting];
        _waiting.Clear();
        foreach (var ready in waiting) ready(_address);
    }

    /// <summary>A daemon that was killed is started again for the next app; one that never worked is not.</summary>
    private void Ended()
    {
        var worked = _address is not null;
        _address = null;
        DisposeDaemon();
        if (!worked && !_failed) Fail($"{Program} ended at once");
    }

    private void DisposeDaemon()
    {
        if (_daemon is not { } daemon) return;
        _daemon = null;
        _ended(daemon.Pid);
        daemon.Dispose();
    }

    private void CloseAddressPipe()
    {
        _watch?.Dispose();
        _watch = null;
        _addressPipe?.Read.Dispose();
        _addressPipe?.Write.Dispose();
        _addressPipe = null;
        _text.Clear();
    }

    /// <summary>D-Bus specification, "Server Addresses": bytes outside a small set are written %xx.</summary>
    internal static string Escaped(string path)
    {
        var escaped = new StringBuilder();
        foreach (var each in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)each) || each is (byte)'-' or (byte)'_' or (byte)'/' or (byte)'\\' or (byte)'*' or (byte)'.') escaped.Append((char)each);
            else escaped.Append('%').Append(each.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }
}
