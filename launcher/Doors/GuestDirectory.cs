// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Guests;
using Seamless.Launcher.Vms;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Doors;

/// <summary>The guests as desktops that are elsewhere are told of them, and what such a desktop may ask for. On the loop's thread.</summary>
internal sealed class GuestDirectory : IDisposable
{
    private readonly EventLoop _loop;
    private readonly GuestTable _guests;
    private readonly ILogger _log;
    private readonly FileWatch _definitions;
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private ImmutableArray<DirectoryGuest> _told = [];
    private bool _isDue;

    public GuestDirectory(EventLoop loop, GuestTable guests, ILogger log)
    {
        (_loop, _guests, _log) = (loop, guests, log);
        _definitions = new FileWatch(loop, _ => Look());
        guests.Changed = Look;
    }

    /// <summary>Something that a desktop is told is not as it was.</summary>
    public required Action Changed { get; init; }

    /// <summary>Those that a desktop sees.</summary>
    public Protocol.Guests For(Func<string, bool> sees)
    {
        Watch();
        _told = All();
        return new Protocol.Guests([.. _told.Where(each => sees(each.Name))]);
    }

    /// <summary>Null while it has no bridge.</summary>
    public string? SocketOf(string guest)
    {
        try
        {
            var found = _guests.Find(guest);
            return StateOf(found.Info) is DirectoryState.Starting or DirectoryState.Ready ? found.DesktopSocket : null;
        }
        catch (LauncherException)
        {
            return null;
        }
    }

    /// <summary>While held the guest is not paused.</summary>
    public IDisposable Hold(string guest)
    {
        if (guest == LocalGuest.GuestName)
            return new GuestHold(() => { });
        var machine = _guests.FindMachine(guest);
        machine.Hold();
        return new GuestHold(machine.LetGo);
    }

    public void Start(string guest) => _ = StartAsync(guest);

    public void Dispose() => _definitions.Dispose();

    private async Task StartAsync(string guest)
    {
        _failures.Remove(guest);
        try
        {
            if (guest != LocalGuest.GuestName)
                await _guests.FindMachine(guest).StartAsync();
        }
        catch (LauncherException failure)
        {
            _failures[guest] = failure.Message;
            _log.GuestTrouble(guest, failure.Message);
        }
        Look();
    }

    /// <summary>At the end of the turn, once for all that happened in it.</summary>
    private void Look()
    {
        if (_isDue)
            return;
        _isDue = true;
        _loop.Defer(() =>
        {
            _isDue = false;
            if (!_told.SequenceEqual(All()))
                Changed();
        });
    }

    private void Watch()
    {
        try
        {
            _definitions.Add(_guests.DefinitionsFolder);
        }
        catch (LinuxException failure)
        {
            // A new definition is then told with the next thing that happens.
            _log.DoorRefused(failure.Message);
        }
    }

    private ImmutableArray<DirectoryGuest> All() => [.. _guests.Describe().Take(ProtocolLimits.Guests).Select(Describe)];

    private DirectoryGuest Describe(GuestInfo info)
    {
        var failure = info.State == "stopped" ? _failures.GetValueOrDefault(info.Name) ?? info.Reason : "";
        return new DirectoryGuest
        {
            Name = info.Name,
            State = failure.Length > 0 ? DirectoryState.Failed : StateOf(info),
            Colour = GuestColour.Of(info.Name),
            Label = info.Name,
            Reason = Utf8.Shorten(failure, ProtocolLimits.TextBytes),
        };
    }

    private static DirectoryState StateOf(GuestInfo info) => info.State switch
    {
        "ready" => DirectoryState.Ready,
        "starting" or "booting" or "restarting" => DirectoryState.Starting,
        _ => DirectoryState.Off,
    };
}
