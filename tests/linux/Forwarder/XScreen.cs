// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Diagnostics;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>An X server without a screen, whose pixels lie in a file.</summary>
public sealed class XScreen : IDisposable
{
    private readonly Process _server;
    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-x-").FullName;

    public XScreen()
    {
        _server = Process.Start(new ProcessStartInfo("Xvfb", ["-displayfd", "1", "-screen", "0", "900x700x24", "-fbdir", _folder, "-nolisten", "tcp", "+extension", "GLX"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _server.BeginErrorReadLine();
        Display = ":" + _server.StandardOutput.ReadLine();
    }

    public string Display { get; }

    /// <summary>The pixels as they are now, four bytes each, of which the last one says nothing and is 0 here.</summary>
    public byte[] Pixels()
    {
        // The file is in X's own format for pictures (XWDFile.h): words of the header are big-endian, the pixels are not.
        var file = File.ReadAllBytes(Path.Combine(_folder, "Xvfb_screen0"));
        uint Word(int at) => BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at * 4));
        var start = (int)(Word(0) + Word(19) * 12);
        var pixels = file.AsSpan(start, (int)(Word(12) * Word(5))).ToArray();
        for (var at = 3; at < pixels.Length; at += 4)
            pixels[at] = 0;
        return pixels;
    }

    /// <summary>Looks again and again until the screen is as it should be; returns its pixels then.</summary>
    public async Task<byte[]> Until(Func<byte[], bool> isSo, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60);)
        {
            var pixels = Pixels();
            if (isSo(pixels))
                return pixels;
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
        Assert.Fail($"60 s passed before {what}");
        return [];
    }

    /// <summary>As <see cref="Until"/>, once the screen has not changed for as many looks as a frame may take on a busy machine.</summary>
    public Task<byte[]> Steady(Func<byte[], bool> isSo, string what)
    {
        byte[] last = [];
        var same = 0;
        return Until(pixels =>
        {
            same = pixels.AsSpan().SequenceEqual(last) ? same + 1 : 0;
            last = pixels;
            return same >= 20 && isSo(pixels);
        }, what);
    }

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
