// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux;

/// <summary>Where damage of a turned, scaled or cropped buffer lies in the frame, and that just that much is sent.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly AgentBench _bench = new();
    private readonly AppClient _app;

    public DamageTests() => _app = _bench.Client();

    public static TheoryData<uint, int> TransformsAndScales
    {
        get
        {
            var all = new TheoryData<uint, int>();
            for (var transform = 0u; transform < BufferTransform.Count; transform++)
            {
                for (var scale = 1; scale <= 3; scale++)
                    all.Add(transform, scale);
            }
            return all;
        }
    }

    public void Dispose() => _bench.Dispose();

    /// <summary>
    /// A picture with a colour for each pixel is turned as the client says it has turned it. The frame must show it upright, and after a
    /// change of one rectangle of the buffer exactly the pixels that changed must be damaged.
    /// </summary>
    [Theory]
    [MemberData(nameof(TransformsAndScales))]
    public void A_turned_buffer_is_shown_upright_and_its_damage_turned_with_it(uint transform, int scale)
    {
        var (width, height) = (12 * scale, 6 * scale);
        BufferTransform.TryCreate((int)transform, out var turn);
        var (bufferWidth, bufferHeight) = turn.UprightSize(width, height);
        var window = _app.Window();
        window.Surface.SetBufferTransform((WlOutput.Transform)transform);
        window.Surface.SetBufferScale(scale);
        var buffer = _app.Paint(bufferWidth, bufferHeight, (x, y) => Colour(Upright(transform, x, y, width, height)));
        window.Show(buffer);
        AssertShows(width, height, Colour);
        Assert.Equal((uint)(120 * scale), _bench.Shown.Frame!.Value.Scale120);
        Assert.Equal((12, 6), (_bench.Shown.State.Width, _bench.Shown.State.Height));

        var next = _app.Paint(bufferWidth, bufferHeight, (x, y) => Colour(Upright(transform, x, y, width, height)));
        var changed = new Box(scale, 2 * scale, 3 * scale, 5 * scale);
        next.Paint(changed, (_, _) => 0xffabcdef);
        window.Surface.Attach(next.Buffer, 0, 0);
        window.Surface.DamageBuffer(changed.Left, changed.Top, changed.Width, changed.Height);
        _app.CommitAndSettle(window.Surface);

        Box expected = default;
        for (var y = changed.Top; y < changed.Bottom; y++)
        {
            for (var x = changed.Left; x < changed.Right; x++)
            {
                var (u, v) = Upright(transform, x, y, width, height);
                expected = expected.Union(new Box(u, v, u + 1, v + 1));
            }
        }
        var damage = _bench.Shown.Frame!.Value.Damage;
        Assert.Equal([new Rect(expected.Left, expected.Top, expected.Width, expected.Height)], damage.AsSpan().ToArray());
        AssertShows(width, height, at => expected.Contains(at.X, at.Y) ? 0xffabcdef : Colour(at));
    }

    [Fact]
    public void Damage_in_surface_units_counts_for_each_of_its_pixels()
    {
        var window = _app.Window();
        window.Surface.SetBufferScale(2);
        window.Show(_app.Solid(40, 40, 0xff000000));
        window.Surface.Attach(_app.Solid(40, 40, 0xff000001).Buffer, 0, 0);
        window.Surface.Damage(3, 4, 5, 6);
        _app.CommitAndSettle(window.Surface);
        Assert.Equal("[10×12+6+8]", _bench.Shown.Frame!.Value.Damage.ToString());
    }

    [Fact]
    public void Boundless_damage_is_cut_to_the_surface()
    {
        var window = _app.Map(10, 10);
        window.Surface.Attach(_app.Solid(10, 10, 1).Buffer, 0, 0);
        window.Surface.Damage(int.MinValue, int.MinValue, int.MaxValue, int.MaxValue);
        window.Surface.Damage(5, 5, int.MaxValue, int.MaxValue);
        window.Surface.DamageBuffer(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue);
        window.Surface.Damage(0, 0, -5, -5);
        _app.CommitAndSettle(window.Surface);
        Assert.Equal("[5×5+5+5]", _bench.Shown.Frame!.Value.Damage.ToString());
    }

    [Fact]
    public void Each_frame_buffer_catches_up_with_what_it_missed()
    {
        var window = _app.Map(30, 10, 0xff000000);
        for (var i = 1u; i <= 12; i++)
        {
            // Each buffer differs from the one before only where it says so, whichever of our buffers is drawn next.
            var step = i;
            var buffer = _app.Paint(30, 10, (x, _) => 0xff000000 | (x < step ? (uint)x + 1 : 0));
            window.Surface.Attach(buffer.Buffer, 0, 0);
            window.Surface.Damage((int)i - 1, 0, 1, 10);
            _app.CommitAndSettle(window.Surface);
            AssertShows(30, 10, at => 0xff000000 | (at.X < step ? (uint)at.X + 1 : 0));
        }
    }

    [Fact]
    public void A_window_of_which_nothing_changes_sends_nothing()
    {
        var window = _app.Map(10, 10);
        var frames = _bench.Shown.FrameCount;
        window.Surface.Attach(_app.Solid(10, 10, 0xff336699).Buffer, 0, 0);
        _app.CommitAndSettle(window.Surface);
        _app.CommitAndSettle(window.Surface);
        Assert.Equal(frames, _bench.Shown.FrameCount);
    }

    [Fact]
    public void A_cropped_and_enlarged_buffer_shows_its_part_and_is_damaged_there()
    {
        var window = _app.Window();
        var viewport = _app.Viewporter.GetViewport(window.Surface);
        viewport.SetSource(2, 2, 4, 4);
        viewport.SetDestination(8, 8);
        window.Show(_app.Paint(10, 10, (x, y) => x is >= 2 and < 6 && y is >= 2 and < 6 ? 0xff808080u : 0xffff0000));
        AssertShows(8, 8, _ => 0xff808080);
        window.Surface.Attach(_app.Solid(10, 10, 0xff808080).Buffer, 0, 0);
        window.Surface.DamageBuffer(0, 0, 3, 3);
        _app.CommitAndSettle(window.Surface);
        var damage = Assert.Single(_bench.Shown.Frame!.Value.Damage.AsSpan().ToArray());
        Assert.True(damage.Contains(new Rect(0, 0, 2, 2)) && damage is { Width: <= 6, Height: <= 6 }, damage.ToString());
    }

    private static uint Colour((int X, int Y) at) => 0xff000000 | (uint)(at.X * 256 + at.Y + 1);

    /// <summary>Where the pixel of a buffer belongs upright, by the words of wl_output.transform: mirrored first, then turned.</summary>
    private static (int X, int Y) Upright(uint transform, int x, int y, int width, int height)
    {
        // A picture that was turned counter-clockwise n times is made upright by turning it clockwise as often.
        var (w, h) = transform % 2 == 0 ? (width, height) : (height, width);
        for (var turn = 0; turn < transform % 4; turn++)
        {
            (x, y) = (h - 1 - y, x);
            (w, h) = (h, w);
        }
        return transform >= 4 ? (w - 1 - x, y) : (x, y);
    }

    private void AssertShows(int width, int height, Func<(int X, int Y), uint> expected)
    {
        var frame = _bench.Shown.Frame!.Value;
        Assert.Equal((width, height), (frame.Width, frame.Height));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (seen, shall) = (_bench.Shown.PixelAt(x, y), expected((x, y)));
                Assert.True(seen == shall, $"pixel {x},{y} is {seen:x8}, not {shall:x8}");
            }
        }
    }
}
