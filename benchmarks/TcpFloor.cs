// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Seamless.Benchmarks;

/// <summary>The limit that no way over TCP can beat: whole frames' bytes from one thread to another over loopback, read and thrown away.</summary>
internal static class TcpFloor
{
    private const int FrameBytes = ClientProgram.Width * ClientProgram.Height * 4, Writes = 64 * 1024;

    /// <summary>Milliseconds of one frame.</summary>
    public static double Measure(int frames = 100)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var writer = new TcpClient();
        writer.Connect((IPEndPoint)listener.LocalEndpoint);
        using var reader = listener.AcceptTcpClient();
        writer.NoDelay = true;
        var thread = new Thread(() =>
        {
            var bytes = new byte[FrameBytes];
            new Random(1).NextBytes(bytes);
            for (var frame = 0; frame < frames; frame++)
                for (var at = 0; at < FrameBytes; at += Writes)
                    Send(writer.Client, bytes.AsSpan(at, Math.Min(Writes, FrameBytes - at)));
        });
        thread.Start();
        var into = new byte[Writes];
        var start = Stopwatch.GetTimestamp();
        for (var left = (long)frames * FrameBytes; left > 0;)
            left -= reader.Client.Receive(into);
        var time = Stopwatch.GetElapsedTime(start);
        thread.Join();
        return time.TotalMilliseconds / frames;
    }

    private static void Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[socket.Send(bytes)..];
    }
}
