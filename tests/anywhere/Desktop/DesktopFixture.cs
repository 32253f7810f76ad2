// SPDX-License-Identifier: Apache-2.0
using Seamless.Desktop.Headless;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Anywhere.Desktop;

/// <summary>A desktop of 1000×800 with one guest behind a fake bridge, on one loop with a clock that only a test moves.</summary>
internal sealed class DesktopFixture : IDisposable
{
    public DesktopFixture(bool hasFrames = false, double refreshHertz = 50)
    {
        Loop = new EventLoop(Time);
        Desktop = new HeadlessDesktop(Loop, new DesktopOptions
        {
            ControlPath = "/none",
            WidthPixels = 1000,
            HeightPixels = 800,
            RefreshHertz = refreshHertz,
            HasFrames = hasFrames,
        });
        Guest = FakeGuest.Listen(Loop);
        Desktop.Attach("work", () => Guest.Dial());
        Settle();
    }

    public SteppedTime Time { get; } = new();

    public EventLoop Loop { get; }

    public HeadlessDesktop Desktop { get; }

    public FakeGuest Guest { get; private set; }

    public Seat Seat => Desktop.Seat;

    public WindowStack Stack => Desktop.Shell.Stack;

    /// <summary>What the guest heard since it was last asked.</summary>
    public List<string> Heard()
    {
        var heard = Guest.Log.ToList();
        Guest.Log.Clear();
        return heard;
    }

    public void Settle() => Loop.UntilQuiet();

    public void Advance(double milliseconds)
    {
        Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Settle();
    }

    /// <summary>A shown toplevel of one colour; where, when that matters.</summary>
    public DesktopWindow Show(uint window, int width = 200, int height = 100, (int X, int Y)? at = null, uint argb = 0xff204060)
    {
        // As apps do: first without content, then acknowledging the configure and drawing for it.
        Guest.Send(FakeGuest.Toplevel(window, $"window {window}", 0, 0) with { Flags = WindowFlags.InputEverywhere });
        Settle();
        Guest.Send(FakeGuest.Toplevel(window, $"window {window}", width, height) with { ConfigureSerial = 1 });
        Guest.Paint(window, width, height, argb);
        Settle();
        var newest = Guest.All<Configure>().Last(configure => configure.Window == window).Serial;
        Guest.Send(FakeGuest.Toplevel(window, $"window {window}", width, height) with { ConfigureSerial = newest });
        Settle();
        var shown = Find(window);
        if (at is { } place) Desktop.Shell.MoveTo(shown, place.X, place.Y);
        Settle();
        Heard();
        return shown;
    }

    /// <summary>A shown popup of the rules that the fake guest's popups have.</summary>
    public DesktopWindow ShowPopup(uint window, uint parent, Rect anchor, WindowFlags more = WindowFlags.None)
    {
        var state = FakeGuest.Popup(window, parent, anchor, 80, 60);
        Guest.Send(state with { Flags = state.Flags | more });
        Guest.Paint(window, 80, 60, 0xff00ff00);
        Settle();
        Heard();
        return Find(window);
    }

    public DesktopWindow Find(uint window) => Desktop.Windows.Single(shown => shown.State.Window == window);

    /// <summary>The bridge dies and a new one comes up in its place; the guest behind it is the same.</summary>
    public void RestartBridge()
    {
        Guest.Dispose();
        Settle();
        Guest = FakeGuest.Listen(Loop);
        Advance(5000);
    }

    public void Dispose()
    {
        Desktop.Dispose();
        Guest.Dispose();
        Loop.Dispose();
    }
}
