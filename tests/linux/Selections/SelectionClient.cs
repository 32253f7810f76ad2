// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux;
using Seamless.Wayland.Client;
using DndAction = Seamless.Wayland.Client.WlDataDeviceManager.DndAction;

namespace Seamless.Tests.Linux;

/// <summary>The clipboard and drag side of a bench client: what its data device tells, one readable line an event.</summary>
internal sealed class SelectionClient
{
    private readonly Dictionary<WlDataOffer, List<string>> _types = [];

    public SelectionClient(BenchClient client, int version = 3)
    {
        Client = client;
        Devices = client.Display.Bind<WlDataDeviceManager>(version);
        Device = Devices.GetDataDevice(client.Seat);
        Device.DataOffer = offer =>
        {
            var types = _types[offer] = [];
            offer.Offer = types.Add;
            offer.SourceActions = actions => client.Log.Add($"offer allows {actions}");
            offer.Action = action => client.Log.Add($"offer action {action}");
        };
        Device.Selection = offer =>
        {
            Selection = offer;
            client.Log.Add(offer is null ? "selection none" : $"selection [{string.Join(' ', _types[offer])}]");
        };
        Device.Enter = (serial, surface, x, y, offer) =>
        {
            (Dragged, DragSerial) = (offer, serial);
            var types = offer is null ? "nothing" : $"[{string.Join(' ', _types[offer])}]";
            client.Log.Add($"drag enter {client.NameOf(surface)} {x},{y} {types}");
        };
        Device.Leave = () => client.Log.Add("drag leave");
        Device.Motion = (_, x, y) => client.Log.Add($"drag {x},{y}");
        Device.Drop = () => client.Log.Add("drop");
        client.Bench.Settle();
    }

    public BenchClient Client { get; }

    public WlDataDeviceManager Devices { get; }

    public WlDataDevice Device { get; }

    public WlDataOffer? Selection { get; private set; }

    public WlDataOffer? Dragged { get; private set; }

    public uint DragSerial { get; private set; }

    public WlDataSource Source(params string[] types) => Source(null, types);

    public WlDataSource Source(DndAction? actions, params string[] types)
    {
        var source = Devices.CreateDataSource();
        foreach (var type in types) source.Offer(type);
        if (actions is { } chosen) source.SetActions(chosen);
        source.Send = (type, fd) =>
        {
            using var pipe = fd;
            Client.Log.Add($"send {type}");
            pipe.Write(Encoding.UTF8.GetBytes($"contents as {type}"));
        };
        source.Cancelled = () => Client.Log.Add("cancelled");
        source.Target = type => Client.Log.Add($"target {type ?? "none"}");
        source.Action = action => Client.Log.Add($"action {action}");
        source.DndDropPerformed = () => Client.Log.Add("dropped");
        source.DndFinished = () => Client.Log.Add("finished");
        return source;
    }

    /// <summary>Reads what a source writes for an offer, to its end.</summary>
    public string Receive(WlDataOffer offer, string type)
    {
        var pipe = Pipe.Create();
        offer.Receive(type, pipe.Write);
        pipe.Write.Dispose();
        return ReadAll(pipe.Read);
    }

    /// <summary>Everything until the last writer has closed: it would never return when we kept a descriptor.</summary>
    public string ReadAll(FileDescriptor from)
    {
        using var pipe = from;
        Client.Bench.Settle();
        var text = new StringBuilder();
        var bytes = new byte[4096];
        for (int? count; (count = pipe.Read(bytes)) > 0;) text.Append(Encoding.UTF8.GetString(bytes, 0, count.Value));
        return text.ToString();
    }
}
