// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Seamless.Agent.Linux;
using Seamless.Linux;
using Seamless.Linux.Xkbcommon;
using Seamless.Wayland.Client;

namespace Seamless.Tests.Linux;

/// <summary>A Wayland client that writes down what its seat tells it, one readable line an event.</summary>
internal sealed class BenchClient : IDisposable
{
    private readonly Dictionary<WlSurface, string> _names = [];
    private readonly XkbContext _xkb = XkbContext.Create();
    private XkbKeymap? _keymap;
    private XkbState? _keys;

    public BenchClient(SeatBench bench, Seamless.Wayland.Server.Client server, UnixSocket socket, string name, int seatVersion)
    {
        (Bench, Server, Name) = (bench, server, name);
        Display = Display.Connect(bench.Loop, socket);
        Display.Roundtrip();
        Compositor = Display.Bind<WlCompositor>(4);
        Subcompositor = Display.Bind<WlSubcompositor>();
        Shm = Display.Bind<WlShm>();
        Seat = Display.Bind<WlSeat>(seatVersion);
        Pointer = Seat.GetPointer();
        Keyboard = Seat.GetKeyboard();
        Touch = Seat.GetTouch();
        Listen();
        Display.Roundtrip();
        Log.Clear();
    }

    public SeatBench Bench { get; }

    public Seamless.Wayland.Server.Client Server { get; }

    public string Name { get; }

    public Display Display { get; }

    public WlCompositor Compositor { get; }

    public WlSubcompositor Subcompositor { get; }

    public WlShm Shm { get; }

    public WlSeat Seat { get; }

    public WlPointer Pointer { get; }

    public WlKeyboard Keyboard { get; }

    public WlTouch Touch { get; }

    public List<string> Log { get; } = [];

    /// <summary>The newest serial of any event.</summary>
    public uint Serial { get; private set; }

    /// <summary>The newest serial of a press.</summary>
    public uint PressSerial { get; private set; }

    public uint EnterSerial { get; private set; }

    public int Keymaps { get; private set; }

    /// <summary>What a client that follows the keymap and the modifiers understands as typed.</summary>
    public StringBuilder Typed { get; } = new();

    /// <summary>A window on the desktop, mapped, with everything settled.</summary>
    public BenchWindow Map(string name, int width = 100, int height = 100, Box? geometry = null)
    {
        var surface = CreateSurface(name);
        Bench.Settle();
        var server = ServerOf(surface);
        var role = new PlainRole { Geometry = geometry };
        server.TryGiveRole(SurfaceRole.Toplevel, role);
        role.Window = new Window(server, role, Seamless.Protocol.WindowRole.Toplevel);
        Attach(surface, width, height);
        Bench.Settle();
        return new BenchWindow(this, surface, role.Window.Id);
    }

    public WlSurface CreateSurface(string name)
    {
        var surface = Compositor.CreateSurface();
        _names[surface] = name;
        return surface;
    }

    public WlSubsurface AddSubsurface(WlSurface surface, WlSurface parent, int x, int y, int width = 20, int height = 20)
    {
        var subsurface = Subcompositor.GetSubsurface(surface, parent);
        subsurface.SetPosition(x, y);
        subsurface.SetDesync();
        Attach(surface, width, height);
        parent.Commit();
        Bench.Settle();
        return subsurface;
    }

    public void Attach(WlSurface surface, int width, int height, uint argb = 0xff336699)
    {
        var bytes = width * height * 4;
        using var file = MemoryFile.Create("buffer", bytes, Seals.Shrink);
        using (var mapped = file.Map(MapAccess.ReadWrite))
        {
            for (var i = 0; i < bytes; i += 4) BinaryPrimitives.WriteUInt32LittleEndian(mapped.Bytes[i..], argb);
        }

        var pool = Shm.CreatePool(file.Descriptor, bytes);
        var buffer = pool.CreateBuffer(0, width, height, width * 4, WlShm.Format.Argb8888);
        pool.Destroy();
        surface.Attach(buffer, 0, 0);
        surface.Damage(0, 0, width, height);
        surface.Commit();
    }

    public void Unmap(WlSurface surface)
    {
        surface.Attach(null, 0, 0);
        surface.Commit();
        Bench.Settle();
    }

    public Surface ServerOf(WlSurface surface) => Server.Find<Surface>(surface.Id)!;

    /// <summary>What was written down since the last call, on one line.</summary>
    public string Heard()
    {
        Bench.Settle();
        var heard = string.Join("; ", Log);
        Log.Clear();
        return heard;
    }

    public string NameOf(WlSurface? surface) => surface is not null && _names.TryGetValue(surface, out var name) ? name : "(gone)";

