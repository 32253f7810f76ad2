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
    /// <summary>In a Join where others name a guest, whose names have no such letter.</summary>
    public const string Name = "gl:";

    private readonly HashSet<GpuPlace> _places = [];

    /// <summary>Whether the programs of a desktop may draw there.</summary>
    public Func<string, string, bool> May { private get; set; } = (_, _) => false;

    /// <summary>A new connection to that server, which is started when it does not run.</summary>
    public required Func<string, Task<IGpuEnd>> Reach { private get; init; }

    /// <exception cref="DoorException">There is none for that desktop.</exception>
    public async Task<IPassage> OpenAsync(string desktop, string server)
    {
        if (!May(desktop, server))
        {
            log.GpuDenied(desktop);
            throw Denied(desktop, server);
        }
        if (_places.Count >= DoorLimits.GpuPlaces)
            throw new DoorException(RefusalCode.Busy, $"{DoorLimits.GpuPlaces} programs of desktops draw here already");
        var place = new GpuPlace(desktop, server, each => _places.Remove(each));
        _places.Add(place);
        try
        {
            place.Found(await Reach(server));
        }
        catch (Exception failure) when (failure is LauncherException or LinuxException)
        {
            place.Dispose();
            throw new DoorException(RefusalCode.Off, $"the GPU server cannot be reached: {failure.Message}");
        }
        if (place.IsOver)
            throw Denied(desktop, server);
        log.GpuGiven(desktop);
        return place;
    }

    /// <summary>Programs of desktops that may not any more lose the server, those included that still wait for it.</summary>
    public void Refresh()
    {
        foreach (var place in _places.Where(each => !May(each.Who, each.Server)).ToList())
        {
            log.GpuDenied(place.Who);
            place.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var place in _places.ToList())
            place.Dispose();
    }

    private static DoorException Denied(string desktop, string server) =>
        new(RefusalCode.NotAllowed, $"desktop '{desktop}' may not use this machine's GPU; on its machine: seamless gpu allow {desktop}");
}
