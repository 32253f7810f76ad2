// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Desktop.Headless;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux.Journeys;

/// <summary>
/// A picture on its way from an app to the screen, and the word that it was shown back to the app's frame callback:
/// wl_surface → agent → bridge → desktop window. One process, a clock that stands still: if a station waited for time to pass, the loop would
/// come to rest with the frame on its way.
/// </summary>
public sealed class FrameJourney : IDisposable
{
    private readonly WholeLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void A_commit_becomes_pixels_of_the_desktops_window_and_then_a_frame_callback()
    {
        using var app = new App(_line, 8, 6);
        app.Draw(0xff112233);
        Assert.Equal((0xff112233, 8, 6, 1), (Pixel(7, 5), Window.Width, Window.Height, app.Callbacks));
        app.Draw(0xff445566);
        Assert.Equal((0xff445566, 2), (Pixel(7, 5), app.Callbacks));
    }

    [Fact]
    public void Only_what_changed_is_drawn_again_and_the_rest_is_still_there()
    {
        using var app = new App(_line, 8, 6);
        app.Draw(0xff112233);
        for (var x = 0; x < 8; x++)
            app.Draw(0xff000000 | (uint)x, x, 2, 1, 1);
        Assert.Equal((0xff000000, 0xff000007, 0xff112233), (Pixel(0, 2), Pixel(7, 2), Pixel(0, 3)));
        Assert.Equal(9, app.Callbacks);
    }

    [Fact]
    public void A_hundred_frames_need_one_buffer_of_the_app()
    {
        using var app = new App(_line, 64, 64);
        for (var i = 0u; i < 100; i++)
            app.Draw(0xff000000 | i);
        Assert.Equal((0xff000000 | 99, 100, 100L), (Pixel(63, 63), app.Callbacks, Window.Content.Count));
        Assert.Equal(1, app.Buffers);
    }

    [Fact]
    public void The_desktop_comes_back_to_the_same_picture()
    {
        using var app = new App(_line, 8, 6);
        app.Draw(0xff112233);
        app.Draw(0xff445566, 0, 0, 4, 6);
        _line.RestartDesktop();
        Assert.Equal((0xff445566, 0xff112233), (Pixel(3, 5), Pixel(4, 5)));
        app.Draw(0xff778899, 7, 5, 1, 1);
        Assert.Equal((0xff778899, 3), (Pixel(7, 5), app.Callbacks));
    }

    /// <summary>The same journey for a guest that cannot pass handles: the rows travel in the stream and come out in the bridge's memory.</summary>
    [Fact]
    public void Without_handles_the_pixels_travel_in_the_stream()
    {
        using var inline = new WholeLine(FrameMemoryKinds.Inline);
        using var app = new App(inline, 700, 500);
        app.Draw(0xff112233);
        app.Draw(0xff445566, 699, 499, 1, 1);
        var content = Assert.Single(inline.Desktop.Windows).Content;
        Assert.Equal((0xff112233, 0xff445566), (PixelOf(content, 698, 499), PixelOf(content, 699, 499)));
        inline.RestartDesktop();
        content = Assert.Single(inline.Desktop.Windows).Content;
        Assert.Equal((0xff112233, 0xff445566, 2), (PixelOf(content, 0, 0), PixelOf(content, 699, 499), app.Callbacks));
    }

    /// <summary>The same journey out of a virtual machine, and the bridge dies on the way.</summary>
    [Fact]
    public void Over_ports_the_windows_come_back_when_the_bridge_does()
    {
        using var machine = new WholeLine(FrameMemoryKinds.SharedFd | FrameMemoryKinds.Inline, overPorts: true);
        using var app = new App(machine, 700, 500);
        app.Draw(0xff112233);
        app.Draw(0xff445566, 699, 499, 1, 1);
        var content = Assert.Single(machine.Desktop.Windows).Content;
        Assert.Equal((0xff112233, 0xff445566, 2), (PixelOf(content, 698, 499), PixelOf(content, 699, 499), app.Callbacks));

        machine.RestartBridge();
        content = Assert.Single(machine.Desktop.Windows).Content;
        Assert.Equal((0xff112233, 0xff445566), (PixelOf(content, 0, 0), PixelOf(content, 699, 499)));
        app.Draw(0xff778899);
        content = Assert.Single(machine.Desktop.Windows).Content;
        Assert.Equal((0xff778899, 3), (PixelOf(content, 699, 499), app.Callbacks));
    }

