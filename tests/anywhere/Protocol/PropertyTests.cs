// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CsCheck;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

public sealed class PropertyTests
{
    private static readonly Gen<int> Coordinate = Gen.Int[-ProtocolLimits.Coordinate, ProtocolLimits.Coordinate];
    private static readonly Gen<int> Side = Gen.Int[1, ProtocolLimits.WindowSide];
    private static readonly Gen<Rect> AnyRect = Gen.Select(Coordinate, Coordinate, Side, Side, (x, y, w, h) => new Rect(x, y, w, h));
    private static readonly Gen<string> AnyText = Gen.String[0, 200].Select(text => Utf8.Shorten(text, 256));

    [Fact]
    public void Random_bytes_never_throw()
    {
        Gen.Select(Gen.Int[0, MessageKinds.All.Length - 1], Gen.Byte.Array[0, 300]).Sample((kind, bytes) => CheckRewrite(MessageKinds.All[kind], bytes), iter: 20_000);
    }

    [Fact]
    public void A_changed_vector_is_refused_or_written_back_as_it_came()
    {
        var change = Gen.Select(Gen.Int[0, 10_000], Gen.Byte);
        Gen.Select(Gen.Int[0, Vectors.All.Length - 1], change.Array[1, 4]).Sample(
            (index, changes) =>
            {
                var vector = Vectors.All[index];
                byte[] bytes = [.. vector.Payload];
                foreach (var (position, value) in changes)
                {
                    if (bytes.Length > 0) bytes[position % bytes.Length] = value;
                }
                CheckRewrite(vector.Kind, bytes);
            },
            iter: 50_000);
    }

    [Fact]
    public void A_frame_is_read_as_it_was_written()
    {
        var gen = Gen.Select(Side, Side, Gen.UInt[1, uint.MaxValue], AnyRect, AnyRect.Array[0, 20], Gen.UInt[15, 1920]);
        gen.Sample((width, height, serial, geometry, rects, scale) =>
        {
            var damage = default(RectList);
            foreach (var rect in rects) damage.Add(rect.Intersect(new Rect(0, 0, width, height)));
            var frame = new Frame
            {
                Window = serial,
                Serial = serial,
                Memory = 1,
                Offset = (ulong)width * 4,
                Width = width,
                Height = height,
                StrideBytes = width * 4,
                Format = PixelFormat.Xrgb8888,
                Scale120 = scale,
                Geometry = geometry,
                Damage = damage,
            };
            Assert.Equal(frame, RoundTrip(frame));
        });
    }

    [Fact]
    public void A_window_is_read_as_it_was_written()
    {
        var gen = Gen.Select(Gen.UInt[1, 1000], AnyText, AnyText, AnyRect.Array[0, 64], Gen.Int[0, 63], Gen.Int[0, 8]);
        gen.Sample((window, title, appId, region, bits, edge) =>
        {
            var state = new WindowState
            {
                Window = window,
                Parent = 1001,
                Role = WindowRole.Popup,
                Flags = (WindowFlags)bits,
                Title = title,
                AppId = appId,
                InputRegion = [.. region],
                Positioner = new Positioner
                {
                    AnchorRect = new Rect(bits, edge, bits, edge),
                    Width = 1 + bits,
                    Height = 1 + edge,
                    Anchor = (PositionerEdge)edge,
                    Gravity = (PositionerEdge)(8 - edge),
                    Adjustment = (ConstraintAdjustment)bits,
                },
            };
            Assert.Equal(Vector.Fields(state, ""), Vector.Fields(RoundTrip(state), ""));
        });
    }

    [Fact]
    public void A_catalogue_is_read_as_it_was_written()
    {
        var words = AnyText.Array[0, 5].Select(texts => ImmutableArray.Create(texts));
        var app = Gen.Select(AnyText, AnyText, words, words, Gen.Int[0, 31], AnyText, (id, name, some, others, flags, key) => new App
        {
            Id = id,
            Name = name,
            Comment = key,
            Keywords = some,
            Categories = others,
            Flags = (AppFlags)flags,
            Actions = [.. some.Select(word => new AppAction(word, name, key))],
            IconKey = key,
        });
        Gen.Select(app.Array[0, 20], Gen.UInt).Sample((apps, revision) =>
        {
            var catalogue = new AppCatalogue { Revision = revision, Part = 3, Parts = 4, Apps = [.. apps] };
            Assert.Equal(Vector.Fields(catalogue, ""), Vector.Fields(RoundTrip(catalogue), ""));
        });
    }

    [Fact]
    public void A_shortened_text_always_fits_and_can_always_be_sent()
    {
        var anything = Gen.Select(Gen.Char.Array[0, 60], Gen.Int[0, 80]);
        anything.Sample((chars, limit) =>
        {
            string text = Utf8.Shorten(new string(chars), limit);
            byte[] buffer = new byte[2 + limit];
            var writer = new MessageWriter(buffer);
            writer.Text(text, limit);
            Assert.False(writer.Overflowed);
            var reader = new MessageReader(buffer.AsSpan(0, writer.Count));
            Assert.Equal(text, reader.Text(limit));
            Assert.True(reader.Finish());
        }, iter: 20_000);
    }

    [Fact]
    public void A_rectangle_list_covers_what_was_added_and_nothing_outside_its_bounds()
    {
        var small = Gen.Select(Gen.Int[-20, 40], Gen.Int[-20, 40], Gen.Int[-2, 15], Gen.Int[-2, 15], (x, y, w, h) => new Rect(x, y, w, h));
        Gen.Select(small.Array[0, 40], small).Sample((rects, clip) =>
        {
            var list = default(RectList);
            var bounds = default(Rect);
            foreach (var rect in rects)
            {
                list.Add(rect);
                bounds = bounds.Union(rect.IsEmpty ? default : rect);
            }
            Assert.InRange(list.Count, 0, RectList.Capacity);
            Assert.Equal(bounds, list.Bounds);
            foreach (var rect in rects)
            {
                for (int y = rect.Y; y < rect.Bottom; y++)
                {
                    for (int x = rect.X; x < rect.Right; x++) Assert.True(Covers(list, x, y));
                }
            }
            list.Clip(clip);
            foreach (var rect in list.AsSpan()) Assert.True(clip.Contains(rect) && !rect.IsEmpty);
        }, iter: 2000);
    }

    private static bool Covers(in RectList list, int x, int y)
    {
        foreach (var rect in list.AsSpan())
        {
            if (rect.Contains(x, y)) return true;
        }
        return false;
    }

    private static T RoundTrip<T>(in T message)
        where T : struct, IMessage<T>
    {
        var vector = Vector.Of("", message);
        return Assert.IsType<T>(vector.Kind.Read(vector.Payload));
    }

    private static void CheckRewrite(MessageKind kind, byte[] bytes)
    {
        byte[] buffer = new byte[bytes.Length];
        var writer = new MessageWriter(buffer);
        if (!kind.TryRewrite(bytes, ref writer)) return;
        Assert.False(writer.Overflowed);
        Assert.Equal(bytes, buffer.AsSpan(0, writer.Count).ToArray());
    }
}
