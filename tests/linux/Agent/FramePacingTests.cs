// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Client;
using Xunit;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Linux;

/// <summary>When frames are sent, when buffers go back, and what happens while nobody looks.</summary>
public sealed class FramePacingTests : IDisposable
{
    private readonly AgentBench _bench = new();
    private readonly AppClient _app;

    public FramePacingTests() => _app = _bench.Client();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void One_frame_is_on_its_way_and_then_the_newest_content_follows()
    {
        _bench.HoldFrames();
        var window = _app.Map(8, 8, 0xff000001);
        var (skipped, newest) = (_app.Solid(8, 8, 0xff000002), _app.Solid(8, 8, 0xff000003));
        window.Show(skipped);
        window.Show(newest);
        Assert.Equal((1, 1, 0), (_bench.Shown.FrameCount, skipped.Releases, newest.Releases));
        _bench.Show(_bench.Shown);
        Assert.Equal((2, 0xff000003, 1), (_bench.Shown.FrameCount, _bench.Shown.PixelAt(0, 0), newest.Releases));
    }

    [Fact]
    public void The_damage_of_skipped_content_is_in_the_frame_that_follows()
    {
        _bench.HoldFrames();
        var window = _app.Map(30, 10, 0xff000000);
        Damage(window, _app.Paint(30, 10, (x, _) => x < 5 ? 0xff000001 : 0xff000000), new Box(0, 0, 5, 10));
        Damage(window, _app.Paint(30, 10, (x, _) => x < 5 ? 0xff000001 : x >= 20 ? 0xff000002 : 0xff000000), new Box(20, 0, 30, 10));
        _bench.Show(_bench.Shown);
        Assert.Equal("[5×10+0+0 10×10+20+0]", _bench.Shown.Frame!.Value.Damage.ToString());
        Assert.Equal((0xff000001, 0xff000000, 0xff000002), (_bench.Shown.PixelAt(0, 0), _bench.Shown.PixelAt(10, 0), _bench.Shown.PixelAt(29, 9)));
    }

    [Fact]
    public void A_buffer_goes_back_as_soon_as_its_pixels_were_copied()
    {
        _bench.HoldFrames();
        var window = _app.Window();
        var buffer = _app.Solid(8, 8, 0xff000001);
        window.Show(buffer);
        Assert.Equal((1, 1), (buffer.Releases, _bench.Shown.FrameCount));
    }

    [Fact]
    public void Of_a_window_with_sub_surfaces_each_buffer_stays_until_it_is_replaced()
    {
        var window = _app.Map(8, 8, 0xff000001);
        var child = _app.Compositor.CreateSurface();
        _app.Subcompositor.GetSubsurface(child, window.Surface).SetDesync();
        _app.Show(child, _app.Solid(2, 2, 0xff000002));
        _app.CommitAndSettle(window.Surface);
        var buffer = _app.Solid(8, 8, 0xff000003);
        window.Show(buffer);
        Assert.Equal(0, buffer.Releases);
        window.Show(_app.Solid(8, 8, 0xff000004));
        Assert.Equal((1, 0xff000002, 0xff000004), (buffer.Releases, _bench.Shown.PixelAt(0, 0), _bench.Shown.PixelAt(7, 7)));
    }

    [Fact]
    public void A_frame_buffer_that_the_desktop_reads_is_not_drawn_into()
    {
        _bench.HoldFrames();
        var window = _app.Map(8, 8, 0xff000001);
        var memories = new List<uint> { _bench.Shown.Frame!.Value.Memory };
        for (var i = 2u; i <= 3; i++)
        {
            _bench.Show(_bench.Shown);
            window.Show(_app.Solid(8, 8, 0xff000000 | i));
            memories.Add(_bench.Shown.Frame!.Value.Memory);
        }
        Assert.Equal(3, memories.Distinct().Count());
        _bench.Show(_bench.Shown);
        window.Show(_app.Solid(8, 8, 0xff000004));
        Assert.Equal((3, 0xff000003), (_bench.Shown.FrameCount, _bench.Shown.PixelAt(0, 0)));
        _bench.Release(_bench.Shown.Id, 1);
        Assert.Equal((4, memories[0], 0xff000004), (_bench.Shown.FrameCount, _bench.Shown.Frame!.Value.Memory, _bench.Shown.PixelAt(0, 0)));
    }

