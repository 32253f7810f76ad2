// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using Seamless.Gpu.Stream;
using Seamless.Linux;
using Seamless.Tests.Fakes;
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
        // It stays to the end: Xvfb begins anew when its last client goes.
        var (_, lost) = _guest.Start("local", "env", $"DISPLAY={screen.Display}", "glxgears");
        await screen.Until(pixels => pixels.Chunk(4).Any(pixel => pixel[0] != pixel[1]), "the gears are drawn");
        var told = await _guest.Status(told => told.Contains("guest local", StringComparison.Ordinal) && told.Contains(" stream ", StringComparison.Ordinal));
        Assert.Matches(@"(?m)^guest local +own +own$", told);

        Assert.Contains("programs of this machine may not use the GPU of guest local", _guest.Seamless.Done("gpu", "deny", "own", "--gpu", "local"), StringComparison.Ordinal);
        Assert.EndsWith("it is gone, or the launcher lets this program there no more (on its machine: seamless gpu status)",
            await lost.WaitAsync(GuestGpu.Deadline, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^guest local +- +-$", await _guest.Status(told => told.Contains("no program draws", StringComparison.Ordinal)));

        var refused = _guest.Run("local", "glxinfo", "-display", screen.Display);
        Assert.Contains("may not use the GPU of guest 'local'; on the launcher's machine: seamless gpu allow own --gpu local", refused.Error, StringComparison.Ordinal);
        _guest.Seamless.Done("gpu", "allow", "own", "--gpu", "local");
        var again = _guest.Run("local", "glxinfo", "-display", screen.Display);
        Assert.True(again.ExitCode == 0, again.ToString());
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

    [Fact]
    public async Task An_upload_without_end_does_not_hold_up_what_a_person_types_in_the_guest()
    {
        _guest.Serve();
        using var peer = new GlWirePeer((UnixSocket)FakeDoor.Enter(() => UnixSocket.Connect(Path.Combine(_guest.Seamless.RuntimeFolder, "seamless/desktops/own.sock")), "own", null, "gl:local"));
        var megabytes = 0;
        var (stop, data) = (false, new byte[StreamLimits.WireBytes]);
        var upload = Task.Factory.StartNew(() =>
        {
            for (; !Volatile.Read(ref stop); Interlocked.Increment(ref megabytes))
            {
                for (var i = 0; i < 1 << 20; i += data.Length)
                    peer.Data(0, data);
            }
        }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var cat = _guest.Seamless.Start("exec", "local", "--", "cat");
        var times = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await cat.StandardInput.WriteAsync($"{i}\n");
            await cat.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            Assert.Equal($"{i}", await cat.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        Volatile.Write(ref stop, true);
        await upload.WaitAsync(GuestGpu.Deadline, TestContext.Current.CancellationToken);
        cat.StandardInput.Close();
        times.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"a line and its echo beside {megabytes} MB: median {times[25]:0.0} ms, slowest {times[^1]:0.0} ms");
        Assert.True(megabytes > 0 && times[25] < 250, $"median {times[25]:0} ms beside {megabytes} MB");
    }

    /// <summary>With the library in front and nothing said but what the file says.</summary>
    private Task<(int Code, string Printed)> Alone(string demo, string picture, params string[] variables) => _programs.Run(ours: true, null, "env",
        ["-u", "SEAMLESS_GL", $"XDG_RUNTIME_DIR={_guest.Seamless.RuntimeFolder}", $"XDG_CONFIG_HOME={_guest.Seamless.PathOf("config")}", .. variables, demo, picture]);
}
