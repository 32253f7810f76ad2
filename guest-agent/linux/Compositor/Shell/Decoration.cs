// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>zxdg_decoration_manager_v1.</summary>
internal sealed class DecorationGlobal(Client client, uint id, int version) : ZxdgDecorationManagerV1(client, id, version)
{
    protected override void OnGetToplevelDecoration(uint id, XdgToplevel toplevelObject)
    {
        var toplevel = (ToplevelObject)toplevelObject;
        var decoration = new Decoration(Client, id, Version, toplevel);
        if (toplevel.Decoration is not null)
            decoration.PostError(ZxdgToplevelDecorationV1.Error.AlreadyConstructed, "the toplevel already has a decoration object");
        else if (toplevel.Shell.Surface.HasContent)
            decoration.PostError(ZxdgToplevelDecorationV1.Error.UnconfiguredBuffer, "the toplevel already shows a buffer");
        else
            toplevel.Decoration = decoration;
    }
}

/// <summary>zxdg_toplevel_decoration_v1: who draws the title bar. The desktop does, unless the app would rather.</summary>
internal sealed class Decoration(Client client, uint id, int version, ToplevelObject toplevel) : ZxdgToplevelDecorationV1(client, id, version)
{
    private Mode? _wish;

    public bool WantsServer => _wish != Mode.ClientSide;

    public void SendMode(bool isServerSide) => SendConfigure(isServerSide ? Mode.ServerSide : Mode.ClientSide);

    public void ToplevelDestroyed()
    {
        if (IsAlive)
            PostError(Error.Orphaned, "the toplevel was destroyed before its decoration object");
    }

    protected override void OnSetMode(Mode mode)
    {
        if (mode is not (Mode.ClientSide or Mode.ServerSide))
        {
            PostError((uint)Error.UnconfiguredBuffer, $"{(uint)mode} is not a decoration mode");
            return;
        }
        _wish = mode;
        toplevel.DecorationChanged();
    }

    protected override void OnUnsetMode()
    {
        _wish = null;
        toplevel.DecorationChanged();
    }

    protected override void OnDestroyed()
    {
        if (toplevel.Decoration != this)
            return;
        toplevel.Decoration = null;
        if (toplevel.IsAlive)
            toplevel.DecorationChanged();
    }
}
