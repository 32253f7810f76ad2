// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>When and how a frame came onto the screen, as the desktop says.</summary>
public readonly record struct PresentationTime(long Nanoseconds, uint RefreshNanoseconds, ulong Sequence, WpPresentationFeedback.Kind Flags);

/// <summary>wp_presentation_feedback: one answer about one content update, presented or discarded.</summary>
public sealed class PresentationFeedback : WpPresentationFeedback
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    internal PresentationFeedback? Next;

    internal PresentationFeedback(Client client, uint id)
        : base(client, id, version: 1)
    {
    }

    internal void Presented(in PresentationTime time, OutputTable outputs)
    {
        foreach (var output in outputs.ViewsOf(Client))
            SendSyncOutput(output);
        var seconds = (ulong)(time.Nanoseconds / NanosecondsPerSecond);
        SendPresented((uint)(seconds >> 32), (uint)seconds, (uint)(time.Nanoseconds % NanosecondsPerSecond), time.RefreshNanoseconds,
            (uint)(time.Sequence >> 32), (uint)time.Sequence, time.Flags);
        Destroy();
    }

    internal void Discarded()
    {
        SendDiscarded();
        Destroy();
    }
}

/// <summary>Feedback objects waiting for the same event, chained through themselves.</summary>
public sealed class PresentationList
{
    private PresentationFeedback? _first;
    private PresentationFeedback? _last;

    public bool IsEmpty => _first is null;

    internal void Add(PresentationFeedback feedback)
    {
        if (_last is null)
            _first = feedback;
        else
            _last.Next = feedback;
        _last = feedback;
    }

    /// <param name="superseded">The content that <paramref name="next"/> waits for will never be shown: newer content takes its place.</param>
    public void MoveTo(PresentationList next, bool superseded)
    {
        if (superseded)
            next.Discard();
        if (_first is null)
            return;
        if (next._last is null)
            next._first = _first;
        else
            next._last.Next = _first;
        next._last = _last;
        _first = _last = null;
    }

    internal void Presented(in PresentationTime time, OutputTable outputs)
    {
        while (TakeFirst() is { } feedback)
            feedback.Presented(time, outputs);
    }

    public void Discard()
    {
        while (TakeFirst() is { } feedback)
            feedback.Discarded();
    }

    private PresentationFeedback? TakeFirst()
    {
        var feedback = _first;
        if (feedback is null)
            return null;
        _first = feedback.Next;
        feedback.Next = null;
        if (_first is null)
            _last = null;
        return feedback;
    }
}
