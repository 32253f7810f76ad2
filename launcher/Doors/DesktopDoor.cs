// SPDX-License-Identifier: Apache-2.0
// Where desktops that are elsewhere come in: a Unix socket for each desktop that is known, and TCP where one of them says so. Everything at
// once belongs to one desktop: the one that the person chose, else the one that came last, else the one without a screen.
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Daemon;
using Seamless.Launcher.Desktops;
using Seamless.Launcher.Guests;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Doors;

internal sealed class DesktopDoor : IDoor, IDisposable
{
    private readonly RuntimeFolder _runtime;
    private readonly KnownDesktops _files;
    private readonly HeadlessDesktop _headless;
    private readonly GuestDirectory _directory;
    private readonly ILogger _log;
    private readonly Dictionary<string, KnownDesktop> _known = new(StringComparer.Ordinal);
    private readonly DoorListeners _listeners;
    private readonly GpuDoor _gpu;
    private readonly Refusals _refusals;
    private readonly HashSet<DoorConnection> _strangers = [];
    private readonly List<DoorConnection> _directories = [];
    private readonly Dictionary<Splice, (string Desktop, IDisposable Held)> _splices = [];
    private KnownDesktop? _own;
    private Task _givenWay = Task.CompletedTask;
    private string? _chosen;
    private string? _shownOn;

    /// <param name="runtime">Where sockets are.</param>
    /// <param name="files">Which desktops are known.</param>
    /// <param name="headless">Has the guests that no other desktop has.</param>
    /// <param name="guests">All of them; on their loop's thread.</param>
    /// <param name="gpu">For the desktops that may use it.</param>
    /// <param name="log">Who came and went.</param>
    public DesktopDoor(RuntimeFolder runtime, KnownDesktops files, HeadlessDesktop headless, (EventLoop Loop, GuestTable Table) guests, GpuDoor gpu, ILogger log)
    {
        var loop = guests.Loop;
        (Loop, _runtime, _files, _headless, _gpu, _log) = (loop, runtime, files, headless, gpu, log);
        _refusals = new Refusals(loop.Time);
        gpu.May = (desktop, server) => Find(desktop)?.MayUse(server) == true;
        _listeners = new DoorListeners(loop, log) { Accepted = (stream, wired) => Accept(stream, wired, isWire: false) };
        _directory = new GuestDirectory(loop, guests.Table, log) { Changed = TellDirectories };
    }

    public EventLoop Loop { get; }

    /// <summary>Somebody may come at any time, or is here.</summary>
    public bool IsOpen => _known.Count > 0 || _gpu.IsUsed;

    /// <summary>Where that guest's windows are, when that is not the desktop without a screen.</summary>
    public string? ElsewhereOf(string guest) => _shownOn is { } desktop && Sees(desktop, guest) ? desktop : null;

