// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>Which screen the client believes the surface to be on, and the scale that it shall draw for.</summary>
public sealed partial class Surface
{
    private OutputGlobal? _shownOn;

    /// <summary>The scale to draw for, in 120ths.</summary>
    internal uint PreferredScale120 => Window?.Scale120 ?? Compositor.Outputs.ScaleOf(0);

    /// <summary>Tells the client where the surface is now; null for nowhere.</summary>
    internal void ShowOn(OutputGlobal? output)
    {
        if (output == _shownOn)
            return;
        if (_shownOn is not null)
        {
            foreach (var view in _shownOn.ViewsOf(Client))
                SendLeave(view);
        }
        _shownOn = output;
        if (output is null)
            return;
        foreach (var view in output.ViewsOf(Client))
            SendEnter(view);
        SendPreferredScale(output.State.Scale120);
    }

    /// <summary>The client has one more wl_output object for a screen.</summary>
    internal void OutputBound(OutputGlobal output, OutputView view)
    {
        if (output == _shownOn)
            SendEnter(view);
    }

    /// <summary>The scale that the desktop wants the surface to be drawn for.</summary>
    internal void SendPreferredScale(uint scale120)
    {
        const int One = 120;
        FractionalScale?.Send(scale120);
        this.SendPreferredBufferScale((int)(scale120 + One - 1) / One);
    }
}