    [Fact]
    public void Two_buffers_suffice_when_the_desktop_lets_go_in_time()
    {
        var window = _app.Map(8, 8);
        HashSet<uint> memories = [];
        for (var i = 0u; i < 10; i++)
        {
            window.Show(_app.Solid(8, 8, 0xff000000 | i));
            memories.Add(_bench.Shown.Frame!.Value.Memory);
            Assert.Equal(0xff000000 | i, _bench.Shown.PixelAt(4, 4));
        }
        Assert.Equal(2, memories.Count);
    }

    [Fact]
    public void A_silent_desktop_leaves_a_frame_callback_a_second()
    {
        _bench.HoldFrames();
        var window = _app.Map(8, 8);
        _bench.Show(_bench.Shown);
        var wait = window.Surface.AwaitFrame();
        window.Show(_app.Solid(8, 8, 2));
        _bench.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Equal(0, wait.Answers);
        _bench.Advance(TimeSpan.FromMilliseconds(1200));
        Assert.Equal(1, wait.Answers);
    }

    [Fact]
    public void Without_a_desktop_there_is_a_frame_callback_a_second()
    {
        using var alone = new AgentBench(withDesktop: false);
        var app = alone.Client();
        var window = app.Map(8, 8);
        var wait = window.Surface.AwaitFrame();
        window.Show(app.Solid(8, 8, 2));
        alone.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Equal(0, wait.Answers);
        alone.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(1, wait.Answers);
    }

    [Fact]
    public void After_a_resync_everything_is_sent_again_though_the_app_does_nothing()
    {
        var window = _app.Map(8, 8, 0xff000001);
        window.Toplevel.SetTitle("kept");
        var partly = _app.Paint(8, 8, (x, _) => x == 0 ? 0xff000002 : 0xff000001);
        Damage(window, partly, new Box(0, 0, 1, 8));
        partly.Paint(new Box(0, 0, 8, 8), (_, _) => 0);
        var before = _bench.Shown.FrameCount;
        _bench.Desktop.Attach();
        _bench.Settle();
        Assert.Equal((before + 1, "[8×8+0+0]"), (_bench.Shown.FrameCount, _bench.Shown.Frame!.Value.Damage.ToString()));
        Assert.Equal((0xff000002, 0xff000001, "kept"), (_bench.Shown.PixelAt(0, 0), _bench.Shown.PixelAt(7, 7), _bench.Shown.State.Title));
    }

    [Fact]
    public void A_bridge_that_comes_back_finds_all_windows_and_their_content()
    {
        var window = _app.Map(8, 8, 0xff000001);
        var wait = window.Surface.AwaitFrame();
        _bench.Desktop.Session!.Close("restart");
        _bench.Settle();
        window.Show(_app.Solid(8, 8, 0xff000002));
        Assert.False(_bench.Bridge.IsLive);
        _bench.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((true, 1), (_bench.Bridge.IsLive, wait.Answers));
        Assert.Equal((0xff000002, 1), (_bench.Shown.PixelAt(0, 0), _bench.Shown.FrameCount));
        window.Show(_app.Solid(8, 8, 0xff000003));
        Assert.Equal(0xff000003, _bench.Shown.PixelAt(0, 0));
    }

