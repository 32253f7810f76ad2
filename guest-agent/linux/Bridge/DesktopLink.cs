// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>The desktop's words about windows and frames, handed to the window they are about.</summary>
internal sealed class DesktopLink : IBridgeReceiver
{
    private readonly Compositor _compositor;

    public DesktopLink(Compositor compositor)
    {
        _compositor = compositor;
        compositor.Bridge.Register(MessageGroup.Windows, this);
        compositor.Bridge.Register(MessageGroup.Frames, this);
    }

    public void Received(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.Outputs:
                _compositor.Outputs.Update(message.Read<Outputs>());
                break;
            case MessageType.Configure:
                var configure = message.Read<Configure>();
                _compositor.Windows[configure.Window]?.Configure(configure);
                break;
            case MessageType.CloseRequested:
                _compositor.Windows[message.Read<CloseRequested>().Window]?.CloseRequested();
                break;
            case MessageType.FrameShown:
                var shown = message.Read<FrameShown>();
                _compositor.Windows[shown.Window]?.Publisher.Shown(shown);
                break;
            case MessageType.FrameReleased:
                var released = message.Read<FrameReleased>();
                _compositor.Windows[released.Window]?.Publisher.Released(released.Serial);
                break;
        }
    }

    public void Resync()
    {
        foreach (var window in _compositor.Windows)
            window.Forget();
    }

    public void Lost()
    {
        foreach (var window in _compositor.Windows)
            window.Forget();
    }
}
