// SPDX-License-Identifier: Apache-2.0
// The desktop's IconRequests, passed to an icon worker one at a time and answered in order. The worker is started for the first
// request and ends soon after the last: an idle agent has none. It may die of an image; it had only that one, which is then
// answered with nothing, and the others by its successor.
using Seamless.Agent.Apps;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Apps;

internal sealed class AppIcons : IChannelReceiver, IDisposable
{
    private readonly EventLoop _loop;
    private readonly IAppMessages _messages;
    private readonly Func<UnixSocket> _startWorker;
    private readonly Action _endWorker;
    private readonly Queue<IconRequest> _waiting = [];
    private readonly HashSet<IconRequest> _known = [];
    private readonly LoopTimer _retry;
    private readonly LoopTimer _linger;
    private readonly LoopTimer _deadline;
    private Channel? _worker;
    private IconRequest? _asked;
    private int _deaths;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="messages">Takes the Icon messages.</param>
    /// <param name="startWorker">Starts an <see cref="Agent.Apps.Icons.IconWorker"/> and returns our end of its socket; may fail with LinuxException.</param>
    /// <param name="endWorker">Its socket is closed; called also when it has ended by itself, and when there was none.</param>
    public AppIcons(EventLoop loop, IAppMessages messages, Func<UnixSocket> startWorker, Action endWorker)
    {
        (_loop, _messages, _startWorker, _endWorker) = (loop, messages, startWorker, endWorker);
        _retry = loop.CreateTimer(Continue);
        _linger = loop.CreateTimer(EndWorker);
        _deadline = loop.CreateTimer(() => WorkerLost("took too long"));
    }

    /// <summary>The same request twice, before its answer, is answered once; those over the limit not at all.</summary>
    public void Request(in IconRequest request)
    {
        if (_known.Count >= AppsLimits.IconRequests || !_known.Add(request)) return;
        _waiting.Enqueue(request);
        Continue();
    }

    public void Received(Channel channel, in MessageView message)
    {
        // Read by hand: there is one channel here, and on the wire an Icon travels on the other one.
        var reader = new MessageReader(message.Payload);
        if (message.Type != MessageType.Icon || !Icon.TryRead(ref reader, out var icon) || _asked is not { } request)
            throw new ProtocolException($"answered with {message.Type}");
        _known.Remove(request);
        _asked = null;
        _deaths = 0;
        _deadline.Stop();
        _messages.Send(icon);
        Continue();
    }

    public void Closed(Channel channel, string reason)
    {
        if (channel == _worker) WorkerLost("ended");
    }

    public void Dispose()
    {
        EndWorker();
        _retry.Dispose();
        _linger.Dispose();
        _deadline.Dispose();
    }

    private void Continue()
    {
        if (_asked is not null) return;
        if (!_waiting.TryPeek(out var first))
        {
            if (_worker is not null) _linger.Start(LaunchLimits.IconWorkerLinger);
            return;
        }
        _linger.Stop();
        if (_messages.QueuedBytes > ProtocolLimits.QueuedBytes / 8)
        {
            _retry.Start(LaunchLimits.IconQueueCheck);
            return;
        }
        if (!HasWorker()) return;
        _asked = _waiting.Dequeue();
        _worker!.Send(first);
        _deadline.Start(LaunchLimits.IconDeadline);
    }

    private bool HasWorker()
    {
        if (_worker is not null) return true;
        try
        {
            _worker = new Channel(_loop, _startWorker(), this, ChannelLimits.Bulk) { PeerName = "icons" };
            return true;
        }
        catch (LinuxException e)
        {
            AppsLog.NoIcons(e.Message);
            AnswerWaitingWithNothing();
            return false;
        }
    }

    private void WorkerLost(string reason)
    {
        EndWorker();
        if (_asked is { } guilty)
        {
            _asked = null;
            AppsLog.IconWorkerLost(guilty.IconKey, reason);
            AnswerWithNothing(guilty);
        }
        if (++_deaths >= LaunchLimits.IconWorkerDeaths) AnswerWaitingWithNothing();
        Continue();
    }

    private void AnswerWaitingWithNothing()
    {
        _deaths = 0;
        IconRequest[] all = [.. _waiting];
        _waiting.Clear();
        foreach (var request in all) AnswerWithNothing(request);
    }

    private void AnswerWithNothing(in IconRequest request)
    {
        _known.Remove(request);
        _messages.Send(new Icon(request.IconKey, request.SizePixels, default));
    }

    private void EndWorker()
    {
        _linger.Stop();
        _deadline.Stop();
        _worker?.Dispose();
        _worker = null;
        _endWorker();
    }
}
