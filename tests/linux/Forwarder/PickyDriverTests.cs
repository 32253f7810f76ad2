// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Seamless.Gpu.Server;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>
/// A driver that forgives nothing that NVIDIA's does not forgive (picky-egl.c says what): Mesa draws, but the server meets another EGL.
/// </summary>
public sealed class PickyDriverTests : IDisposable
{
    private const uint Back = 0x0405, Front = 0x0404;

    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-gl-picky-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ContextRequest.Compatibility, 0u, "direct")]
    [InlineData(ContextRequest.Compatibility, 0u, "buffers")]
    [InlineData(ContextRequest.Core, 0u, "direct")]
    [InlineData(ContextRequest.Es1, 1u, "direct")]
    [InlineData(ContextRequest.Es2, 2u, "direct")]
    [InlineData(ContextRequest.Es2, 3u, "buffers")]
    public void A_window_shows_the_first_frame_and_each_that_follows_in_its_colours(uint api, uint version, string way)
    {
        using var server = Server(("SEAMLESS_GL_READBACK", way));
        using var peer = new GlPeer(server);
        peer.Begin(api, version);
        // The second one finds whatever the first has noted of the driver.
        foreach (var blue in new byte[] { 40, 80, 120 })
        {
            peer.Submit(Clear(blue).Record(OwnRecords.Present).Words(1, 0, 0, 64, 64).Reply(0x80000000, 64 * 64 * 4).Bytes, 1);
            Assert.Equal(64 * 64 * 4, BitConverter.ToInt32(peer.Slab));
            var pixels = peer.Slab.Slice(8, 64 * 64 * 4);
            for (var at = 0; at < pixels.Length; at += 4)
                Assert.Equal(Convert.ToHexString([blue, 160, 240, 255]), Convert.ToHexString(pixels.Slice(at, 4)));
        }
        server.Until(() => server.Lines.Any(line => line.Contains("EGL of NVIDIA", StringComparison.Ordinal)), "the driver is another");
    }

    [Theory]
    [InlineData(Back)]
    [InlineData(Front)]
    [InlineData(0x0400u)] // FRONT_LEFT
    [InlineData(0x0408u)] // FRONT_AND_BACK
    public void Whichever_buffer_the_program_draws_to_is_the_one_that_is_seen(uint buffer)
    {
        using var server = Server();
        using var peer = new GlPeer(server);
        peer.Begin();
        peer.Submit(new GlRecords().Record(Opcodes.glDrawBuffer).Word(buffer).Bytes, 1);
        peer.Submit(Clear(40).Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
        Assert.Equal(0, BitConverter.ToInt32(peer.Reply(0)));
        Assert.Equal("F0A028FF", Convert.ToHexString(peer.Pixels().AsSpan(0, 4)));
    }

    [Fact]
    public void A_framebuffer_of_the_programs_stays_bound_when_the_first_surface_comes()
    {
        using var server = Server();
        using var peer = new GlPeer(server);
        peer.Submit(new GlRecords()
            .Record(OwnRecords.CreateContext).Words(1, 0, 0, 0, 0, 0, 8, 8, 8, 8, 24, 8, 0, 0).Reply(0, 65536)
            .Record(OwnRecords.MakeCurrent).Words(1, 0, 0).Reply(65616, 8)
            .Record(Opcodes.glBindFramebuffer).Words(0x8D40, 7)
            .Record(OwnRecords.CreateSurface).Words(1, 64, 64, 8, 8, 8, 8, 24, 8, 0, 0).Reply(65600, 8)
            .Record(OwnRecords.MakeCurrent).Words(1, 1, 1).Reply(65616, 8)
            .Record(Opcodes.glGetIntegerv).Word(0x8CA6).Reply(65632, 64)
            .Record(Opcodes.glBindFramebuffer).Words(0x8D40, 0).Bytes, 0);
        Assert.Equal(7, BitConverter.ToInt32(peer.Reply(65632)));
        peer.Submit(Clear(40).Bytes, 1);
        Assert.Equal("F0A028FF", Convert.ToHexString(peer.Pixels().AsSpan(0, 4)));
    }

    [Fact]
    public void A_depth_that_no_config_has_is_the_deepest_that_there_is()
    {
        using var server = Server();
        using var peer = new GlPeer(server);
        peer.Begin();
        peer.Submit(new GlRecords()
            .Record(OwnRecords.CreateSurface).Words(2, 64, 64, 8, 8, 8, 8, 32, 8, 0, 0).Reply(0, 8)
            .Record(OwnRecords.MakeCurrent).Words(1, 2, 2).Reply(16, 8)
            .Record(Opcodes.glGetIntegerv).Word(0x0D56).Reply(32, 64).Bytes, 1); // DEPTH_BITS
        Assert.Equal((0, 0, 24), (BitConverter.ToInt32(peer.Reply(0)), BitConverter.ToInt32(peer.Reply(16)), BitConverter.ToInt32(peer.Reply(32))));
    }

    [Fact]
    public void What_a_driver_takes_to_start_is_not_the_clients()
    {
        using var server = Server(["--memory-limit", "256"]);
        using var peer = new GlPeer(server);
        peer.Begin();
        peer.Submit(Clear(40).Bytes, 1);
        Assert.Equal("F0A028FF", Convert.ToHexString(peer.Pixels().AsSpan(0, 4)));
    }

    [Theory]
    [InlineData("Mesa Project", "", null)]
    [InlineData("Mesa Project", "proc/driver/nvidia/version", "nvidia-modprobe")]
    [InlineData("Mesa Project", "dev/nvidiactl", "libegl-nvidia0")]
    [InlineData("Mesa Project", "dev/nvidiactl usr/share/glvnd/egl_vendor.d/10_nvidia.json", "did not start")]
    [InlineData("NVIDIA", "dev/nvidiactl", null)]
    public void Who_has_an_NVIDIA_GPU_that_does_not_draw_is_told_why(string vendor, string files, string? word)
    {
        foreach (var file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = Path.Combine(_folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
        var hint = NvidiaHint.For(vendor, _folder);
        if (word is null)
            Assert.Null(hint);
        else
            Assert.Contains(word, hint, StringComparison.Ordinal);
    }

    /// <summary>Red 240, green 160.</summary>
    private static GlRecords Clear(byte blue) => new GlRecords()
        .Record(Opcodes.glClearColor).Number(240 / 255f).Number(160 / 255f).Number(blue / 255f).Number(1)
        .Record(Opcodes.glClear).Word(0x4000);

    private GlServer Server(params (string Name, string Value)[] variables) => Server([], variables);

    private GlServer Server(string[] options, params (string Name, string Value)[] variables)
    {
        var library = Path.Combine(_folder, "libEGL.so.1");
        var below = Output("gcc", "-print-file-name=libEGL.so.1");
        Assert.SkipUnless(Path.IsPathRooted(below), "libEGL.so.1 is not installed (Debian: libegl1)");
        Output("gcc", "-O1", "-shared", "-fPIC", "-o", library, Source(), "-ldl");
        return new GlServer(options, [.. variables, ("LD_LIBRARY_PATH", _folder), ("PICKY_EGL", below)]);
    }

    private static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static string Source([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "picky-egl.c");
}
