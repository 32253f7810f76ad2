// SPDX-License-Identifier: Apache-2.0
// Finds and draws icons, in a process of its own that the agent starts while a desktop asks for some. The libraries that draw SVG take
// 20 MiB that nobody gets back while the process lives, a drawing takes milliseconds that no frame should wait for, and an image
// that crashes them must not end the guest's windows. Agent and worker speak the protocol's own IconRequest and Icon.
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Apps.Icons;

public sealed class IconWorker : IChannelReceiver, IDisposable
{
    private readonly EventLoop _loop;
    private readonly Channel _channel;
    private readonly IconThemes _themes;
    private readonly Action<string> _report;
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    private IconWorker(EventLoop loop, UnixSocket socket, EnvironmentVariables variables, Action<string> report)
    {
        _loop = loop;
        _report = report;
        var directories = DataDirectories.From(variables);
        _themes = new IconThemes(IconThemeSetting.Read(variables, directories), IconThemes.BaseDirectories(directories), report);
        _channel = new Channel(loop, socket, this, ChannelLimits.Bulk) { PeerName = "agent" };
    }

    /// <summary>Answers requests until the other end closes.</summary>
    /// <param name="socket">Ours from here on.</param>
    /// <param name="variables">Where themes lie and which one is wanted.</param>
    /// <param name="report">Takes one line for each theme or image that cannot be used.</param>
    public static void Run(UnixSocket socket, EnvironmentVariables variables, Action<string> report)
    {
        using var loop = new EventLoop();
        using var worker = new IconWorker(loop, socket, variables, report);
        loop.Run();
    }

    public void Received(Channel channel, in MessageView message)
    {
        if (message.Type != MessageType.IconRequest) return;
        var request = message.Read<IconRequest>();
        var size = Math.Clamp(request.SizePixels, 1, AppsLimits.IconPixels);
        byte[]? png = null;
        if (_themes.Find(request.IconKey, size) is { } file)
        {
            png = IconImage.Load(file, size, out var reason);
            if (reason is not null && _reported.Count < AppsLimits.Apps && _reported.Add(file.Path)) _report(OneLine.Of($"icon {file.Path}: {reason}"));
        }
        channel.Send(new Icon(request.IconKey, request.SizePixels, png ?? []));
    }

    public void Closed(Channel channel, string reason) => _loop.Stop();

    public void Dispose() => _channel.Dispose();
}
