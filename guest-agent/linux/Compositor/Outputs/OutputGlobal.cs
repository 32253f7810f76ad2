// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>One screen of the desktop and the wl_output objects that clients have of it.</summary>
public sealed class OutputGlobal
{
    private const int WlOutputVersion = 4;

    private readonly Compositor _compositor;
    private readonly Global _global;
    private readonly List<OutputView> _views = [];

    internal OutputGlobal(Compositor compositor, Output state)
    {
        (_compositor, State) = (compositor, state);
        _global = compositor.Server.AddGlobal(WlOutput.InterfaceName, Math.Min(WlOutputVersion, WlOutput.InterfaceVersion), Bind);
    }

    public Output State { get; private set; }

    /// <summary>A client's wl_output objects of this screen.</summary>
    internal IEnumerable<OutputView> ViewsOf(Client client) => _views.Where(view => view.Client == client);

    internal void Update(Output state)
    {
        if (state == State)
            return;
        State = state;
        foreach (var view in _views)
            view.SendAll();
    }

    internal void Remove() => _global.Remove();

    internal void Forget(OutputView view) => _views.Remove(view);

    private void Bind(Client client, uint id, int version)
    {
        var view = new OutputView(this, client, id, version);
        _views.Add(view);
        view.SendAll();
        _compositor.OutputBound(this, view);
    }
}

/// <summary>A client's wl_output.</summary>
internal sealed class OutputView(OutputGlobal output, Client client, uint id, int version) : WlOutput(client, id, version)
{
    private const int RoundUp = 119;
    private const int One = 120;

    private readonly List<XdgOutputView> _xdgViews = [];

    public OutputGlobal Output => output;

    public void SendAll()
    {
        var state = output.State;
        SendGeometry(state.Logical.X, state.Logical.Y, state.WidthMillimetres, state.HeightMillimetres, Subpixel.Unknown,
            state.Make, state.Model, (Transform)(uint)state.Transform);
        SendMode(Mode.Current | Mode.Preferred, state.ModeWidth, state.ModeHeight, (int)state.RefreshMillihertz);
        SendScale((int)(state.Scale120 + RoundUp) / One);
        SendName(state.Name);
        SendDescription($"{state.Make} {state.Model}".Trim());
        foreach (var view in _xdgViews)
            view.SendAll();
        SendDone();
    }

    public void Add(XdgOutputView view) => _xdgViews.Add(view);

    public void Remove(XdgOutputView view) => _xdgViews.Remove(view);

    protected override void OnDestroyed() => output.Forget(this);
}

/// <summary>zxdg_output_manager_v1.</summary>
internal sealed class XdgOutputGlobal(Client client, uint id, int version) : ZxdgOutputManagerV1(client, id, version)
{
    protected override void OnGetXdgOutput(uint id, WlOutput output)
    {
        var view = (OutputView)output;
        var xdgOutput = new XdgOutputView(Client, id, Version, view);
        view.Add(xdgOutput);
        xdgOutput.SendAll();
        if (xdgOutput.UsesOutputDone)
            view.SendDone();
    }
}

/// <summary>zxdg_output_v1: place and size of a screen in logical units.</summary>
internal sealed class XdgOutputView(Client client, uint id, int version, OutputView view) : ZxdgOutputV1(client, id, version)
{
    /// <summary>Since this version wl_output.done ends a batch, and xdg_output.done is not sent.</summary>
    private const int OutputDoneVersion = 3;

    public bool UsesOutputDone => Version >= OutputDoneVersion;

    public void SendAll()
    {
        var state = view.Output.State;
        SendLogicalPosition(state.Logical.X, state.Logical.Y);
        SendLogicalSize(state.Logical.Width, state.Logical.Height);
        SendName(state.Name);
        SendDescription($"{state.Make} {state.Model}".Trim());
        if (!UsesOutputDone)
            SendDone();
    }

    protected override void OnDestroyed() => view.Remove(this);
}
