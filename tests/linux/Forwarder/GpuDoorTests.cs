// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using Seamless.Linux;
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>A program of a desktop elsewhere draws on this machine's GPU: over TCP, with the desktop's key, where the person allowed it.</summary>
public sealed class GpuDoorTests : IDisposable
{
    private readonly SeamlessCommand _seamless = new();
    private readonly GlPrograms _programs = new();
    private readonly TcpAddress _address = FreeAddress();

    public void Dispose()
    {
        _programs.Dispose();
        _seamless.Dispose();
    }

    [Fact]
    public async Task With_the_key_and_where_it_is_allowed_the_picture_is_the_same()
    {
        var demo = await _programs.OsMesaDemo();
        var (native, ours) = (_seamless.PathOf("native.ppm"), _seamless.PathOf("ours.ppm"));
        var (code, printed) = await _programs.Run(ours: false, null, demo, native);
        Assert.True(code == 0, printed);
        AddDesktop();

        (code, printed) = await Draw(demo, ours, _seamless.PathOf("key"));
        Assert.NotEqual(0, code);
        Assert.Contains("seamless gpu allow redox", printed, StringComparison.Ordinal);

        Assert.Contains($"tcp:{_address}", _seamless.Done("gpu", "allow", "redox"), StringComparison.Ordinal);
        // The window is that of Redox, whose network loses what is under way beyond it.
        foreach (var window in new[] { "", "SEAMLESS_GL_WINDOW=32768" })
        {
            File.Delete(ours);
            (code, printed) = await Draw(demo, ours, _seamless.PathOf("key"), window);
            Assert.True(code == 0, printed);
            Assert.Equal(File.ReadAllBytes(native), File.ReadAllBytes(ours));
        }

        File.WriteAllText(_seamless.PathOf("other"), new string('7', 64));
        (code, printed) = await Draw(demo, ours, _seamless.PathOf("other"));
        Assert.NotEqual(0, code);
        Assert.Contains("is not known here by this key", printed, StringComparison.Ordinal);

        _seamless.Done("gpu", "deny", "redox");
        (code, printed) = await Draw(demo, ours, _seamless.PathOf("key"));
        Assert.NotEqual(0, code);
        Assert.Contains("may not use this machine's GPU", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_loses_the_server_when_its_desktop_is_denied()
    {
        AddDesktop();
        _seamless.Done("gpu", "allow", "redox");
        using var screen = new XScreen();
        using var gears = _programs.Start(ours: true, screen, "env", [.. Way(_seamless.PathOf("key"), ""), "glxgears"]);
        var told = new TaskCompletionSource();
        gears.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("has ended this program's session", StringComparison.Ordinal) == true)
                told.TrySetResult();
        };
        gears.BeginErrorReadLine();
        await screen.Until(pixels => pixels.Chunk(4).Any(pixel => pixel[0] != pixel[1]), "the gears are drawn");
        _seamless.Done("gpu", "deny", "redox");
        _programs.Server.Until(() => _seamless.Done("gpu", "status", "--seconds", "0.1").Contains("no program draws", StringComparison.Ordinal), "the session goes on");
        await told.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        gears.Kill();
    }

    private void AddDesktop()
    {
        var lines = _seamless.Done("desktop", "add", "redox", "--listen", _address.ToString()).Split('\n');
        File.WriteAllText(_seamless.PathOf("key"), lines.Single(line => line.StartsWith("  key", StringComparison.Ordinal)).Split(' ')[^1] + "\n");
    }

    private string[] Way(string key, string window) => [.. new[] { $"SEAMLESS_GL=tcp:{_address}", "SEAMLESS_GL_NAME=redox", $"SEAMLESS_GL_KEY_FILE={key}", window }.Where(each => each.Length > 0)];

    private Task<(int Code, string Printed)> Draw(string demo, string picture, string key, string window = "") =>
        _programs.Run(ours: true, null, "env", [.. Way(key, window), demo, picture]);

    private static TcpAddress FreeAddress()
    {
        using var free = Seamless.Linux.TcpListener.Bind(new TcpAddress(IPAddress.Loopback, 0));
        return free.Address;
    }
}