    public void Dispose()
    {
        Display.Dispose();
        _keys?.Dispose();
        _keymap?.Dispose();
        _xkb.Dispose();
    }

    private static string At(Seamless.Wayland.Fixed x, Seamless.Wayland.Fixed y) =>
        string.Create(CultureInfo.InvariantCulture, $"{x.ToDouble():0.##},{y.ToDouble():0.##}");

    private void Say(string line) => Log.Add(line);

    private void Listen()
    {
        Seat.Capabilities = capabilities => Say($"capabilities {capabilities}");
        ListenToPointer();
        ListenToKeyboard();
        Touch.Down = (serial, _, surface, id, x, y) =>
        {
            Serial = PressSerial = serial;
            Say($"touch {id} down {NameOf(surface)} {At(x, y)}");
        };
        Touch.Up = (serial, _, id) =>
        {
            Serial = serial;
            Say($"touch {id} up");
        };
        Touch.Motion = (_, id, x, y) => Say($"touch {id} {At(x, y)}");
        Touch.Frame = () => Say("touch frame");
        Touch.Cancel = () => Say("touch cancel");
    }

    private void ListenToPointer()
    {
        Pointer.Enter = (serial, surface, x, y) =>
        {
            Serial = EnterSerial = serial;
            Say($"enter {NameOf(surface)} {At(x, y)}");
        };
        Pointer.Leave = (serial, surface) =>
        {
            Serial = serial;
            Say($"leave {NameOf(surface)}");
        };
        Pointer.Motion = (_, x, y) => Say($"motion {At(x, y)}");
        Pointer.Button = (serial, _, code, state) =>
        {
            Serial = serial;
            if (state == WlPointer.ButtonState.Pressed) PressSerial = serial;
            Say($"button {code} {(state == WlPointer.ButtonState.Pressed ? "down" : "up")}");
        };
        Pointer.Frame = () => Say("frame");
        Pointer.AxisSourceEvent = source => Say($"source {source}");
        Pointer.AxisEvent = (_, axis, value) => Say($"{axis} {value}");
        Pointer.AxisStop = (_, axis) => Say($"{axis} stop");
        Pointer.AxisDiscrete = (axis, steps) => Say($"{axis} notches {steps}");
        Pointer.AxisValue120 = (axis, value) => Say($"{axis} wheel {value}");
    }

    private void ListenToKeyboard()
    {
        Keyboard.Keymap = (_, fd, size) => Learn(fd, size);
        Keyboard.RepeatInfo = (rate, delay) => Say($"repeat {rate} {delay}");
        Keyboard.Enter = (serial, surface, keys) =>
        {
            Serial = serial;
            var codes = new List<string>();
            for (var i = 0; i + 4 <= keys.Length; i += 4)
                codes.Add(BinaryPrimitives.ReadUInt32LittleEndian(keys[i..]).ToString(CultureInfo.InvariantCulture));
            Say($"keys enter {NameOf(surface)} [{string.Join(' ', codes)}]");
        };
        Keyboard.Leave = (serial, surface) =>
        {
            Serial = serial;
            Say($"keys leave {NameOf(surface)}");
        };
        Keyboard.Key = (serial, _, key, state) =>
        {
            Serial = serial;
            if (state == WlKeyboard.KeyState.Pressed) Pressed(serial, key);
            Say($"key {key} {(state == WlKeyboard.KeyState.Pressed ? "down" : "up")}");
        };
        Keyboard.Modifiers = (serial, depressed, latched, locked, group) =>
        {
            Serial = serial;
            _keys?.Set(new XkbModifiers(depressed, latched, locked, group));
            Say($"modifiers {depressed} {latched} {locked} {group}");
        };
    }

    private void Pressed(uint serial, uint key)
    {
        PressSerial = serial;
        Typed.Append(_keys?.Text(key + XkbKeymap.EvdevOffset));
    }

    private void Learn(FileDescriptor fd, uint size)
    {
        using var keymap = fd;
        var bytes = new byte[size];
        using (var file = MemoryFile.Adopt(fd.Duplicate())) file.ReadAt(0, bytes);
        _keys?.Dispose();
        _keymap?.Dispose();
        _keymap = XkbKeymap.FromText(_xkb, Encoding.UTF8.GetString(bytes.AsSpan(0, bytes.Length - 1)));
        _keys = new XkbState(_keymap);
        Keymaps++;
        Say("keymap");
    }
}

/// <summary>A client's window and what the desktop calls it.</summary>
internal sealed record BenchWindow(BenchClient Client, WlSurface Surface, uint Id);
