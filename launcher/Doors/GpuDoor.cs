// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Doors;

/// <summary>
/// GPU servers for programs that come in at the door: those that the person allowed it, and no others. The servers themselves have no door to
/// a network. On the loop's thread.
/// </summary>
internal sealed class GpuDoor(ILogger log) : IDisposable
{
    /// <summary>In a Join before the guest that serves, or alone for this machine: where others name a guest, whose names have no such letter.</summary>
    private const string Prefix = "gl:";

    private readonly HashSet<GpuPlace> _places = [];

    /// <summary>Somebody draws, or is about to.</summary>
    public bool IsUsed => _places.Count > 0;

    /// <summary>Whether the programs of a desktop may draw there.</summary>
    public Func<string, string, bool> May { private get; set; } = (_, _) => false;

    /// <summary>A new connection to that server, which is started when it does not run.</summary>
    public required Func<string, Task<IGpuEnd>> Reach { private get; init; }

    /// <summary>The guest that serves, empty for this machine; null when no GPU is meant.</summary>
    public static string? ServerOf(string joined) => joined.StartsWith(Prefix, StringComparison.Ordinal) ? joined[Prefix.Length..] : null;

    /// <summary>Whose programs draw there now.</summary>
    public IEnumerable<string> On(string server) => _places.Where(each => each.Server == server).Select(each => each.Who);

    /// <exception cref="DoorException">There is none for that desktop.</exception>
    public async Task<IPassage> OpenAsync(string desktop, string server)
    {
        if (!May(desktop, server))
            throw Denied(desktop, server);
        if (WhyNot(desktop, server) is { } reason)
            throw new DoorException(RefusalCode.Busy, reason);
        var place = new GpuPlace(desktop, server, each => _places.Remove(each));
        _places.Add(place);
        try
        {
            place.Found(await Reach(server));
        }
        catch (Exception failure) when (failure is LauncherException or LinuxException)
        {
            place.Dispose();
            throw new DoorException(RefusalCode.Off, $"{GpuPlace.WordsOf(server)} cannot be reached: {failure.Message}");
        }
        if (place.IsOver)
            throw Denied(desktop, server);
        log.GpuGiven(desktop, place.Words);
        return place;
    }

    /// <summary>Programs of desktops that may not any more lose the server, those included that still wait for it.</summary>
    public void Refresh()
    {
        foreach (var place in _places.Where(each => !May(each.Who, each.Server)).ToList())
        {
            log.GpuDenied(place.Who, place.Words);
            place.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var place in _places.ToList())
            place.Dispose();
    }

    /// <summary>Why there is no place for another program of that desktop; null: there is one.</summary>
    private string? WhyNot(string desktop, string server)
    {
        var (all, ofOne) = server.Length > 0 ? (DoorLimits.GuestGpuPlaces, DoorLimits.GuestGpuPlacesOfOne) : (DoorLimits.GpuPlaces, DoorLimits.GpuPlacesOfOne);
        if (_places.Count >= DoorLimits.GpuPlaces)
            return $"{_places.Count} programs that came in at the door draw already";
        if (On(server).Count() >= all)
            return $"{all} programs that came in at the door draw there already";
        return On(server).Count(who => who == desktop) >= ofOne ? $"{ofOne} programs of {Whose(desktop)} draw there already; what is left is for others" : null;
    }

    private static DoorException Denied(string desktop, string server) =>
        new(RefusalCode.NotAllowed, $"{Whose(desktop)} may not use {GpuPlace.WordsOf(server)}; on the launcher's machine: seamless gpu allow {desktop}{(server.Length > 0 ? $" --gpu {server}" : "")}");

    private static string Whose(string desktop) => desktop == KnownDesktop.OwnName ? "a program of the launcher's own machine" : $"desktop '{desktop}'";
}
