// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// The configures of one xdg_surface on their way to the app and back. A dragged edge makes more of them than an app can draw, so one is
/// outstanding at a time, and newer ones replace each other until the app has answered or taken too long. Other news does not wait.
/// </summary>
internal sealed class ConfigureQueue
{
    private readonly Func<Configure, uint> _send;
    private readonly LoopTimer _patience;
    private readonly List<(uint Serial, Configure Configure)> sent = [];
    private (uint Serial, Configure Configure)? _acknowledged;
    private Configure? _next;

    /// <param name="send">Sends one to the app and returns the serial it was sent with.</param>
    public ConfigureQueue(EventLoop loop, Func<Configure, uint> send)
    {
        _send = send;
        _patience = loop.CreateTimer(SendNext);
    }

    /// <summary>The app has answered at least one: it may show content.</summary>
    public bool WasAcknowledged { get; private set; }

    /// <summary>One was sent, answered or not.</summary>
    public bool WasSent { get; private set; }

    public void Add(in Configure configure)
    {
        _next = configure;
        if (!IsDragged(configure) || !IsDragged(Outstanding))
            SendNext();
        else if (!_patience.IsArmed)
            _patience.Start(CompositorLimits.AcknowledgePatience);
    }

    /// <returns>False when no configure with that serial is waiting for its answer.</returns>
    public bool TryAcknowledge(uint serial)
    {
        var index = sent.FindIndex(configure => configure.Serial == serial);
        if (index < 0)
            return false;
        _acknowledged = sent[index];
        sent.RemoveRange(0, index + 1);
        WasAcknowledged = true;
        return true;
    }

    /// <summary>The app committed: what it has acknowledged is true from now on.</summary>
    /// <returns>The Configure that the committed state answers, if a new one.</returns>
    public Configure? Committed()
    {
        if (_acknowledged is not { } answered)
            return null;
        _acknowledged = null;
        if (sent.Count == 0 && _next is not null)
            SendNext();
        return answered.Configure;
    }

    /// <summary>The desktop's serial of the configure that the app knows by another, 0 when it is too old or unknown.</summary>
    public uint DesktopSerialOf(uint serial)
    {
        if (_acknowledged is { } answered && answered.Serial == serial)
            return answered.Configure.Serial;
        return sent.Find(configure => configure.Serial == serial).Configure.Serial;
    }

    /// <summary>The window was unmapped: everything starts anew.</summary>
    public void Reset()
    {
        _patience.Stop();
        sent.Clear();
        (_acknowledged, _next, WasAcknowledged, WasSent) = (null, null, false, false);
    }

    private Configure Outstanding => sent.Count > 0 ? sent[^1].Configure : _acknowledged?.Configure ?? default;

    private static bool IsDragged(in Configure configure) => (configure.States & ConfigureStates.Resizing) != 0;

    private void SendNext()
    {
        _patience.Stop();
        // An app that never answers is not sent more than it may still acknowledge; the newest waits for it.
        if (_next is not { } configure || sent.Count >= CompositorLimits.ConfiguresPerWindow)
            return;
        _next = null;
        WasSent = true;
        sent.Add((_send(configure), configure));
    }
}