    /// <summary>Reads anew which desktops are known. Who is not any more is shown out.</summary>
    public void Refresh()
    {
        var before = _known.ToDictionary();
        _known.Clear();
        foreach (var name in _files.Names())
        {
            try
            {
                _known[name] = _files.Load(name);
            }
            catch (LauncherException wrong)
            {
                _log.DoorTrouble(name, wrong.Message);
            }
        }
        try
        {
            _own = _files.LoadOwn();
        }
        catch (LauncherException wrong)
        {
            // What the person denied cannot be read: then it is all of them.
            _own = null;
            _log.DoorTrouble(KnownDesktop.OwnName, wrong.Message);
        }
        foreach (var connection in _directories.Where(each => Find(each.Desktop)?.WithoutGpus != before.GetValueOrDefault(each.Desktop)?.WithoutGpus).ToList())
            connection.Close($"desktop '{connection.Desktop}' is not known any more");
        _gpu.Refresh();
        _refusals.Forget();
        Directory.CreateDirectory(_runtime.DesktopsFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _listeners.Set(_own is null ? _known.Values : [_own, .. _known.Values], _runtime);
    }

    /// <summary>A connection on a wire of that desktop's virtual machine; taken over.</summary>
    public void CameByWire(ByteStream stream, string desktop) => Accept(stream, desktop, isWire: true);

    public KnownDesktop? Find(string desktop) => desktop == KnownDesktop.OwnName ? _own : _known.GetValueOrDefault(desktop);

    /// <summary>The person wants the windows there; null: with the desktop that came last.</summary>
    public void Use(string? desktop)
    {
        if (desktop is not (null or KnownDesktops.Headless) && (desktop == KnownDesktop.OwnName || Find(desktop) is null))
            throw new LauncherException($"there is no desktop '{desktop}'; there is: {string.Join(", ", _known.Keys.Prepend(KnownDesktops.Headless))}");
        _chosen = desktop;
        Decide();
    }

    public DesktopList Describe() => new(
    [
        new KnownDesktopInfo { Name = KnownDesktops.Headless, Connected = _headless.IsReady, Shows = _shownOn is null },
        .. _known.Values.Select(each => new KnownDesktopInfo
        {
            Name = each.Name,
            Listen = each.Listen?.ToString() ?? "",
            Socket = _runtime.DesktopDoor(each.Name),
            Guests = each.Guests.ToString(),
            Connected = _directories.Exists(directory => directory.Desktop == each.Name),
            Shows = _shownOn == each.Name,
            Problem = _listeners.ProblemOf(each, _runtime),
        }),
    ]);

    /// <summary>This machine's GPU and those of guests that run: who may draw there, and who does.</summary>
    public GpuServerList DescribeGpus(IEnumerable<IGuest> guests) => new(
    [
        DescribeGpu("", ""),
        .. guests.Where(each => each.IsReady).Select(each => DescribeGpu(each.Name, each.DesktopSocket)),
    ]);

    public void DirectoryOpened(DoorConnection connection)
    {
        _strangers.Remove(connection);
        // The same desktop again: its older connection is one that it has lost.
        foreach (var older in _directories.Where(each => each.Desktop == connection.Desktop).ToList())
            older.Close("the desktop opened its directory anew");
        _directories.Add(connection);
        _log.DesktopCame(connection.Desktop);
        Decide();
        Tell(connection);
    }

    public void Closed(DoorConnection connection, string reason)
    {
        _strangers.Remove(connection);
        if (_directories.Remove(connection))
        {
            _log.DesktopLeft(connection.Desktop, reason);
            Decide();
        }
        else if (reason != "closed the connection")
        {
            Tell(connection.Desktop, reason);
        }
    }

    public void StartGuest(string desktop, string guest)
    {
        if (Sees(desktop, guest))
            _directory.Start(guest);
    }

    /// <summary>A program's way to a GPU server; or a new connection to the guest's bridge, once nobody else shows the guest.</summary>
    public async Task<IPassage> OpenAsync(string desktop, string guest)
    {
        if (GpuDoor.ServerOf(guest) is { } server)
            return await _gpu.OpenAsync(desktop, server);
        if (!Sees(desktop, guest))
            throw new DoorException(RefusalCode.NotAllowed, $"guest '{guest}' is none of those that desktop '{desktop}' shows");
        if (_shownOn != desktop)
            throw new DoorException(RefusalCode.Busy, _shownOn is { } other || _chosen == KnownDesktops.Headless
                ? $"guest '{guest}' is shown on desktop '{_shownOn ?? KnownDesktops.Headless}'; to have it here, on its machine: seamless desktop use {desktop}"
                : $"desktop '{desktop}' has no open directory");
        await _givenWay;
        if (_shownOn != desktop)
            throw new DoorException(RefusalCode.Busy, $"guest '{guest}' was just given to another desktop");
        if (_splices.Count >= DoorLimits.Splices)
            throw new DoorException(RefusalCode.Busy, $"{DoorLimits.Splices} connections to guests are open already");
        var socket = _directory.SocketOf(guest);
        if (socket is null)
            throw new DoorException(RefusalCode.Off, $"guest '{guest}' does not run");
        try
        {
            return new BridgePassage(this, (desktop, guest), UnixSocket.Connect(socket));
        }
        catch (LinuxException failure)
        {
            throw new DoorException(RefusalCode.Off, $"guest '{guest}' cannot be reached yet: {failure.Message}");
        }
    }

    public void Enter(DoorConnection connection, ByteStream stream, IPassage passage)
    {
        _strangers.Remove(connection);
        passage.Begin(stream);
    }

    public void Dispose()
    {
        _listeners.Dispose();
        foreach (var connection in _strangers.Concat(_directories).ToList())
            connection.Dispose();
        foreach (var splice in _splices.Keys.ToList())
            splice.Dispose();
        _gpu.Dispose();
        _directory.Dispose();
    }

    private void Accept(ByteStream stream, string? wired, bool isWire)
    {
        if (_strangers.Count < DoorLimits.Strangers)
        {
            _strangers.Add(new DoorConnection(this, stream, wired, isWire));
            return;
        }
        Tell("", $"{DoorLimits.Strangers} connections have not joined yet");
        stream.Dispose();
    }

    private void Tell(string who, string reason)
    {
        if (_refusals.IsNew(who, reason))
            _log.DoorRefused(reason);
    }

    private void Ended(Splice splice)
    {
        if (_splices.Remove(splice, out var was))
            was.Held.Dispose();
    }

    /// <summary>Whose turn it is now. Sessions of another desktop end, and the desktop without a screen gives way or takes over.</summary>
    private void Decide()
    {
        var last = _directories.Count > 0 ? _directories[^1].Desktop : null;
        var now = _chosen == KnownDesktops.Headless ? null : _directories.Exists(each => each.Desktop == _chosen) ? _chosen : last;
        foreach (var (splice, (desktop, held)) in _splices.Where(each => each.Value.Desktop != now).ToList())
        {
            _splices.Remove(splice);
            splice.Dispose();
            held.Dispose();
        }
        if (now == _shownOn)
            return;
        _shownOn = now;
        _log.ShownOn(now ?? KnownDesktops.Headless);
        _givenWay = _headless.YieldAsync(guest => now is null || !Sees(now, guest));
    }

    private GpuServerInfo DescribeGpu(string guest, string socket) => new()
    {
        Guest = guest,
        Socket = socket,
        Allowed = [.. _known.Values.Prepend(_own).OfType<KnownDesktop>().Where(each => each.IsOwn && guest.Length == 0 || each.MayUse(guest)).Select(each => each.Name)],
        Drawing = [.. _gpu.On(guest)],
    };

    private void TellDirectories()
    {
        foreach (var connection in _directories)
            Tell(connection);
    }

    private void Tell(DoorConnection connection) => connection.Tell(_directory.For(guest => Sees(connection.Desktop, guest)));

    private bool Sees(string desktop, string guest) => Find(desktop)?.Sees(guest) == true;

    /// <summary>A channel of a session with a guest.</summary>
    private sealed class BridgePassage(DesktopDoor door, (string Desktop, string Guest) who, UnixSocket bridge) : IPassage
    {
        public void Begin(ByteStream near) =>
            door._splices.Add(new Splice(door.Loop, near, bridge, Role.Desktop, door.Ended), (who.Desktop, door._directory.Hold(who.Guest)));

        public void Dispose() => bridge.Dispose();
    }
}
