// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Agent.Linux;
using Seamless.Linux;
using Seamless.Wayland.Client;

namespace Seamless.Tests.Linux;

/// <summary>A Wayland client with everything bound that a toolkit binds.</summary>
internal sealed class AppClient : IDisposable
{
    public AppClient(AgentBench bench, Seamless.Wayland.Server.Client server, UnixSocket socket)
    {
        (Bench, Server) = (bench, server);
        Display = Display.Connect(bench.Loop, socket);
        Display.Roundtrip();
        Compositor = Display.Bind<WlCompositor>();
        Subcompositor = Display.Bind<WlSubcompositor>();
        Shm = Display.Bind<WlShm>();
        Shell = Display.Bind<XdgWmBase>();
        Viewporter = Display.Bind<WpViewporter>();
        Display.Roundtrip();
    }

    public AgentBench Bench { get; }

    public Seamless.Wayland.Server.Client Server { get; }

    public Display Display { get; }

    public WlCompositor Compositor { get; }

    public WlSubcompositor Subcompositor { get; }

    public WlShm Shm { get; }

    public XdgWmBase Shell { get; }

    public WpViewporter Viewporter { get; }

    /// <summary>The protocol error that ended the connection: "xdg_surface 3", or "none".</summary>
    public string Error
    {
        get
        {
            Bench.Settle();
            return Display.Error is { } error ? $"{error.Interface} {error.Code}" : Display.IsOpen ? "none" : "closed";
        }
    }

    public Surface ServerOf(WlSurface surface) => Server.Find<Surface>(surface.Id)!;

    /// <summary>A toplevel, configured and acknowledged, with nothing in it yet.</summary>
    public AppWindow Window() => new(this);

    /// <summary>A toplevel that shows one colour.</summary>
    public AppWindow Map(int width, int height, uint argb = 0xff336699)
    {
        var window = Window();
        window.Show(Solid(width, height, argb));
        return window;
    }

    public AppBuffer Solid(int width, int height, uint argb, WlShm.Format format = WlShm.Format.Argb8888) =>
        Paint(width, height, (_, _) => argb, format);

    public AppBuffer Paint(int width, int height, Func<int, int, uint> pixel, WlShm.Format format = WlShm.Format.Argb8888)
    {
        var buffer = new AppBuffer(this, width, height, format);
        buffer.Paint(new Box(0, 0, width, height), pixel);
        return buffer;
    }

    public void Dispose() => Display.Dispose();
}

/// <summary>A buffer in a pool of its own, which the client keeps mapped.</summary>
internal sealed class AppBuffer
{
    private readonly MemoryFile _file;
    private readonly int _width;

    public AppBuffer(AppClient client, int width, int height, WlShm.Format format)
    {
        _width = width;
        var bytes = width * height * 4;
        _file = MemoryFile.Create("buffer", bytes, Seals.Shrink);
        var pool = client.Shm.CreatePool(_file.Descriptor, bytes);
        Buffer = pool.CreateBuffer(0, width, height, width * 4, format);
        pool.Destroy();
        Buffer.Release = () => Releases++;
    }

    public WlBuffer Buffer { get; }

    /// <summary>How often the compositor gave it back.</summary>
    public int Releases { get; private set; }

    public void Paint(Box box, Func<int, int, uint> pixel)
    {
        using var mapped = _file.Map(MapAccess.ReadWrite);
        for (var y = box.Top; y < box.Bottom; y++)
        {
            for (var x = box.Left; x < box.Right; x++)
                BinaryPrimitives.WriteUInt32LittleEndian(mapped.Bytes[((y * _width + x) * 4)..], pixel(x, y));
        }
    }
}

/// <summary>An xdg_toplevel of a client that acknowledges every configure at once.</summary>
internal sealed class AppWindow
{
    public AppWindow(AppClient client)
    {
        Client = client;
        Surface = client.Compositor.CreateSurface();
        XdgSurface = client.Shell.GetXdgSurface(Surface);
        XdgSurface.Configure = serial =>
        {
            Configures++;
            LastSerial = serial;
            if (Acknowledges)
                XdgSurface.AckConfigure(serial);
        };
        Toplevel = XdgSurface.GetToplevel();
        Toplevel.Configure = (width, height, states) => Configured = (width, height, StatesOf(states));
        Surface.Commit();
        client.Bench.Settle();
    }

    public AppClient Client { get; }

    public WlSurface Surface { get; }

    public XdgSurface XdgSurface { get; }

    public XdgToplevel Toplevel { get; }

    public bool Acknowledges { get; set; } = true;

    public int Configures { get; private set; }

    public uint LastSerial { get; private set; }

    public (int Width, int Height, string States) Configured { get; private set; }

    public Surface Server => Client.ServerOf(Surface);

    public uint Id => Server.Window!.Id;

    /// <summary>Attaches, damages all and commits.</summary>
    public void Show(AppBuffer buffer) => Client.Show(Surface, buffer);

    private static string StatesOf(ReadOnlySpan<byte> states)
    {
        var names = new List<string>();
        for (var i = 0; i + 4 <= states.Length; i += 4)
            names.Add(((XdgToplevel.State)BinaryPrimitives.ReadUInt32LittleEndian(states[i..])).ToString());
        return string.Join(' ', names);
    }
}

internal static class AppSurfaces
{
    /// <summary>Attaches a buffer, damages all of it, commits, and lets everybody hear of it.</summary>
    public static void Show(this AppClient client, WlSurface surface, AppBuffer buffer)
    {
        surface.Attach(buffer.Buffer, 0, 0);
        surface.DamageBuffer(0, 0, int.MaxValue, int.MaxValue);
        surface.Commit();
        client.Bench.Settle();
    }

    public static void CommitAndSettle(this AppClient client, WlSurface surface)
    {
        surface.Commit();
        client.Bench.Settle();
    }

    /// <summary>Counts how often the frame callback of the next commit is answered.</summary>
    public static FrameWait AwaitFrame(this WlSurface surface)
    {
        var wait = new FrameWait();
        surface.Frame().Done = _ => wait.Answers++;
        return wait;
    }
}

internal sealed class FrameWait
{
    public int Answers { get; set; }
}
