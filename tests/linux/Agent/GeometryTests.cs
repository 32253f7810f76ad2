// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using CsCheck;
using Seamless.Agent.Linux;
using Xunit;

namespace Seamless.Tests.Linux;

/// <summary>Regions, damage and pixel arithmetic against the plainest way to say the same.</summary>
public sealed class GeometryTests
{
    private const int Side = 24;

    private static readonly Gen<Box> SmallBox = Gen.Select(
        Gen.Int[0, Side], Gen.Int[0, Side], Gen.Int[0, Side / 2], Gen.Int[0, Side / 2], (x, y, w, h) => Box.FromSize(x, y, w, h));

    [Fact]
    public void A_region_holds_exactly_the_points_that_were_added_and_not_taken_away() =>
        Gen.Select(Gen.Bool, SmallBox).Array[0, 30].Sample(steps =>
        {
            var region = new Region();
            var points = new bool[Side * 2, Side * 2];
            foreach (var (isAdded, box) in steps)
            {
                if (isAdded)
                    region.Add(box);
                else
                    region.Subtract(box);
                ForEach(box, (x, y) => points[x, y] = isAdded);
            }
            ForEach(new Box(0, 0, Side * 2, Side * 2), (x, y) => Assert.Equal(points[x, y], region.Contains(x, y)));
            AssertDisjoint(region);
        });

    [Fact]
    public void A_region_covers_a_box_when_it_holds_all_its_points() =>
        Gen.Select(SmallBox.Array[0, 12], SmallBox).Sample((boxes, asked) =>
        {
            var region = new Region();
            foreach (var box in boxes)
                region.Add(box);
            var all = true;
            ForEach(asked, (x, y) => all &= region.Contains(x, y));
            Assert.Equal(all, region.Covers(asked));
        });

    [Fact]
    public void Damage_never_loses_what_was_added() =>
        SmallBox.Array[0, 60].Sample(boxes =>
        {
            var damage = new Damage();
            foreach (var box in boxes)
                damage.Add(box);
            Assert.True(damage.Boxes.Length <= Damage.Capacity);
            foreach (var box in boxes)
                ForEach(box, (x, y) => Assert.True(Contains(damage, x, y)));
        });

    [Fact]
    public void Turning_a_box_there_and_back_leaves_it_as_it_was() =>
        Gen.Select(Gen.Int[0, 7], SmallBox, Gen.Int[1, 60], Gen.Int[1, 60]).Sample((code, box, width, height) =>
        {
            Assert.True(BufferTransform.TryCreate(code, out var transform));
            Assert.Equal(box, transform.ToUpright(transform.ToBuffer(box, width, height), width, height));
        });

    [Fact]
    public void Boxes_of_any_client_stay_within_their_limit() =>
        Gen.Select(Gen.Int, Gen.Int, Gen.Int, Gen.Int).Sample((x, y, width, height) =>
        {
            var box = Box.FromSize(x, y, width, height);
            Assert.True(Box.Everything.Contains(box) && Box.Everything.Contains(box.Offset(y, x)));
            Assert.True(box.Area >= 0);
        });

    /// <summary>Rows of every length, so that the last pixels, which no vector takes, are looked at too.</summary>
    [Fact]
    public void Blending_is_source_over_destination_for_each_channel() =>
        Gen.Int[0, 19].SelectMany(count => Gen.Select(Gen.UInt.Array[count], Gen.UInt.Array[count])).Sample((source, destination) =>
        {
            var (from, to) = (Bytes(source), Bytes(destination));
            PixelMath.Blend(from, to);
            for (var i = 0; i < source.Length; i++)
            {
                for (var channel = 0; channel < 32; channel += 8)
                {
                    var scaled = (destination[i] >> channel & 0xff) * (255 - (source[i] >> 24)) / 255.0;
                    var expected = Math.Min(255, (source[i] >> channel & 0xff) + Math.Round(scaled, MidpointRounding.AwayFromZero));
                    Assert.Equal(expected, to[i * 4 + channel / 8]);
                }
            }
        });

    [Fact]
    public void Swapping_and_making_opaque_touch_only_what_they_say() =>
        Gen.UInt.Array[0, 19].Sample(pixels =>
        {
            var (swapped, opaque) = (Bytes(pixels), Bytes(pixels));
            PixelMath.SwapRedAndBlue(swapped);
            PixelMath.MakeOpaque(opaque);
            for (var i = 0; i < pixels.Length; i++)
            {
                var pixel = pixels[i];
                Assert.Equal((pixel & 0xff00ff00) | (pixel & 0xff) << 16 | (pixel >> 16 & 0xff), Read(swapped, i));
                Assert.Equal(pixel | 0xff000000, Read(opaque, i));
            }
        });

    private static byte[] Bytes(uint[] pixels)
    {
        var bytes = new byte[pixels.Length * 4];
        for (var i = 0; i < pixels.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), pixels[i]);
        return bytes;
    }

    private static uint Read(byte[] bytes, int pixel) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(pixel * 4));

    private static bool Contains(Damage damage, int x, int y)
    {
        foreach (var box in damage.Boxes)
        {
            if (box.Contains(x, y))
                return true;
        }
        return false;
    }

    private static void AssertDisjoint(Region region)
    {
        for (var i = 0; i < region.Boxes.Length; i++)
        {
            for (var j = i + 1; j < region.Boxes.Length; j++)
                Assert.False(region.Boxes[i].Overlaps(region.Boxes[j]));
        }
    }

    private static void ForEach(Box box, Action<int, int> visit)
    {
        for (var y = box.Top; y < box.Bottom; y++)
        {
            for (var x = box.Left; x < box.Right; x++)
                visit(x, y);
        }
    }
}
