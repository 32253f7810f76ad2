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
    private readonly Window _window;
    private readonly FrameCallbackList _sent = new();
    private readonly PresentationList _sentPresentations = new();
    private readonly FrameCallbackList _later = new();
    private readonly PresentationList _laterPresentations = new();
    private readonly LoopTimer _tick;

    public FrameAnswers(Window window)
    {
        _window = window;
        _tick = Compositor.Loop.CreateTimer(Tick);
    }

    /// <summary>The refresh interval of the screen, as the last frame's answer said.</summary>
    public TimeSpan RefreshInterval { get; private set; } = CompositorLimits.DefaultFrameInterval;

    /// <summary>Somebody waits for the frame that was sent.</summary>
    public bool AreWaiting => !_sent.IsEmpty || !_sentPresentations.IsEmpty;

    private Compositor Compositor => _window.Compositor;

    /// <summary>A frame with all that the surfaces show was sent.</summary>
    public void Sent() => Collect(_sent, _sentPresentations);

    /// <summary>Nothing new is to be shown; whoever waits is told after a while.</summary>
    public void AnswerLater(TimeSpan delay)
    {
        Collect(_later, _laterPresentations);
        if ((!_later.IsEmpty || !_laterPresentations.IsEmpty) && !_tick.IsArmed)
            _tick.Start(delay);
    }

    public void Shown(in FrameShown shown)
    {
        if (shown.RefreshNanoseconds != 0)
            RefreshInterval = TimeSpan.FromTicks(shown.RefreshNanoseconds / TimeSpan.NanosecondsPerTick);
        _sent.Done(Compositor.Milliseconds);
        if ((shown.Flags & FrameShownFlags.NotVisible) != 0)
            _sentPresentations.Discard();
        else
            _sentPresentations.Presented(Compositor.PresentationOf(shown), Compositor.Outputs);
    }

    public void AnswerOverdue() => _sent.Done(Compositor.Milliseconds);

    /// <summary>The frame that was sent will not be shown; whoever waits for it is told once something is.</summary>
    public void Lost()
    {
        _sentPresentations.Discard();
        _sent.MoveTo(_later);
        if (!_later.IsEmpty && !_tick.IsArmed)
            _tick.Start(CompositorLimits.HiddenFrameInterval);
    }

    public void Dispose()
    {
        _tick.Dispose();
        _sent.Done(Compositor.Milliseconds);
        _later.Done(Compositor.Milliseconds);
        _sentPresentations.Discard();
        _laterPresentations.Discard();
    }

    private void Collect(FrameCallbackList callbacks, PresentationList presentations)
    {
        foreach (var placed in _window.Tree.Placed)
        {
            placed.Surface.Current.Callbacks.MoveTo(callbacks);
            placed.Surface.Current.Presentations.MoveTo(presentations, superseded: false);
        }
    }

    private void Tick()
    {
        _later.Done(Compositor.Milliseconds);
        _laterPresentations.Presented(Compositor.PresentationNow(RefreshInterval), Compositor.Outputs);
    }
}
