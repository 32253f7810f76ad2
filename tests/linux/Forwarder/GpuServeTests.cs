// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>A GPU server in a guest, which programs elsewhere reach by the guest's name.</summary>
public sealed class GpuServeTests : IDisposable
{
    private readonly GuestGpu _guest = new();
    private readonly GlPrograms _programs = new();

    public void Dispose()
    {
        _guest.Dispose();
        _programs.Dispose();
    }

    [Fact]
    public async Task A_program_of_this_machine_draws_in_the_guest_and_the_picture_is_the_same()
    {
        var demo = await _programs.OsMesaDemo();
        var (native, ours) = (_guest.Seamless.PathOf("native.ppm"), _guest.Seamless.PathOf("ours.ppm"));
        var (code, printed) = await _programs.Run(ours: false, null, demo, native);
        Assert.True(code == 0, printed);

        var early = _guest.Run("local", demo, ours);
        Assert.True(early.ExitCode != 0 && early.Error.Contains("the GPU of guest 'local' cannot be reached: it does not serve its GPU; a program in it does: seamless gpu serve", StringComparison.Ordinal), early.ToString());

        _guest.Serve();
        var drawn = _guest.Run("local", demo, ours);
        Assert.True(drawn.ExitCode == 0, drawn.ToString());
        Assert.Equal(File.ReadAllBytes(native), File.ReadAllBytes(ours));
        // It was this machine's nowhere: its own server never ran.
        _guest.Server();

        // The same by the person's file alone, which the library reads itself.
        File.Delete(ours);
        Directory.CreateDirectory(_guest.Seamless.PathOf("config/seamless"));
        File.WriteAllText(_guest.Seamless.PathOf("config/seamless/gl"), "# where the GPU is\nguest = local\n");
        (code, printed) = await Alone(demo, ours);
        Assert.True(code == 0, printed);
        Assert.Equal(File.ReadAllBytes(native), File.ReadAllBytes(ours));

        (code, printed) = await Alone(demo, ours, "SEAMLESS_GL_GUEST=mars");
        Assert.NotEqual(0, code);
        Assert.Contains("there is no guest 'mars'; there is: local", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_denied_while_it_draws_loses_the_server_and_is_told_why_it_cannot_come_back()
    {
        _guest.Serve();
        using var screen = new XScreen();
        var (gears, lost) = _guest.Start("local", "env", $"DISPLAY={screen.Display}", "glxgears");
        await screen.Until(pixels => pixels.Chunk(4).Any(pixel => pixel[0] != pixel[1]), "the gears are drawn");
        var told = await _guest.Status(told => told.Contains("guest local", StringComparison.Ordinal) && told.Contains(" stream ", StringComparison.Ordinal));
        Assert.Matches(@"(?m)^guest local +own +own$", told);

        Assert.Contains("programs of this machine may not use the GPU of guest local", _guest.Seamless.Done("gpu", "deny", "own", "--gpu", "local"), StringComparison.Ordinal);
        await lost.WaitAsync(GuestGpu.Deadline, TestContext.Current.CancellationToken);
        Assert.Matches(@"(?m)^guest local +- +-$", await _guest.Status(told => told.Contains("no program draws", StringComparison.Ordinal)));
        gears.Kill(entireProcessTree: true);

        var refused = _guest.Run("local", "glxinfo", "-display", screen.Display);
        Assert.Contains("may not use the GPU of guest 'local'; on the launcher's machine: seamless gpu allow own --gpu local", refused.Error, StringComparison.Ordinal);
        _guest.Seamless.Done("gpu", "allow", "own", "--gpu", "local");
        Assert.Equal(0, _guest.Run("local", "glxinfo", "-display", screen.Display).ExitCode);
        var log = string.Join('\n', Directory.EnumerateFiles(_guest.Seamless.PathOf("state"), "*.log", SearchOption.AllDirectories).SelectMany(File.ReadLines));
        Assert.Contains("Desktop 'own': a program of it draws on the GPU of guest 'local'", log, StringComparison.Ordinal);
        Assert.Contains("Desktop 'own': may not use the GPU of guest 'local'", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_process_that_dies_ends_its_own_program_and_no_other_and_the_guest_goes_on()
    {
        var serve = _guest.Serve();
        using var one = new XScreen();
        using var two = new XScreen();
        var (_, firstLost) = _guest.Start("local", "env", $"DISPLAY={one.Display}", "glxgears");
        await one.Until(pixels => pixels.Chunk(4).Any(pixel => pixel[0] != pixel[1]), "the first gears are drawn");
        var first = Assert.Single(_guest.Clients());
        var (_, secondLost) = _guest.Start("local", "env", $"DISPLAY={two.Display}", "glxgears");
        await two.Until(pixels => pixels.Chunk(4).Any(pixel => pixel[0] != pixel[1]), "the second gears are drawn");

        GuestGpu.Kill(first);
        await firstLost.WaitAsync(GuestGpu.Deadline, TestContext.Current.CancellationToken);
        await two.Until(pixels => pixels.Chunk(4).Any(pixel => pixel[0] != pixel[1]), "the second gears go on");
        await _guest.Status(told => told.Split('\n').Count(line => line.EndsWith("guest local", StringComparison.Ordinal)) == 1);
        Assert.False(secondLost.IsCompleted);

        GuestGpu.Kill(_guest.Server());
        await secondLost.WaitAsync(GuestGpu.Deadline, TestContext.Current.CancellationToken);
        await serve.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, serve.ExitCode);
        Assert.Contains("it does not serve its GPU", _guest.Run("local", "glxinfo", "-display", one.Display).Error, StringComparison.Ordinal);
        Assert.Equal("alive\n", _guest.Seamless.Done("exec", "local", "--", "echo", "alive"));
    }

    [Fact]
    public async Task A_desktop_elsewhere_draws_in_the_guest_where_it_is_allowed_that_guest()
    {
        TcpAddress address;
        using (var free = TcpListener.Bind(new TcpAddress(IPAddress.Loopback, 0)))
            address = free.Address;
        var demo = await _programs.OsMesaDemo();
        var (native, ours, key) = (_guest.Seamless.PathOf("native.ppm"), _guest.Seamless.PathOf("ours.ppm"), _guest.Seamless.PathOf("key"));
        var (code, printed) = await _programs.Run(ours: false, null, demo, native);
        Assert.True(code == 0, printed);
        _guest.Serve();
        var lines = _guest.Seamless.Done("desktop", "add", "redox", "--listen", address.ToString()).Split('\n');
        File.WriteAllText(key, lines.Single(line => line.StartsWith("  key", StringComparison.Ordinal)).Split(' ')[^1] + "\n");
        // This machine's GPU is one permission, a guest's another.
        _guest.Seamless.Done("gpu", "allow", "redox");
        string[] way = [$"SEAMLESS_GL=tcp:{address}", "SEAMLESS_GL_NAME=redox", $"SEAMLESS_GL_KEY_FILE={key}", "SEAMLESS_GL_GUEST=local", "SEAMLESS_GL_WINDOW=32768"];

        (code, printed) = await _programs.Run(ours: true, null, "env", [.. way, demo, ours]);
        Assert.NotEqual(0, code);
        Assert.Contains("desktop 'redox' may not use the GPU of guest 'local'", printed, StringComparison.Ordinal);
        _guest.Seamless.Done("gpu", "allow", "redox", "--gpu", "local");
        (code, printed) = await _programs.Run(ours: true, null, "env", [.. way, demo, ours]);
        Assert.True(code == 0, printed);
        Assert.Equal(File.ReadAllBytes(native), File.ReadAllBytes(ours));
    }

    /// <summary>With the library in front and nothing said but what the file says.</summary>
    private Task<(int Code, string Printed)> Alone(string demo, string picture, params string[] variables) => _programs.Run(ours: true, null, "env",
        ["-u", "SEAMLESS_GL", $"XDG_RUNTIME_DIR={_guest.Seamless.RuntimeFolder}", $"XDG_CONFIG_HOME={_guest.Seamless.PathOf("config")}", .. variables, demo, picture]);
}
