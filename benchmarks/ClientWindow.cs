// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland.Client;

namespace Seamless.Benchmarks;

/// <summary>A Wayland client with one shared-memory window, as small as a client can be. The same program runs against every contender.</summary>
internal sealed class ClientWindow : IDisposable
{
    private const int Buffers = 3;
    private readonly MemoryFile pool;
    private readonly MappedMemory memory;
    private readonly WlBuffer[] buffers = new WlBuffer[Buffers];
    private readonly bool[] busy = new bool[Buffers];
    private readonly WlSurface surface;
    private bool configured;

    public ClientWindow(EventLoop loop, int width, int height)
    {
        (Width, Height) = (width, height);
        Display = Display.Connect(loop, Environment.GetEnvironmentVariable("WAYLAND_SOCKET") is { } fd
            ? UnixSocket.Adopt(FileDescriptor.Adopt(int.Parse(fd, System.Globalization.CultureInfo.InvariantCulture)))
            : UnixSocket.Connect(Path.Combine(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR")!, Environment.GetEnvironmentVariable("WAYLAND_DISPLAY")!)));
        Display.Roundtrip();
        var shm = Display.Bind<WlShm>();
        surface = Display.Bind<WlCompositor>(4).CreateSurface();
        var shell = Display.Bind<XdgWmBase>(1);
        shell.Ping = shell.Pong;

        var frameBytes = width * height * 4;
        pool = MemoryFile.Create("seamless-benchmark", (long)frameBytes * Buffers, Seals.Shrink);
        memory = pool.Map(MapAccess.ReadWrite);
        memory.Bytes.Fill(0x40);
        var wlPool = shm.CreatePool(pool.Descriptor, frameBytes * Buffers);
        for (var i = 0; i < Buffers; i++)
        {
            var index = i;
            buffers[i] = wlPool.CreateBuffer(i * frameBytes, width, height, width * 4, WlShm.Format.Xrgb8888);
            buffers[i].Release = () =>
            {
                busy[index] = false;
                Released?.Invoke();
            };
        }
        var xdg = shell.GetXdgSurface(surface);
        xdg.Configure = serial =>
        {
            xdg.AckConfigure(serial);
            configured = true;
        };
        var toplevel = xdg.GetToplevel();
        toplevel.SetTitle("benchmark");
        toplevel.SetAppId("seamless-benchmark");
        surface.Commit();
        while (!configured)
            Display.Roundtrip();
    }

    public Display Display { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>A buffer came back; one that waited for a free one may go on.</summary>
    public Action? Released { get; set; }

    public bool HasFreeBuffer => Array.IndexOf(busy, false) >= 0;

    /// <summary>Shows a picture that is as wide and twice as high as the window, from one of its rows on, around its end.</summary>
    public void Paint(ReadOnlySpan<uint> picture, int firstRow, Action done)
    {
        var index = Array.IndexOf(busy, false);
        var pixels = memory.Pixels((long)index * Width * Height * 4, Width * Height);
        var from = picture[(firstRow * Width)..];
        from[..Math.Min(from.Length, pixels.Length)].CopyTo(pixels);
        if (from.Length < pixels.Length)
            picture[..(pixels.Length - from.Length)].CopyTo(pixels[from.Length..]);
        Commit(index, Width, Height, done);
    }

    /// <summary>Paints a block in one colour and commits it; <paramref name="done"/> runs at the frame callback.</summary>
    public void Paint(int blockWidth, int blockHeight, uint colour, Action? done)
    {
        var index = Array.IndexOf(busy, false);
        var pixels = memory.Pixels((long)index * Width * Height * 4, Width * Height);
        if (blockWidth == Width)
            pixels[..(blockWidth * blockHeight)].Fill(colour);
        else
            for (var y = 0; y < blockHeight; y++)
                pixels.Slice(y * Width, blockWidth).Fill(colour);
        Commit(index, blockWidth, blockHeight, done);
    }

    public void Dispose()
    {
        Display.Dispose();
        memory.Dispose();
        pool.Dispose();
    }

    private void Commit(int index, int blockWidth, int blockHeight, Action? done)
    {
        busy[index] = true;
        surface.Attach(buffers[index], 0, 0);
        surface.DamageBuffer(0, 0, blockWidth, blockHeight);
        if (done is not null)
            surface.Frame().Done = _ => done();
        surface.Commit();
    }
}
