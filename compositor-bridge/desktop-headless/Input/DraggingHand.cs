// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Desktop.Headless.Input;

/// <summary>Moves the pointer from one place to another with a button down, step by step on the loop's timer.</summary>
internal sealed class DraggingHand : IDisposable
{
    private readonly HeadlessDesktop desktop;
    private readonly uint button;
    private readonly (double X, double Y) from;
    private readonly (double X, double Y) to;
    private readonly LoopTimer timer;
    private int step;
    private bool isDown;

    public DraggingHand(HeadlessDesktop desktop, uint button, (double X, double Y) from, (double X, double Y) to)
    {
        this.desktop = desktop;
        this.button = button;
        this.from = from;
        this.to = to;
        timer = desktop.Loop.CreateTimer(Move);
    }

    public required int Steps { get; init; }

    /// <summary>Between two steps, and before the first and after the last: the app answers in it.</summary>
    public required TimeSpan Pause { get; init; }

    public required Action Done { get; init; }

    public void Press()
    {
        desktop.Seat.Pointer.MoveTo(from.X, from.Y);
        desktop.Seat.Pointer.Button(button, true);
        isDown = true;
        timer.Start(Pause);
    }

    public void Dispose()
    {
        timer.Dispose();
        if (isDown) desktop.Seat.Pointer.Button(button, false);
        isDown = false;
    }

    private void Move()
    {
        if (step == Steps)
        {
            Dispose();
            Done();
            return;
        }
        step++;
        var part = (double)step / Steps;
        desktop.Seat.Pointer.MoveTo(from.X + ((to.X - from.X) * part), from.Y + ((to.Y - from.Y) * part));
        timer.Start(Pause);
    }
}
