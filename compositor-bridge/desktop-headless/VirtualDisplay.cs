// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// A screen that nobody looks at, as far as apps can tell: it refreshes so many times a second, and says of each frame when
/// it was shown. Only while a frame waits does a timer run, so an idle desktop sleeps.
/// </summary>
internal sealed class VirtualDisplay : IDisposable
{
    private static readonly TimeSpan HiddenPeriod = TimeSpan.FromSeconds(1);

    private readonly EventLoop loop;
    private readonly long periodNanoseconds;
    private readonly LoopTimer refresh;
    private readonly LoopTimer hiddenRefresh;
    private readonly List<DesktopWindow> waiting = new(ProtocolLimits.Windows);
    private readonly List<DesktopWindow> hidden = [];
    private ulong unpacedSequence;

    /// <summary>At 0 Hz every frame is shown as soon as it comes.</summary>
    public VirtualDisplay(EventLoop loop, double refreshHertz)
    {
        this.loop = loop;
        periodNanoseconds = refreshHertz > 0 ? (long)(1e9 / refreshHertz) : 0;
        refresh = loop.CreateTimer(Refresh);
        hiddenRefresh = loop.CreateTimer(RefreshHidden);
    }

    public uint RefreshMillihertz => periodNanoseconds == 0 ? 0 : (uint)Math.Round(1e12 / periodNanoseconds);

    /// <summary>The window's newest frame shall be shown at the next refresh, or once a second while it cannot be seen.</summary>
    public void Show(DesktopWindow window)
    {
        if (!window.IsVisible && window.State.Role != WindowRole.DragIcon)
        {
            if (!hidden.Contains(window)) hidden.Add(window);
            if (!hiddenRefresh.IsArmed) hiddenRefresh.Start(HiddenPeriod);
            return;
        }
        if (periodNanoseconds == 0)
        {
            Tell(window, loop.NowNanoseconds, ++unpacedSequence, FrameShownFlags.None);
            return;
        }
        if (!waiting.Contains(window)) waiting.Add(window);
        if (!refresh.IsArmed) refresh.Start(UntilNextRefresh());
    }

    /// <summary>It can be seen now: what it waits for comes with the next refresh.</summary>
    public void BecameVisible(DesktopWindow window)
    {
        if (hidden.Remove(window)) Show(window);
    }

    public void Forget(DesktopWindow window)
    {
        waiting.Remove(window);
        hidden.Remove(window);
    }

    public void Dispose()
    {
        refresh.Dispose();
        hiddenRefresh.Dispose();
    }

    /// <summary>Refreshes are at whole multiples of the period since the machine started, whenever the timer was armed.</summary>
    private TimeSpan UntilNextRefresh()
    {
        var now = loop.NowNanoseconds;
        var left = periodNanoseconds - (now % periodNanoseconds);
        return TimeSpan.FromTicks((left + 99) / 100);
    }

    private void Refresh()
    {
        var now = loop.NowNanoseconds;
        var sequence = now / periodNanoseconds;
        foreach (var window in waiting) Tell(window, sequence * periodNanoseconds, (ulong)sequence, FrameShownFlags.Vsync);
        waiting.Clear();
    }

    private void RefreshHidden()
    {
        foreach (var window in hidden) Tell(window, loop.NowNanoseconds, 0, FrameShownFlags.NotVisible);
        hidden.Clear();
    }

    private void Tell(DesktopWindow window, long nanoseconds, ulong sequence, FrameShownFlags flags)
    {
        window.Session?.Send(new FrameShown
        {
            Window = window.State.Window,
            Serial = window.Content.Serial,
            PresentedNanoseconds = (ulong)nanoseconds,
            RefreshNanoseconds = (uint)periodNanoseconds,
            Sequence = sequence,
            Flags = flags,
        });
    }
}