    /// <summary>Each bridge reads what it can, and the app does not notice that its pixels lie somewhere else.</summary>
    [Fact]
    public void Windows_move_to_the_frame_memory_that_the_next_bridge_can_read()
    {
        using var machine = new WholeLine(FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline, overPorts: true, sharedBar: 16 * 1024 * 1024);
        using var app = new App(machine, 300, 200);
        var colour = 0xff000000;
        foreach (var (withBar, kind) in new[] { (true, FrameMemoryKind.Ivshmem), (false, FrameMemoryKind.Inline), (true, FrameMemoryKind.Ivshmem) })
        {
            machine.RestartBridge(withBar);
            Assert.Equal(kind, machine.Session.Memories.Kind);
            if (colour != 0xff000000)
                Assert.Equal(colour, PixelOf(Assert.Single(machine.Desktop.Windows).Content, 150, 100));
            var callbacks = app.Callbacks;
            for (var i = 0; i < 5; i++)
                app.Draw(colour += 0x010203);
            app.Draw(0xff445566, 299, 199, 1, 1);
            Assert.Equal(callbacks + 6, app.Callbacks);
            var content = Assert.Single(machine.Desktop.Windows).Content;
            Assert.Equal((colour, 0xff445566), (PixelOf(content, 150, 100), PixelOf(content, 299, 199)));
        }
    }

    [Fact]
    public void A_window_for_which_the_shared_memory_has_no_room_is_seen_all_the_same()
    {
        using var machine = new WholeLine(FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline, overPorts: true, sharedBar: 1024 * 1024);
        using var small = new App(machine, 300, 200);
        using var large = new App(machine, 1000, 500);
        small.Draw(0xff112233);
        large.Draw(0xff445566);
        large.Draw(0xff778899, 0, 0, 10, 10);
        small.Draw(0xff332211);
        var contents = machine.Desktop.Windows.Select(window => window.Content).OrderBy(content => content.StrideBytes).ToArray();
        Assert.Equal((0xff332211, 0xff778899, 0xff445566), (PixelOf(contents[0], 5, 5), PixelOf(contents[1], 5, 5), PixelOf(contents[1], 999, 499)));
        Assert.Equal(FrameMemoryKind.Ivshmem, machine.Session.Memories.Kind);
    }

    private DesktopWindow Window => Assert.Single(_line.Desktop.Windows);

    private uint Pixel(int x, int y) => PixelOf(Window.Content, x, y);

    private static uint PixelOf(WindowContent content, int x, int y)
    {
        var at = (content.Geometry.Y + y) * content.StrideBytes + (content.Geometry.X + x) * 4;
        return BinaryPrimitives.ReadUInt32LittleEndian(content.Pixels[at..]);
    }

    /// <summary>An app that draws when it is told to, into a buffer that it has back, and asks for a callback each time.</summary>
    private sealed class App : IDisposable
    {
        private readonly WholeLine _line;
        private readonly Display _display;
        private readonly WlSurface _surface;
        private readonly Stack<(MemoryFile File, WlBuffer Buffer)> _free = new();
        private readonly int _width;
        private readonly int _height;
        private uint[] _picture;

        public App(WholeLine line, int width, int height)
        {
            (_line, _width, _height, _picture) = (line, width, height, new uint[width * height]);
            _display = line.Connect();
            _surface = _display.Bind<WlCompositor>().CreateSurface();
            var shell = _display.Bind<XdgWmBase>().GetXdgSurface(_surface);
            shell.Configure = shell.AckConfigure;
            shell.GetToplevel().SetTitle("app");
            Shm = _display.Bind<WlShm>();
            _surface.Commit();
            line.Loop.UntilQuiet();
        }

        public int Callbacks { get; private set; }

        public int Buffers { get; private set; }

        private WlShm Shm { get; }

        public void Draw(uint argb) => Draw(argb, 0, 0, _width, _height);

        public void Draw(uint argb, int left, int top, int width, int height)
        {
            for (var y = top; y < top + height; y++)
                _picture.AsSpan(y * _width + left, width).Fill(argb);
            var (file, buffer) = _free.Count > 0 ? _free.Pop() : Make();
            using (var mapped = file.Map(MapAccess.ReadWrite))
            {
                for (var i = 0; i < _picture.Length; i++)
                    BinaryPrimitives.WriteUInt32LittleEndian(mapped.Bytes[(i * 4)..], _picture[i]);
            }
            _surface.Frame().Done = _ => Callbacks++;
            _surface.Attach(buffer, 0, 0);
            _surface.DamageBuffer(left, top, width, height);
            _surface.Commit();
            _line.Loop.UntilQuiet();
        }

        public void Dispose() => _display.Dispose();

        private (MemoryFile File, WlBuffer Buffer) Make()
        {
            var bytes = _width * _height * 4;
            var file = MemoryFile.Create("app", bytes, Seals.Shrink);
            var pool = Shm.CreatePool(file.Descriptor, bytes);
            var buffer = pool.CreateBuffer(0, _width, _height, _width * 4, WlShm.Format.Argb8888);
            pool.Destroy();
            buffer.Release = () => _free.Push((file, buffer));
            Buffers++;
            return (file, buffer);
        }
    }
}
