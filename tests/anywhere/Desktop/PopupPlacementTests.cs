// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Seamless.Desktop.Headless;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Anywhere.Desktop;

public sealed class PopupPlacementTests
{
    private static readonly Rect Everywhere = new(-10_000, -10_000, 20_000, 20_000);
    private static readonly Rect Area = new(0, 0, 1000, 800);

    public static TheoryData<PositionerEdge, PositionerEdge> AllEdges
    {
        get
        {
            var data = new TheoryData<PositionerEdge, PositionerEdge>();
            foreach (var anchor in Enum.GetValues<PositionerEdge>())
            {
                foreach (var gravity in Enum.GetValues<PositionerEdge>()) data.Add(anchor, gravity);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(AllEdges))]
    public void The_anchor_names_a_point_of_the_rectangle_and_the_gravity_the_side_of_it_that_the_popup_is_on(
        PositionerEdge anchor, PositionerEdge gravity)
    {
        // The rectangle spans 100…140 by 200…260, the popup is 50×30; the offset is 3, 5.
        var point = anchor switch
        {
            PositionerEdge.Top => (120, 200),
            PositionerEdge.Bottom => (120, 260),
            PositionerEdge.Left => (100, 230),
            PositionerEdge.Right => (140, 230),
            PositionerEdge.TopLeft => (100, 200),
            PositionerEdge.BottomLeft => (100, 260),
            PositionerEdge.TopRight => (140, 200),
            PositionerEdge.BottomRight => (140, 260),
            _ => (120, 230),
        };
        var shift = gravity switch
        {
            PositionerEdge.Top => (-25, -30),
            PositionerEdge.Bottom => (-25, 0),
            PositionerEdge.Left => (-50, -15),
            PositionerEdge.Right => (0, -15),
            PositionerEdge.TopLeft => (-50, -30),
            PositionerEdge.BottomLeft => (-50, 0),
            PositionerEdge.TopRight => (0, -30),
            PositionerEdge.BottomRight => (0, 0),
            _ => (-25, -15),
        };
        var rules = new Positioner
        {
            AnchorRect = new Rect(100, 200, 40, 60),
            Width = 50,
            Height = 30,
            Anchor = anchor,
            Gravity = gravity,
            OffsetX = 3,
            OffsetY = 5,
        };
        Assert.Equal(new Rect(point.Item1 + shift.Item1 + 3, point.Item2 + shift.Item2 + 5, 50, 30), PopupPlacement.Place(rules, Everywhere));
    }

    [Theory]
    // A menu below a button near the bottom: without permission it stays outside, with flip it opens upwards.
    [InlineData(ConstraintAdjustment.None, 100, 760, "200×300+100+780")]
    [InlineData(ConstraintAdjustment.FlipY, 100, 760, "200×300+100+460")]
    [InlineData(ConstraintAdjustment.SlideY, 100, 760, "200×300+100+500")]
    [InlineData(ConstraintAdjustment.ResizeY, 100, 760, "200×20+100+780")]
    // Flip is tried before slide, and slide before resize.
    [InlineData(ConstraintAdjustment.FlipY | ConstraintAdjustment.SlideY, 100, 760, "200×300+100+460")]
    [InlineData(ConstraintAdjustment.SlideY | ConstraintAdjustment.ResizeY, 100, 760, "200×300+100+500")]
    // The other axis is not touched.
    [InlineData(ConstraintAdjustment.FlipX, 100, 760, "200×300+100+780")]
    [InlineData(ConstraintAdjustment.SlideX, 900, 100, "200×300+800+120")]
    [InlineData(ConstraintAdjustment.FlipX, 900, 100, "200×300+740+120")]
    [InlineData(ConstraintAdjustment.ResizeX, 900, 100, "100×300+900+120")]
    // Right of the area altogether: nothing to cut.
    [InlineData(ConstraintAdjustment.ResizeX, 1200, 100, "200×300+1200+120")]
    [InlineData(ConstraintAdjustment.SlideX, 1200, 100, "200×300+800+120")]
    // Left of it: the gravity points right, so the slide goes right until the left edge is free.
    [InlineData(ConstraintAdjustment.SlideX, -50, 100, "200×300+0+120")]
    [InlineData(ConstraintAdjustment.ResizeX, -50, 100, "150×300+0+120")]
    // Flipped it would hang out at the other side: the flip is undone.
    [InlineData(ConstraintAdjustment.FlipX, -50, 100, "200×300+-50+120")]
    [InlineData(ConstraintAdjustment.FlipX | ConstraintAdjustment.SlideX, -50, 100, "200×300+0+120")]
    public void A_popup_that_would_leave_the_area_is_adjusted_as_it_permits(
        ConstraintAdjustment adjustment, int anchorX, int anchorY, string expected)
    {
        var rules = new Positioner
        {
            AnchorRect = new Rect(anchorX, anchorY, 40, 20),
            Width = 200,
            Height = 300,
            Anchor = PositionerEdge.BottomLeft,
            Gravity = PositionerEdge.BottomRight,
            Adjustment = adjustment,
        };
        Assert.Equal(expected, PopupPlacement.Place(rules, Area).ToString());
    }

    [Fact]
    public void A_popup_wider_than_the_area_shows_the_side_that_its_gravity_points_from()
    {
        var rules = new Positioner
        {
            AnchorRect = new Rect(500, 100, 10, 10),
            Width = 1500,
            Height = 20,
            Anchor = PositionerEdge.BottomLeft,
            Gravity = PositionerEdge.BottomRight,
            Adjustment = ConstraintAdjustment.SlideX,
        };
        Assert.Equal(0, PopupPlacement.Place(rules, Area).X);
        Assert.Equal(-500, PopupPlacement.Place(rules with { Anchor = PositionerEdge.BottomRight, Gravity = PositionerEdge.BottomLeft }, Area).X);
        var shrinking = rules with { Adjustment = rules.Adjustment | ConstraintAdjustment.ResizeX };
        Assert.Equal(new Rect(0, 110, 1000, 20), PopupPlacement.Place(shrinking, Area));
    }

    [Fact]
    public void What_may_slide_and_shrink_ends_inside_the_area_and_what_fits_is_never_moved()
    {
        var all = ConstraintAdjustment.SlideX | ConstraintAdjustment.SlideY | ConstraintAdjustment.ResizeX | ConstraintAdjustment.ResizeY;
        var rules = Gen.Select(
            Gen.Select(Gen.Int[-2000, 2000], Gen.Int[-2000, 2000], Gen.Int[0, 300], Gen.Int[0, 300]),
            Gen.Select(Gen.Int[1, 1500], Gen.Int[1, 1500], Gen.Int[-200, 200], Gen.Int[-200, 200]),
            Gen.Enum<PositionerEdge>(), Gen.Enum<PositionerEdge>(), Gen.UInt[0, 63]);
        rules.Sample((anchor, size, edge, gravity, permitted) =>
        {
            var positioner = new Positioner
            {
                AnchorRect = new Rect(anchor.Item1, anchor.Item2, anchor.Item3, anchor.Item4),
                Width = size.Item1,
                Height = size.Item2,
                OffsetX = size.Item3,
                OffsetY = size.Item4,
                Anchor = edge,
                Gravity = gravity,
                Adjustment = (ConstraintAdjustment)permitted,
            };
            var free = PopupPlacement.Place(positioner with { Adjustment = ConstraintAdjustment.None }, Area);
            var placed = PopupPlacement.Place(positioner, Area);
            var adjusted = PopupPlacement.Place(positioner with { Adjustment = positioner.Adjustment | all }, Area);
            return (!Area.Contains(free) || placed == free)
                && Area.Contains(adjusted)
                && placed.Width <= positioner.Width && placed.Height <= positioner.Height;
        });
    }
}
