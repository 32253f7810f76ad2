// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Agent.Linux;

/// <summary>Answers the frame callbacks of surfaces that no window shows: cursors, and what has no role.</summary>
internal sealed class FramePacer : IDisposable
{
    private readonly Compositor compositor;
    private readonly FrameCallbackList callbacks = new();
    private readonly PresentationList presentations = new();
    private readonly LoopTimer tick;

    public FramePacer(Compositor compositor)
    {
        this.compositor = compositor;
        tick = compositor.Loop.CreateTimer(Tick);
    }

    public void AnswerAtNextTick(SurfaceState state)
    {
        state.Callbacks.MoveTo(callbacks);
        state.Presentations.MoveTo(presentations, superseded: false);
        if ((!callbacks.IsEmpty || !presentations.IsEmpty) && !tick.IsArmed)
            tick.Start(CompositorLimits.DefaultFrameInterval);
    }

    public void Dispose() => tick.Dispose();

    private void Tick()
    {
        callbacks.Done(compositor.Milliseconds);
        presentations.Presented(compositor.PresentationNow(CompositorLimits.DefaultFrameInterval), compositor.Outputs);
    }
}
