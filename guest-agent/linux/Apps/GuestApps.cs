// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Apps;

/// <summary>Everything that the protocol's apps group asks of a guest: the catalogue, icons, starting and stopping.</summary>
public sealed class GuestApps : IBridgeReceiver, IDisposable
{
    private readonly IAppMessages _messages;
    private readonly IconWorkerProcess _iconWorker;
    private readonly AppIcons _icons;

    public GuestApps(EventLoop loop, AppSurroundings surroundings, IAppMessages messages)
    {
        _messages = messages;
        Installed = new InstalledApps(loop, surroundings.Variables, AppsLog.Catalogue);
        Installed.Changed += SendCatalogue;
        _iconWorker = new IconWorkerProcess(loop);
        _icons = new AppIcons(loop, messages, _iconWorker.Start, _iconWorker.End);
        Launches = new AppLaunches(loop, Installed, surroundings, messages);
    }

    public InstalledApps Installed { get; }

    public AppLaunches Launches { get; }

    /// <summary>A message of the apps group. One that is not for a guest is ignored.</summary>
    public void Received(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.CatalogueRequest:
                message.Read<CatalogueRequest>();
                SendCatalogue();
                break;
            case MessageType.IconRequest:
                _icons.Request(message.Read<IconRequest>());
                break;
            case MessageType.StartApp:
                Launches.Start(message.Read<StartApp>());
                break;
            case MessageType.StopApp:
                Launches.Stop(message.Read<StopApp>().Instance);
                break;
        }
    }

    /// <summary>A desktop that looks on gets the menu without asking; a launcher asks.</summary>
    public void Resync() => SendCatalogue();

    /// <summary>Apps live on without anybody who listens.</summary>
    public void Lost()
    {
    }

    public void SendCatalogue()
    {
        foreach (var part in Installed.Parts()) _messages.Send(part);
    }

    public void Dispose()
    {
        Launches.Dispose();
        _icons.Dispose();
        _iconWorker.Dispose();
        Installed.Dispose();
    }
}
