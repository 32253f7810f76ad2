// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Cli;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Doors;

/// <summary>
/// This machine's GPU server for desktops that come in at the door: those that the person allowed it, and no others. The server itself has no
/// door to a network. On the loop's thread.
/// </summary>
internal sealed class GpuDoor(EventLoop loop, GpuServer server, ILogger log) : IDisposable
{
    /// <summary>In a Join where others name a guest, whose names have no such letter.</summary>
    public const string Name = "gl:";

    private readonly Dictionary<Splice, string> _splices = [];

    /// <summary>A new connection to the server, which is started when it does not run.</summary>
    /// <exception cref="DoorException">There is none for that desktop.</exception>
    public async Task<UnixSocket> OpenAsync(KnownDesktop? desktop)
    {
        if (desktop is not { MayUseGpu: true })
        {
            log.GpuDenied(desktop?.Name ?? "");
            throw new DoorException(RefusalCode.NotAllowed, $"desktop '{desktop?.Name}' may not use this machine's GPU; on its machine: seamless gpu allow {desktop?.Name}");
        }
        if (_splices.Count >= DoorLimits.GpuSplices)
            throw new DoorException(RefusalCode.Busy, $"{DoorLimits.GpuSplices} programs of desktops draw here already");
        try
        {
            var socket = await server.ConnectAsync(loop);
            log.GpuGiven(desktop.Name);
            return socket;
        }
        catch (Exception failure) when (failure is LauncherException or LinuxException)
        {
            throw new DoorException(RefusalCode.Off, $"the GPU server cannot be reached: {failure.Message}");
        }
    }

    /// <summary>Both streams are taken over.</summary>
    public void Splice(string desktop, ByteStream near, ByteStream far) => _splices.Add(new Splice(loop, near, far, null, ended => _splices.Remove(ended)), desktop);

    /// <summary>Programs of desktops that may not any more lose the server.</summary>
    public void Refresh(Func<string, KnownDesktop?> find)
    {
        foreach (var (splice, desktop) in _splices.Where(each => find(each.Value) is not { MayUseGpu: true }).ToList())
        {
            log.GpuDenied(desktop);
            _splices.Remove(splice);
            splice.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var splice in _splices.Keys.ToList())
            splice.Dispose();
        _splices.Clear();
    }
}
