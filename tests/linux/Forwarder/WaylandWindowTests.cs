// SPDX-License-Identifier: Apache-2.0
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>Programs of the built-in guest whose windows on Wayland are drawn by the GPU server show what they show without it.</summary>
public sealed class WaylandWindowTests
{
    /// <summary>How far a colour may be from the native one.</summary>
    private const int Tolerance = 1;

    [Theory]
    [InlineData("plain", 300, 200)]
    [InlineData("resize", 440, 260)]
    [InlineData("damage", 300, 200)]
    [InlineData("alpha", 300, 200)]
    public async Task A_window_shows_the_same_picture(string mode, int width, int height)
    {
        using var guest = new GlGuest();
        await Compare(guest, mode, width, height);
    }

    [Fact]
    public async Task A_window_shows_the_same_picture_when_frames_come_by_buffers_of_the_GPU()
    {
        using var guest = new GlGuest { Setting = "SEAMLESS_GL_READBACK=buffers" };
        await Compare(guest, "resize", 440, 260);
    }

    [Fact]
    public void A_hundred_windows_one_after_the_other_leave_nothing_open()
    {
        using var guest = new GlGuest();
        Assert.Contains("100 windows, 0 descriptors more", guest.Run(ours: true, guest.WaylandWindow(), "many", "many", "100"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gears_turn()
    {
        using var guest = new GlGuest();
        guest.Start(ours: true, "es2gears_wayland");
        await guest.Window("es2gears", p => p.Share((r, g, b) => r > 100 && g < 80 && b < 80) >= 5 && p.Share((r, g, b) => g > 100 && r < 80 && b < 120) >= 1
            && p.Share((r, g, b) => b > 100 && r < 80 && g < 80) >= 1, "there are three gears");
    }

    [Fact]
    public async Task GTKs_renderer_for_OpenGL_draws_the_same_window()
    {
        using var guest = new GlGuest();
        guest.Start(ours: false, "gtk4-demo");
        var native = await guest.Window("GTK Demo", p => p.Colours > 50, "GTK has drawn natively");
        guest.Run(ours: false, "pkill", "-x", "gtk4-demo");
        guest.Start(ours: true, "gtk4-demo");
        await guest.Window("GTK Demo", p => p.Difference(native) <= Tolerance, "GTK shows the same through us");
    }

    [Fact]
    public void Glmark2_finds_its_pictures_right()
    {
        using var guest = new GlGuest();
        string[] scenes = ["build:use-vbo=false", "texture:texture-filter=mipmap", "shading:shading=phong"];

        var printed = guest.Run(ours: true, ["glmark2-es2-wayland", "--validate", .. scenes.SelectMany(scene => new[] { "-b", scene })]);

        Assert.Equal(scenes.Length, printed.Split("Validation: Success").Length - 1);
    }

    private static async Task Compare(GlGuest guest, string mode, int width, int height)
    {
        var program = guest.WaylandWindow();
        guest.Start(ours: false, program, $"{mode} natively", mode);
        guest.Start(ours: true, program, $"{mode} ours", mode);
        // The title changes with the commit of the last frame, or before it.
        bool IsDrawn(Picture picture) => (picture.Width, picture.Height) == (width, height) && picture.Colours > 1000;
        var native = await guest.Window($"done {mode} natively", IsDrawn, "the native window is drawn");

        await guest.Window($"done {mode} ours", ours => ours.Difference(native) <= Tolerance, "our window shows the same");
    }
}
