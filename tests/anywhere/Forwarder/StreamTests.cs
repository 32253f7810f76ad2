// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using Seamless.Gpu.Stream;
using Xunit;

namespace Seamless.Tests.Anywhere.Forwarder;

/// <summary>The readers of what a client of the GPU server writes: bytes to meaning, and what is refused.</summary>
public sealed class StreamTests
{
    [Fact]
    public void The_greeting_is_the_documented_bytes()
    {
        var hello = Handshake.Hello(0x1122334455667788);
        Assert.Equal("534D474C 01000000 01000000 00000000 8877665544332211 0000000000000000".Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(hello));
        Assert.Null(Handshake.Refusal(hello, 0x1122334455667788));
        var welcome = Handshake.Welcome(0x1122334455667788);
        Assert.Equal(64, welcome.Length);
        Assert.Equal(
            "534D474C 01000000 00000000 00000000 8877665544332211 00100000 00040000 00500000 00000100 40000000 00504000 00004000 00508000 00000008 00000000".Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(welcome));
    }

    [Theory]
    [InlineData(0, "no OpenGL client")]
    [InlineData(4, "another version")]
    [InlineData(8, "transport")]
    [InlineData(12, "acknowledgements")]
    [InlineData(16, "another version")]
    public void A_greeting_with_one_wrong_byte_is_refused_with_the_reason(int at, string reason)
    {
        var hello = Handshake.Hello(7);
        hello[at] ^= 0x40;
        var refusal = Handshake.Refusal(hello, 7);
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
        var answer = Handshake.Refuse(refusal!, 7);
        Assert.Equal(1u, BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(8)));
        Assert.Equal(refusal, Encoding.UTF8.GetString(answer.AsSpan(64)));
    }

    [Theory]
    [InlineData(0u, 0u, 65536u, true)]
    [InlineData(63u, 8u, 16u, true)]
    [InlineData(5u, 8u, 8u, true)]
    [InlineData(64u, 0u, 8u, false)]
    [InlineData(0u, 16u, 8u, false)]
    [InlineData(0u, 0u, 65544u, false)]
    [InlineData(0u, 4u, 8u, false)]
    [InlineData(uint.MaxValue, uint.MaxValue, uint.MaxValue, false)]
    public void An_entry_names_a_range_of_a_chunk(uint chunk, uint from, uint to, bool good)
    {
        var entry = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, chunk);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(4), from);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(8), to);
        if (good)
            Assert.Equal(new Submission(chunk, from, to, 0), Submission.Read(entry));
        else
            Assert.Throws<StreamException>(() => Submission.Read(entry));
    }

    [Fact]
    public void An_entry_says_what_the_client_waits_for()
    {
        byte[] entry = [5, 0, 0x2C, 1, 8, 0, 0, 0, 16, 0, 0, 0, 3, 0, 0, 0];
        Assert.Equal(new Submission(5, 8, 16, 3, 300), Submission.Read(entry));
    }

    [Fact]
    public void A_message_comes_in_its_turn_and_has_a_size_that_is_allowed()
    {
        var bytes = new byte[WireHeader.Size];
        var header = new WireHeader(WireKind.Data, StreamLimits.WireBytes, 7, 4096);
        header.Write(bytes);
        Assert.Equal(header, WireHeader.Read(bytes, 7));
        Assert.Contains("lost on the way", Assert.Throws<StreamException>(() => WireHeader.Read(bytes, 6)).Message, StringComparison.Ordinal);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), StreamLimits.WireBytes + 1);
        Assert.Contains("are allowed", Assert.Throws<StreamException>(() => WireHeader.Read(bytes, 7)).Message, StringComparison.Ordinal);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), uint.MaxValue);
        Assert.Throws<StreamException>(() => WireHeader.Read(bytes, 7));
    }

    [Fact]
    public void A_record_ends_within_what_was_submitted()
    {
        Assert.Equal(new RecordHeader(300, 16), RecordHeader.Read([0x2C, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Throws<StreamException>(() => RecordHeader.Read([0x2C, 1, 2, 0, 0, 0, 0, 0]));
        Assert.Throws<StreamException>(() => RecordHeader.Read([0x2C, 1, 0, 0, 0, 0, 0, 0]));
        Assert.Throws<StreamException>(() => RecordHeader.Read([0x2C, 1, 1, 0]));
    }

    [Theory]
    [InlineData(DataKind.Inline, 16u, 32ul, 16, true)]
    [InlineData(DataKind.Inline, 16u, 32ul, 17, false)]
    [InlineData(DataKind.Inline, 17u, 32ul, 1, false)]
    [InlineData(DataKind.Inline, 8u, 24ul, 8, false)] // within the arguments
    [InlineData(DataKind.Inline, 8u, ulong.MaxValue - 3, 8, false)]
    [InlineData(DataKind.Slab, 64u, 0ul, 64, true)]
    [InlineData(DataKind.Slab, 64u, (ulong)StreamLimits.SlabBytes - 64, 64, true)]
    [InlineData(DataKind.Slab, 64u, (ulong)StreamLimits.SlabBytes - 63, 64, false)]
    [InlineData(DataKind.Slab, uint.MaxValue, 1ul, 4, false)]
    [InlineData(DataKind.Buffer, 4u, 0ul, 4, false)]
    [InlineData((DataKind)9, 4u, 0ul, 4, false)]
    public void Data_lie_behind_the_arguments_or_in_the_slab(DataKind kind, uint bytes, ulong offset, long need, bool good)
    {
        var data = new DataReference(kind, bytes, offset);
        if (good)
            data.Check(need, 32, 48);
        else
            Assert.Throws<StreamException>(() => data.Check(need, 32, 48));
    }

    [Theory]
    [InlineData(0u, 8u, true)]
    [InlineData((uint)StreamLimits.ReplyBytes - 16, 8u, true)]
    [InlineData((uint)StreamLimits.ReplyBytes - 16, 9u, false)]
    [InlineData(4u, 8u, false)]
    [InlineData(0x80000000u, (uint)StreamLimits.SlabBytes - 8, true)]
    [InlineData(0x80000000u, (uint)StreamLimits.SlabBytes, false)]
    [InlineData(0x7FFFFFF8u, 0xFFFFFFF0u, false)]
    public void A_result_lies_in_its_area(uint offset, uint capacity, bool good)
    {
        var reply = new ReplyReference(offset, capacity);
        if (good)
            reply.Check();
        else
            Assert.Throws<StreamException>(() => reply.Check());
    }

    [Theory]
    [InlineData(0x1908, 0x1401, 7, 5, 1, 140)] // RGBA, UNSIGNED_BYTE
    [InlineData(0x1907, 0x1401, 7, 5, 1, 105)] // RGB: rows are tight
    [InlineData(0x80E1, 0x8367, 4, 4, 1, 64)] // BGRA, UNSIGNED_INT_8_8_8_8_REV
    [InlineData(0x1907, 0x8363, 3, 3, 1, 18)] // RGB, UNSIGNED_SHORT_5_6_5
    [InlineData(0x84F9, 0x8DAD, 2, 2, 1, 32)] // DEPTH_STENCIL, FLOAT_32_UNSIGNED_INT_24_8_REV
    [InlineData(0x1901, 0x1A00, 9, 3, 1, 6)] // STENCIL_INDEX, BITMAP
    [InlineData(0x1903, 0x1406, 2, 3, 4, 96)] // RED, FLOAT, three dimensions
    [InlineData(0x1908, 0x1401, -1, 5, 1, 0)]
    [InlineData(0x1234, 0x1401, 1, 1, 1, -1)]
    [InlineData(0x1908, 0x1234, 1, 1, 1, -1)]
    [InlineData(0x1908, 0x140A, int.MaxValue, int.MaxValue, int.MaxValue, long.MaxValue / 2)]
    public void Pixels_have_the_size_that_gl_gives_them(long format, long type, long width, long height, long depth, long bytes) =>
        Assert.Equal(bytes, Sizes.Image(format, type, width, height, depth));

    [Fact]
    public void Control_points_of_evaluators_end_where_the_last_one_does()
    {
        Assert.Equal((3 * 3) + 3, Sizes.Map1(0x0D97, 3, 4)); // VERTEX_3, order 4
        Assert.Equal((12 * 1) + (3 * 2) + 4, Sizes.Map2(0x0DB8, 12, 2, 3, 3)); // MAP2_VERTEX_4
        Assert.Equal(0, Sizes.Map1(0x0D97, -3, 4));
    }
}
