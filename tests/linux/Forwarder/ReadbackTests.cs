// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Server;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>Finished frames come back in the order in which they were asked for, however the driver brings them.</summary>
public sealed class ReadbackTests
{
    private const int Frames = 40, Side = 64, Bytes = Side * Side * 4, Step = 1 << 15;

    [Theory]
    [InlineData("direct")]
    [InlineData("buffers")]
    public void Each_frame_has_its_own_colour(string way)
    {
        using var server = new GlServer(("SEAMLESS_GL_READBACK", way));
        using var peer = new GlPeer(server);
        peer.Begin();
        // No entry waits for the one before it: frames overlap where the server lets them.
        for (var n = 0; n < Frames; n++)
            peer.Go(Frame(n), 1, n);
        peer.Await();
        for (var n = 0; n < Frames; n++)
        {
            var slot = peer.Slab[(Step * (n + 1))..];
            Assert.Equal(Bytes, BitConverter.ToInt32(slot));
            var wanted = new[] { (byte)n, (byte)(n * 3), (byte)(n * 5), (byte)255 };
            for (var at = 8; at < 8 + Bytes; at += 4)
                Assert.True(slot.Slice(at, 4).SequenceEqual(wanted), $"frame {n} by {way}: {Convert.ToHexString(slot.Slice(at, 4))} at {at}");
        }
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("buffers")]
    public void A_frame_comes_between_Begin_and_End_and_when_its_context_goes(string way)
    {
        using var server = new GlServer(("SEAMLESS_GL_READBACK", way));
        using var peer = new GlPeer(server);
        peer.Begin();
        peer.Submit([.. Frame(7), .. new GlRecords().Record(Opcodes.glBegin).Word(4).Bytes], 1);
        Assert.Equal(Bytes, BitConverter.ToInt32(peer.Slab[(Step * 8)..]));
        peer.Submit(new GlRecords().Record(Opcodes.glEnd).Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
        Assert.Equal(0, BitConverter.ToInt32(peer.Reply(0)));
        peer.Submit([.. Frame(9), .. new GlRecords().Record(OwnRecords.MakeCurrent).Words(0, 0, 0).Reply(0, 8).Record(OwnRecords.DestroyContext).Words(1).Bytes], 1);
        Assert.Equal(Bytes, BitConverter.ToInt32(peer.Slab[(Step * 10)..]));
        Assert.Equal(9, peer.Slab[(Step * 10) + 8]);
    }

    /// <summary>Clears to the frame's colour (blue, green, red of BGRA rise with its number) and asks for the pixels.</summary>
    private static byte[] Frame(int n) => new GlRecords()
        .Record(Opcodes.glClearColor).Number((byte)(n * 5) / 255f).Number((byte)(n * 3) / 255f).Number(n / 255f).Number(1)
        .Record(Opcodes.glClear).Word(0x4000)
        .Record(OwnRecords.Present).Words(1, 0, 0, Side, Side).Reply(0x80000000 + (uint)(Step * (n + 1)), Bytes).Bytes;
}
