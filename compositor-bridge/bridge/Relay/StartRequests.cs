// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>
/// StartApp on its way to the guest and the answer on its way back to whoever asked. Askers number their requests as they like; the guest
/// sees numbers of the bridge. A request made before the agent has connected waits for it, so that the first command of a session works.
/// </summary>
internal sealed class StartRequests : IDisposable
{
    private readonly GuestRelay _relay;
    private readonly EventLoop _loop;
    private readonly Dictionary<uint, (Session Asker, uint Request)> _pending = [];
    private readonly Queue<(Session Asker, StartApp Start, long DeadlineNanoseconds)> _waiting = new();
    private readonly LoopTimer _patience;
    private uint _lastRequest;

    public StartRequests(EventLoop loop, GuestRelay relay)
    {
        (_loop, _relay) = (loop, relay);
        _patience = loop.CreateTimer(GiveUp);
    }

    public void Start(Session asker, in StartApp start)
    {
        if (_pending.Count + _waiting.Count >= RelayLimits.PendingStarts)
            Fail(asker, start.Request, $"{RelayLimits.PendingStarts} apps are being started already");
        else if (_relay.OpenGuest is { } guest)
            Pass(guest, asker, start);
        else
            Wait(asker, start);
    }

    public void Started(in AppStarted started)
    {
        if (started.Instance >= RelayLimits.FirstBridgeWindow)
            throw new ProtocolException($"app instance {started.Instance} is among the ids of the bridge");
        var (asker, request) = Take(started.Request);
        asker.Send(started with { Request = request });
    }

    public void Failed(in AppFailed failed)
    {
        var (asker, request) = Take(failed.Request);
        Fail(asker, request, failed.Reason);
    }

    public void GuestOpened(GuestSession guest)
    {
        _patience.Stop();
        while (_waiting.TryDequeue(out var waiting))
            Pass(guest, waiting.Asker, waiting.Start);
    }

    public void GuestClosed()
    {
        foreach (var (asker, request) in _pending.Values)
            Fail(asker, request, "the guest's agent went away before it answered");
        _pending.Clear();
    }

    public void Dispose() => _patience.Dispose();

    private void Pass(GuestSession guest, Session asker, in StartApp start)
    {
        var request = ++_lastRequest;
        _pending.Add(request, (asker, start.Request));
        guest.Send(start with { Request = request });
    }

    private void Wait(Session asker, in StartApp start)
    {
        _waiting.Enqueue((asker, start, _loop.NowNanoseconds + (RelayLimits.StartPatience.Ticks * 100)));
        if (!_patience.IsArmed)
            _patience.Start(RelayLimits.StartPatience);
    }

    private void GiveUp()
    {
        while (_waiting.TryPeek(out var first))
        {
            var left = first.DeadlineNanoseconds - _loop.NowNanoseconds;
            if (left > 0)
            {
                _patience.Start(TimeSpan.FromTicks((left + 99) / 100));
                return;
            }
            _waiting.Dequeue();
            Fail(first.Asker, first.Start.Request, $"the guest's agent is not connected, and did not connect within {RelayLimits.StartPatience.TotalSeconds:0} s");
        }
    }

    private (Session Asker, uint Request) Take(uint request) =>
        _pending.Remove(request, out var asked) ? asked : throw new ProtocolException($"request {request} was not made, or is answered");

    private static void Fail(Session asker, uint request, string reason) =>
        asker.Send(new AppFailed(request, ShownText.Clean(reason, ProtocolLimits.TextBytes)));
}
