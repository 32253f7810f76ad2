// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Benchmarks;

internal sealed class MeasuringShell(Client client, uint id, int version) : XdgWmBase(client, id, version)
{
    protected override void OnCreatePositioner(uint id) => PostError((uint)Error.Role, "the measuring display shows one window");

    protected override void OnGetXdgSurface(uint id, WlSurface surface) => _ = new MeasuringXdgSurface(Client, id, Version);

    protected override void OnPong(uint serial)
    {
    }
}

internal sealed class MeasuringXdgSurface(Client client, uint id, int version) : XdgSurface(client, id, version)
{
    protected override void OnGetToplevel(uint id)
    {
        new MeasuringToplevel(Client, id, Version).SendConfigure(0, 0, []);
        SendConfigure(Client.Server.NextSerial());
    }

    protected override void OnGetPopup(uint id, XdgSurface? parent, XdgPositioner positioner) =>
        PostError((uint)Error.NotConstructed, "the measuring display shows one window");

    protected override void OnSetWindowGeometry(int x, int y, int width, int height)
    {
    }

    protected override void OnAckConfigure(uint serial)
    {
    }
}

/// <summary>A window that is never moved, named or resized: what its client asks for is not measured.</summary>
internal sealed class MeasuringToplevel(Client client, uint id, int version) : XdgToplevel(client, id, version)
{
    protected override void OnSetParent(XdgToplevel? parent)
    {
    }

    protected override void OnSetTitle(string title)
    {
    }

    protected override void OnSetAppId(string appId)
    {
    }

    protected override void OnShowWindowMenu(WlSeat seat, uint serial, int x, int y)
    {
    }

    protected override void OnMove(WlSeat seat, uint serial)
    {
    }

    protected override void OnResize(WlSeat seat, uint serial, ResizeEdge edges)
    {
    }

    protected override void OnSetMaxSize(int width, int height)
    {
    }

    protected override void OnSetMinSize(int width, int height)
    {
    }

    protected override void OnSetMaximized()
    {
    }

    protected override void OnUnsetMaximized()
    {
    }

    protected override void OnSetFullscreen(WlOutput? output)
    {
    }

    protected override void OnUnsetFullscreen()
    {
    }

    protected override void OnSetMinimized()
    {
    }
}

internal sealed class MeasuringSeat : WlSeat
{
    private readonly MeasuringDisplay display;

    public MeasuringSeat(MeasuringDisplay display, Client client, uint id, int version) : base(client, id, version)
    {
        this.display = display;
        SendCapabilities(Capability.Keyboard);
    }

    protected override void OnGetPointer(uint id) => PostError((uint)Error.MissingCapability, "the measuring display has a keyboard only");

    protected override void OnGetKeyboard(uint id) => display.Keyboard = new MeasuringKeyboard(Client, id, Version);

    protected override void OnGetTouch(uint id) => PostError((uint)Error.MissingCapability, "the measuring display has a keyboard only");
}

internal sealed class MeasuringKeyboard(Client client, uint id, int version) : WlKeyboard(client, id, version);
