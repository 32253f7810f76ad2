// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Gpu.Server;
using Seamless.Linux;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>The published server and a driver, by records written by hand.</summary>
public sealed class GlServerTests : IDisposable
{
    private readonly GlServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public void A_triangle_of_calls_is_drawn_and_read_back()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        peer.Submit(Triangle(), 1);
        var pixels = peer.Pixels();
        Assert.Equal("0000FFFF", Pixel(pixels, 1, 62));
        Assert.Equal("FF0000FF", Pixel(pixels, 32, 20));
        Assert.Equal("FF0000FF", Pixel(pixels, 10, 5));
        Assert.Equal("0000FFFF", Pixel(pixels, 1, 20));
    }

    [Fact]
    public void Arrays_of_the_clients_memory_are_drawn_from_the_slab()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        // The program's array has 103 elements, of which the last three are used.
        foreach (var (i, x) in new[] { -0.9f, -0.9f, 0.9f, -0.9f, 0f, 0.9f }.Index())
            BitConverter.TryWriteBytes(peer.Slab[(4096 + (i * 4))..], x);
        peer.Submit(Clear()
            .Record(Opcodes.glColor3f).Number(0).Number(1).Number(0)
            .Record(Opcodes.glEnableClientState).Word(0x8074)
            .Record(OwnRecords.ClientArrays).Words(1, 100, 3, 0, 0).Words(0, 2, 0x1406, 0, 0, 0, 4096, 24)
            .Record(Opcodes.glDrawElements).Words(4, 3, 0x1403).Data(1, 6, 32).Raw(100, 0, 101, 0, 102, 0).Bytes, 1);
        Assert.Equal("00FF00FF", Pixel(peer.Pixels(), 32, 20));
    }

    [Fact]
    public void Results_come_into_the_places_that_the_client_names()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        peer.Submit(new GlRecords()
            .Record(OwnRecords.NameRange).Words(1, 16).Reply(0, 64)
            .Record(Opcodes.glGetIntegerv).Word(0x0BA2).Reply(128, 256) // VIEWPORT
            .Record(Opcodes.glCreateShader).Word(0x8B31).Reply(512, 8)
            .Record(Opcodes.glGetFloatv).Word(0x7777).Reply(640, 64)
            .Record(Opcodes.glGetError).Reply(768, 8).Bytes, 1);
        Assert.Equal(64, peer.Reply(0).Length);
        Assert.Equal([0, 0, 64, 64], Numbers(peer.Reply(128)));
        Assert.NotEqual(0, Numbers(peer.Reply(512))[0]);
        Assert.Equal(0, peer.Reply(640).Length);
        Assert.Equal(0x0500, Numbers(peer.Reply(768))[0]);
    }

    [Fact]
    public void A_new_context_tells_its_driver_and_only_extensions_whose_commands_the_client_has()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        var text = Encoding.UTF8.GetString(peer.Reply(0));
        Assert.Contains("GL_ARB_vertex_buffer_object", text, StringComparison.Ordinal);
        Assert.Contains("GL_ARB_buffer_storage", text, StringComparison.Ordinal);
        Assert.DoesNotContain("GL_KHR_parallel_shader_compile", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Back_is_front_where_the_drivers_surface_has_no_other()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        peer.Submit(new GlRecords()
            .Record(Opcodes.glDrawBuffer).Word(0x0405)
            .Record(Opcodes.glClearColor).Number(1).Number(1).Number(0).Number(1)
            .Record(Opcodes.glClear).Word(0x4000)
            .Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
        Assert.Equal(0, Numbers(peer.Reply(0))[0]);
        Assert.Equal("FFFF00FF", Pixel(peer.Pixels(), 3, 3));
    }

    [Fact]
    public void Each_client_has_its_own_process_and_pictures()
    {
        using var first = new GlPeer(_server);
        using var second = new GlPeer(_server);
        first.Begin();
        second.Begin(3);
        first.Submit(Triangle(), 1);
        second.Submit(Clear().Bytes, 1);
        Assert.Equal("FF0000FF", Pixel(first.Pixels(), 32, 20));
        Assert.Equal("0000FFFF", Pixel(second.Pixels(), 32, 20));
    }

    [Fact]
    public void A_stranger_and_a_library_of_another_version_are_told_why_they_are_refused()
    {
        foreach (var hello in new[] { new byte[32], Seamless.Gpu.Stream.Handshake.Hello(Opcodes.Hash + 1) })
        {
            using var socket = UnixSocket.Connect(_server.Socket);
            socket.Send(hello);
            var answer = new byte[2048];
            socket.Descriptor.Await(Interest.Read);
            var got = socket.Receive(answer, []).Count;
            Assert.Equal(1, answer[8]);
            Assert.True(got > 64 && Encoding.UTF8.GetString(answer, 64, got - 64).Length > 10);
        }
        _server.Until(() => _server.Lines.Count(l => l.Contains("is refused", StringComparison.Ordinal)) == 2, "nothing is said of refused clients");
    }

    private static GlRecords Clear() => new GlRecords()
        .Record(Opcodes.glClearColor).Number(0).Number(0).Number(1).Number(1)
        .Record(Opcodes.glClear).Word(0x4000);

    private static byte[] Triangle() => Clear()
        .Record(Opcodes.glBegin).Word(4)
        .Record(Opcodes.glColor3f).Number(1).Number(0).Number(0)
        .Record(Opcodes.glVertex2f).Number(-0.9f).Number(-0.9f)
        .Record(Opcodes.glVertex2f).Number(0.9f).Number(-0.9f)
        .Record(Opcodes.glVertex2f).Number(0).Number(0.9f)
        .Record(Opcodes.glEnd).Bytes;

    private static string Pixel(byte[] pixels, int x, int y) => Convert.ToHexString(pixels, ((y * 64) + x) * 4, 4);

    private static int[] Numbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = new int[bytes.Length / 4];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = BitConverter.ToInt32(bytes[(i * 4)..]);
        return numbers;
    }
}
