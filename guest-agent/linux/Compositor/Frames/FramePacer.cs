// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Agent.Linux;

/// <summary>Answers the frame callbacks of surfaces that no window shows: cursors, and what has no role.</summary>
internal sealed class FramePacer : IDisposable
{
    private readonly Compositor _compositor;
    private readonly FrameCallbackList _callbacks = new();
    private readonly PresentationList _presentations = new();
    private readonly LoopTimer _tick;

    public FramePacer(Compositor compositor)
    {
        _compositor = compositor;
        _tick = compositor.Loop.CreateTimer(Tick);
    }

    public void AnswerAtNextTick(SurfaceState state)
    {
        state.Callbacks.MoveTo(_callbacks);
        state.Presentations.MoveTo(_presentations, superseded: false);
        if ((!_callbacks.IsEmpty || !_presentations.IsEmpty) && !_tick.IsArmed)
            _tick.Start(CompositorLimits.DefaultFrameInterval);
    }

    public void Dispose() => _tick.Dispose();

    private void Tick()
    {
        _callbacks.Done(_compositor.Milliseconds);
        _presentations.Presented(_compositor.PresentationNow(CompositorLimits.DefaultFrameInterval), _compositor.Outputs);
    }
}
