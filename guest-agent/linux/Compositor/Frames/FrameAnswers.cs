// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// The frame callbacks and presentation feedbacks of one window on their way: those of the frame that was sent, answered when it was
/// shown, and those of commits that changed no pixel, answered a frame's time later. Until then they stay with their surfaces.
/// </summary>
internal sealed class FrameAnswers : IDisposable
{
    private readonly Window window;
    private readonly FrameCallbackList sent = new();
    private readonly PresentationList sentPresentations = new();
    private readonly FrameCallbackList later = new();
    private readonly PresentationList laterPresentations = new();
    private readonly LoopTimer tick;

    public FrameAnswers(Window window)
    {
        this.window = window;
        tick = Compositor.Loop.CreateTimer(Tick);
    }

    /// <summary>The refresh interval of the screen, as the last frame's answer said.</summary>
    public TimeSpan RefreshInterval { get; private set; } = CompositorLimits.DefaultFrameInterval;

    /// <summary>Somebody waits for the frame that was sent.</summary>
    public bool AreWaiting => !sent.IsEmpty || !sentPresentations.IsEmpty;

    private Compositor Compositor => window.Compositor;

    /// <summary>A frame with all that the surfaces show was sent.</summary>
    public void Sent() => Collect(sent, sentPresentations);

    /// <summary>Nothing new is to be shown; whoever waits is told after a while.</summary>
    public void AnswerLater(TimeSpan delay)
    {
        Collect(later, laterPresentations);
        if ((!later.IsEmpty || !laterPresentations.IsEmpty) && !tick.IsArmed)
            tick.Start(delay);
    }

    public void Shown(in FrameShown shown)
    {
        if (shown.RefreshNanoseconds != 0)
            RefreshInterval = TimeSpan.FromTicks(shown.RefreshNanoseconds / TimeSpan.NanosecondsPerTick);
        sent.Done(Compositor.Milliseconds);
        if ((shown.Flags & FrameShownFlags.NotVisible) != 0)
            sentPresentations.Discard();
        else
            sentPresentations.Presented(Compositor.PresentationOf(shown), Compositor.Outputs);
    }

    public void AnswerOverdue() => sent.Done(Compositor.Milliseconds);

    /// <summary>The frame that was sent will not be shown; whoever waits for it is told once something is.</summary>
    public void Lost()
    {
        sentPresentations.Discard();
        sent.MoveTo(later);
        if (!later.IsEmpty && !tick.IsArmed)
            tick.Start(CompositorLimits.HiddenFrameInterval);
    }

    public void Dispose()
    {
        tick.Dispose();
        sent.Done(Compositor.Milliseconds);
        later.Done(Compositor.Milliseconds);
        sentPresentations.Discard();
        laterPresentations.Discard();
    }

    private void Collect(FrameCallbackList callbacks, PresentationList presentations)
    {
        foreach (var placed in window.Tree.Placed)
        {
            placed.Surface.Current.Callbacks.MoveTo(callbacks);
            placed.Surface.Current.Presentations.MoveTo(presentations, superseded: false);
        }
    }

    private void Tick()
    {
        later.Done(Compositor.Milliseconds);
        laterPresentations.Presented(Compositor.PresentationNow(RefreshInterval), Compositor.Outputs);
    }
}