    [Fact]
    public void Late_answers_to_frames_from_before_a_resync_are_told_apart()
    {
        _bench.HoldFrames();
        var window = _app.Map(8, 8, 0xff000001);
        var old = _bench.Shown.Frame!.Value.Serial;
        _bench.Desktop.Attach();
        _bench.Settle();
        window.Show(_app.Solid(8, 8, 0xff000002));
        _bench.Desktop.Send(new FrameShown { Window = window.Id, Serial = old });
        _bench.Settle();
        Assert.Equal(2, _bench.Shown.FrameCount);
        _bench.Show(_bench.Shown);
        Assert.Equal((3, 0xff000002), (_bench.Shown.FrameCount, _bench.Shown.PixelAt(0, 0)));
    }

    [Fact]
    public void An_idle_window_gives_up_its_spare_buffers_and_wakes_nobody_after_that()
    {
        var window = _app.Map(8, 8);
        window.Show(_app.Solid(8, 8, 0xff000002));
        window.Show(_app.Solid(8, 8, 0xff000003));
        _bench.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(_bench.Desktop.All<FrameMemoryReleased>());
        _bench.Advance(TimeSpan.FromSeconds(5));
        Assert.False(_bench.Loop.RunOnce(TimeSpan.Zero));
        window.Show(_app.Solid(8, 8, 0xff000004));
        Assert.Equal(0xff000004, _bench.Shown.PixelAt(7, 7));
    }

    [Fact]
    public void Presentation_feedback_says_when_and_on_which_screen()
    {
        _bench.HoldFrames();
        var presentation = _app.Display.Bind<WpPresentation>();
        var output = _app.Display.Bind<WlOutput>();
        var window = _app.Map(8, 8);
        _bench.Show(_bench.Shown);
        List<string> heard = [];
        Listen(presentation.Feedback(window.Surface), "first");
        window.Show(_app.Solid(8, 8, 1));
        Listen(presentation.Feedback(window.Surface), "second");
        window.Show(_app.Solid(8, 8, 2));
        Listen(presentation.Feedback(window.Surface), "third");
        window.Show(_app.Solid(8, 8, 3));
        Assert.Equal(["second discarded"], heard);
        _bench.Show(_bench.Shown);
        _bench.Show(_bench.Shown);
        Assert.Equal(["second discarded", "first on True", "first 16666667 Vsync", "third on True", "third 16666667 Vsync"], heard);

        void Listen(WpPresentationFeedback feedback, string name)
        {
            feedback.SyncOutput = screen => heard.Add($"{name} on {screen == output}");
            feedback.Discarded = () => heard.Add($"{name} discarded");
            feedback.Presented = (_, _, _, refresh, _, _, flags) => heard.Add($"{name} {refresh} {flags}");
        }
    }

    /// <summary>From the state's change to the frame in the session's queue; what the other parties of this process do is not counted.</summary>
    [Fact]
    public void A_stream_of_frames_allocates_nothing_in_the_agent()
    {
        var window = _app.Map(64, 64);
        var child = _app.Compositor.CreateSurface();
        _app.Subcompositor.GetSubsurface(child, window.Surface);
        _app.Show(child, _app.Solid(32, 32, 0x80808080));
        _app.CommitAndSettle(window.Surface);
        var (surface, shown) = (window.Server, window.Server.Window!);
        var damage = new Damage();
        damage.Add(new Box(0, 0, 64, 64));
        void Publish()
        {
            shown.SurfaceChanged(surface, SurfaceParts.Buffer, damage, sizeChanged: false);
            shown.FinishTurn();
        }
        var allocated = 0L;
        for (var i = 0; i < 60; i++)
        {
            if (i < 10)
                Publish();
            else
                allocated += Allocations.Least(Publish, _bench.Settle);
            _bench.Settle();
        }
        Assert.Equal(0L, allocated);
        Assert.InRange(_bench.Shown.FrameCount, 62, 62 + 50 * 2);
    }

    private void Damage(AppWindow window, AppBuffer buffer, Box box)
    {
        window.Surface.Attach(buffer.Buffer, 0, 0);
        window.Surface.Damage(box.Left, box.Top, box.Width, box.Height);
        _app.CommitAndSettle(window.Surface);
    }
}
