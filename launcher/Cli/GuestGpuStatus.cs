// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Doors;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Cli;

/// <summary>What the GPU server in a guest tells of its clients, asked through the guest's bridge.</summary>
internal static class GuestGpuStatus
{
    /// <summary>Null: the guest serves no GPU.</summary>
    public static IReadOnlyList<GpuClient>? Ask(string bridge)
    {
        try
        {
            return GpuClient.Parse(All(bridge));
        }
        catch (Exception failure) when (failure is LauncherException or LinuxException)
        {
            return null;
        }
    }

    private static byte[] All(string bridge)
    {
        using var loop = new EventLoop();
        var opening = GuestGpuEnd.OpenAsync(loop, bridge, OfGpu.Status);
        // It ends by itself: with an answer, a refusal, or its deadline.
        while (!opening.IsCompleted)
            loop.RunOnce(null);
        using var end = opening.GetAwaiter().GetResult();
        var (near, ours) = UnixSocket.Pair();
        using (ours)
        {
            var told = new MemoryStream();
            using var joined = end.Join(near, loop.Stop);
            using var watch = loop.Add(ours.Descriptor, Interest.Read, _ => Take(ours, told));
            loop.Run();
            Take(ours, told);
            return told.ToArray();
        }
    }

    private static void Take(UnixSocket socket, MemoryStream told)
    {
        var chunk = new byte[DoorLimits.GpuDataBytes];
        var unwanted = new List<FileDescriptor>();
        while (told.Length < GpuClient.Most && socket.Receive(chunk, unwanted) is { Status: SocketStatus.Done, Count: > 0 and var count })
            told.Write(chunk, 0, count);
        unwanted.ForEach(handle => handle.Dispose());
    }
}
