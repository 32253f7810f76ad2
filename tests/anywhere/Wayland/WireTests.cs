// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland;
using Xunit;

namespace Seamless.Tests.Anywhere.Wayland;

/// <summary>Arguments as bytes, both ways, and the trace that prints them.</summary>
public sealed class WireTests
{
    private static readonly Action<OutputQueue>[] Writes =
    [
        queue => queue.Uint(0xdeadbeef),
        queue => queue.Uint(unchecked((uint)Fixed.FromDouble(-1.5).Raw)),
        queue => queue.String(""),
        queue => queue.String("abc"),
        queue => queue.String("größe"),
        queue => queue.String(null),
        queue => queue.Array([1, 2, 3, 4, 5]),
        queue => queue.Array([]),
    ];

    private static readonly string[] Bytes =
    [
        "EFBEADDE",
        "80FEFFFF",
        "0100000000000000",
        "0400000061626300",
        "080000006772C3B6C39F6500",
        "00000000",
        "050000000102030405000000",
        "00000000",
    ];

    [Fact]
    public void Arguments_have_the_specified_bytes()
    {
        for (var index = 0; index < Writes.Length; index++)
        {
            var queue = new OutputQueue();
            queue.Begin(0x01020304, 0x0506);
            Writes[index](queue);
            var message = Convert.ToHexString(queue.End());
            Assert.Equal("040302010605" + Convert.ToHexString([(byte)(message.Length / 2), 0]) + Bytes[index], message);
        }
    }

    [Fact]
    public void Arguments_are_read_as_they_were_written()
    {
        var reader = new WireReader(Convert.FromHexString(string.Concat(Bytes)), new InputQueue());
        Assert.Equal(0xdeadbeefu, reader.Uint());
        Assert.Equal("-1.5", reader.Fixed().ToString());
        Assert.Equal("", reader.String());
        Assert.Equal("abc", reader.String());
        Assert.Equal("größe", reader.String());
        Assert.Null(reader.StringOrNull());
        Assert.Equal([1, 2, 3, 4, 5], reader.Array().ToArray());
        Assert.True(reader.Array().IsEmpty);
        Assert.True(reader.TryFinish());
    }

    [Theory]
    [InlineData("0400000061006200", "a", "a NUL inside ends the string, as in C")]
    [InlineData("03000000FF410000", "\uFFFDA", "what is not UTF-8 is replaced")]
    public void Odd_strings_are_read_leniently(string bytes, string text, string because)
    {
        Assert.NotEmpty(because);
        var reader = new WireReader(Convert.FromHexString(bytes), new InputQueue());
        Assert.Equal(text, reader.String());
        Assert.Null(reader.Failure);
    }

    [Fact]
    public void A_failed_reader_keeps_its_first_reason_and_reads_zero()
    {
        var reader = new WireReader([1, 2, 3, 4], new InputQueue());
        Assert.Equal(0x04030201u, reader.Uint());
        Assert.Equal(0u, reader.Uint());
        Assert.Equal("", reader.String());
        Assert.False(reader.TryFinish());
        Assert.Equal("the message is too short", reader.Failure);
    }

    [Fact]
    public void A_message_longer_than_any_peer_takes_is_taken_back_with_its_descriptors()
    {
        using var memory = MemoryFile.Create("unsent", 1, Seals.None);
        var queue = new OutputQueue();
        queue.Begin(1, 0);
        queue.Descriptor(memory.Descriptor);
        Assert.Equal(8, queue.End().Length);
        queue.Begin(1, 0);
        queue.Descriptor(memory.Descriptor);
        queue.Array(new byte[5000]);
        Assert.True(queue.End().IsEmpty);
        Assert.Equal(8, queue.Length);
        Assert.Equal(2, OpenDescriptors.Of("unsent"));
        queue.Close();
    }

    [Theory]
    [InlineData(1.0, 256)]
    [InlineData(-0.5, -128)]
    [InlineData(1.0 / 512, 0)]
    [InlineData(1e30, int.MaxValue)]
    [InlineData(-1e30, int.MinValue)]
    public void Fixed_numbers_round_and_saturate(double value, int raw) => Assert.Equal(raw, Fixed.FromDouble(value).Raw);

    [Fact]
    public void A_trace_line_names_object_message_and_arguments()
    {
        var body = "01000000" + "0300000061620000" + "00010000" + "00000000" + "02000000AABB0000";
        Assert.Equal("1, \"ab\", 1, null, [2 bytes], fd", WireTrace.Arguments("usf?oah", Convert.FromHexString(body)));
    }
}
