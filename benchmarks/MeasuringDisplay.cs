// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland.Server;

namespace Seamless.Benchmarks;

/// <summary>
/// The least display there can be, inside the measuring process: takes a commit, answers its frame callback at once, can press a key.
/// What stands between it and the client (waypipe, or nothing) is what gets measured.
/// </summary>
internal sealed class MeasuringDisplay : IDisposable
{
    private readonly WaylandServer server;

    public MeasuringDisplay(EventLoop loop, string path)
    {
        server = new WaylandServer(loop);
        server.AddGlobal("wl_compositor", 4, (client, id, version) => new MeasuringCompositor(this, client, id, version));
        server.AddGlobal("wl_shm", 1, (client, id, version) => new MeasuringShm(client, id, version));
        server.AddGlobal("xdg_wm_base", 1, (client, id, version) => new MeasuringShell(client, id, version));
        server.AddGlobal("wl_seat", 5, (client, id, version) => new MeasuringSeat(this, client, id, version));
        server.Listen(path);
    }

    /// <summary>Runs at a commit with a buffer, with the value of the window's first pixel.</summary>
    public Action<uint>? Shown { get; set; }

    internal MeasuringKeyboard? Keyboard { get; set; }

    internal MeasuringSurface? Surface { get; set; }

    public void PressAndRelease(uint key)
    {
        var now = (uint)(Clock.MonotonicNanoseconds / 1_000_000);
        Keyboard!.SendKey(server.NextSerial(), now, key, WlKeyboard.KeyState.Pressed);
        Keyboard.SendKey(server.NextSerial(), now, key, WlKeyboard.KeyState.Released);
    }

    /// <summary>Gives the keyboard to the client's surface, once both exist.</summary>
    public void Focus() => Keyboard!.SendEnter(server.NextSerial(), Surface!, []);

    public void Dispose() => server.Dispose();
}
