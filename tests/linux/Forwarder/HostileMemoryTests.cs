// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Server;
using Seamless.Gpu.Stream;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>A client that takes memory as long as it gets some: it is told that there is no more, or its session ends; nobody else notices.</summary>
public sealed class HostileMemoryTests : IDisposable
{
    private const uint OutOfMemory = 0x0505;

    private readonly GlServer _server = new(["--memory-limit", "1024"]);

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("buffers")]
    [InlineData("textures")]
    [InlineData("compressed textures")]
    [InlineData("cubes")]
    [InlineData("texture storage")]
    [InlineData("named texture storage")]
    [InlineData("renderbuffers")]
    [InlineData("many samples")]
    public void Objects_are_counted_and_the_client_is_told_that_it_is_out_of_memory(string kind)
    {
        using var other = new GlPeer(_server);
        using var peer = new GlPeer(_server);
        other.Begin();
        peer.Begin();
        var error = 0u;
        for (var name = 1u; name <= 64 && error == 0; name++)
        {
            peer.Submit(More(kind, name).Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
            error = BitConverter.ToUInt32(peer.Reply(0));
        }
        Assert.Equal(OutOfMemory, error);
        Assert.Equal(OutOfMemory, peer.LateError);
        // What is deleted can be had again.
        var all = Enumerable.Range(1, 64).SelectMany(BitConverter.GetBytes).ToArray();
        var deletes = new GlRecords();
        foreach (var opcode in new[] { Opcodes.glDeleteBuffers, Opcodes.glDeleteTextures, Opcodes.glDeleteRenderbuffers })
            deletes.Record(opcode).Word(64).Data(1, all.Length, 24).Raw(all);
        peer.Submit(deletes.Bytes, 1);
        peer.Submit(More(kind == "named texture storage" ? "textures" : kind, 1).Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
        Assert.Equal(0u, BitConverter.ToUInt32(peer.Reply(0)));
        other.Submit(new GlRecords().Record(Opcodes.glFinish).Bytes, 1);
    }

    [Fact]
    public void Surfaces_are_counted()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        var status = 0u;
        for (var id = 2u; id < 20 && status == 0; id++)
        {
            peer.Submit(new GlRecords().Record(OwnRecords.CreateSurface).Words(id, 4096, 4096, 8, 8, 8, 8, 24, 8, 0, 0).Reply(0, 8).Bytes, 1);
            status = BitConverter.ToUInt32(peer.Reply(0));
        }
        Assert.Equal(0x3003u, status);
        peer.SubmitWrong(new GlRecords().Record(OwnRecords.ResizeSurface).Words(1, StreamLimits.SurfaceSide, StreamLimits.SurfaceSide).Bytes);
        _server.Until(() => _server.Lines.Any(line => line.Contains("no memory for a surface", StringComparison.Ordinal)), "nothing is said of it");
    }

    [Fact]
    public void Accumulation_buffers_are_counted_and_go_with_their_surfaces()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        for (var id = 2u; id <= 4; id++)
            peer.Submit(new GlRecords().Record(OwnRecords.CreateSurface).Words(id, 4096, 4096, 8, 8, 8, 8, 24, 8, 0, 1).Reply(0, 8).Bytes, 1);
        Assert.Equal(0u, BitConverter.ToUInt32(peer.Reply(0)));

        Assert.Equal(0u, Accumulated(peer, 2));
        Assert.Equal(OutOfMemory, Accumulated(peer, 3));
        Assert.Equal(OutOfMemory, peer.LateError);
        peer.Submit(new GlRecords().Record(OwnRecords.DestroySurface).Word(2).Bytes, 1);
        Assert.Equal(0u, Accumulated(peer, 3));
    }

    /// <summary>The error of the surface's first clear.</summary>
    private static uint Accumulated(GlPeer peer, uint surface)
    {
        peer.Submit(new GlRecords().Record(OwnRecords.MakeCurrent).Words(1, surface, surface).Reply(64, 8).Bytes, 1);
        peer.Submit(new GlRecords().Record(Opcodes.glClear).Word(0x200).Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
        return BitConverter.ToUInt32(peer.Reply(0));
    }

    [Theory]
    [InlineData("display lists")]
    [InlineData("names")]
    [InlineData("contexts")]
    [InlineData("queries")]
    public void What_is_not_counted_meets_the_limit_of_the_process(string kind)
    {
        using var server = new GlServer(["--memory-limit", "512", "--hang-limit", "2"]);
        using var other = new GlPeer(server);
        using var peer = new GlPeer(server);
        other.Begin();
        peer.Begin();
        peer.Slab[..(8 << 20)].Fill((byte)' ');
        var step = 0u;
        for (; step < 20_000 && !peer.IsOver; step++)
            peer.Try(More(kind, step + 2).Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
        // Told or ended, in one line if ended.
        Assert.True(peer.IsOver || BitConverter.ToUInt32(peer.Reply(0)) is 0 or OutOfMemory, $"error {BitConverter.ToUInt32(peer.Reply(0)):x} after {step} steps");
        if (peer.IsOver)
            server.Until(() => server.Lines.Any(line => line.Contains("warning", StringComparison.Ordinal)), "nothing is said of it");
        Assert.True(server.Lines.Count(line => line.Contains("warning", StringComparison.Ordinal)) <= 1, string.Join('\n', server.Lines));
        other.Submit(new GlRecords().Record(Opcodes.glFinish).Bytes, 1);
    }

    private static GlRecords More(string kind, uint name)
    {
        var records = new GlRecords();
        return kind switch
        {
            "buffers" => records.Record(Opcodes.glBindBuffer).Words(0x8892, name).Record(Opcodes.glBufferData).Words(0x8892, 128 << 20, 0).Data(0, 0, 0).Word(0x88E4),
            "textures" => Texture(records, name).Record(Opcodes.glTexImage2D).Words(0x0DE1, 0, 0x8058, 4096, 4096, 0, 0x1908, 0x1401).Data(0, 0, 0),
            "compressed textures" => Texture(records, name).Record(Opcodes.glCompressedTexImage2D).Words(0x0DE1, 0, 0x83F3, 8192, 8192, 0, 64 << 20).Data(2, 64 << 20, 0),
            "cubes" => Cube(records, name),
            "texture storage" => Texture(records, name).Record(Opcodes.glTexStorage2D).Words(0x0DE1, 1, 0x8058, 4096, 4096),
            "named texture storage" => records.Record(Opcodes.glCreateTextures).Words(0x0DE1, 1).Reply(64, 4).Record(Opcodes.glTextureStorage2D).Words(name, 1, 0x8058, 4096, 4096),
            "renderbuffers" => records.Record(Opcodes.glBindRenderbuffer).Words(0x8D41, name).Record(Opcodes.glRenderbufferStorage).Words(0x8D41, 0x8058, 4096, 4096),
            "many samples" => records.Record(Opcodes.glBindRenderbuffer).Words(0x8D41, name).Record(Opcodes.glRenderbufferStorageMultisample).Words(0x8D41, 4, 0x8058, 2048, 2048),
            "display lists" => List(records, name),
            "names" => records.Record(OwnRecords.NameRange).Words(name % 9, 4096).Reply(64, 16384),
            "contexts" => records.Record(OwnRecords.CreateContext).Words(name, 0, 0, 0, 0, 0, 8, 8, 8, 8, 24, 8, 0, 0).Reply(64, 65536).Record(OwnRecords.MakeCurrent).Words(1, 1, 1).Reply(64, 8),
            "queries" => records.Record(Opcodes.glGenQueries).Word(4096).Reply(64, 16384).Record(Opcodes.glBeginQuery).Words(0x8914, name).Record(Opcodes.glEndQuery).Word(0x8914),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such records"),
        };
    }

    private static GlRecords Texture(GlRecords records, uint name) => records.Record(Opcodes.glBindTexture).Words(0x0DE1, name);

    /// <summary>All faces.</summary>
    private static GlRecords Cube(GlRecords records, uint name)
    {
        records.Record(Opcodes.glBindTexture).Words(0x8513, name);
        for (var face = 0x8515u; face <= 0x851A; face++)
            records.Record(Opcodes.glTexImage2D).Words(face, 0, 0x8058, 1024, 1024, 0, 0x1908, 0x1401).Data(0, 0, 0);
        return records;
    }

    /// <summary>A list keeps the pixels of its commands, and its vertices.</summary>
    private static GlRecords List(GlRecords records, uint name)
    {
        records.Record(Opcodes.glNewList).Words(name, 0x1300).Record(Opcodes.glBegin).Word(4);
        for (var i = 0; i < 2000; i++)
            records.Record(Opcodes.glVertex2f).Number(i).Number(1);
        return records.Record(Opcodes.glEnd).Record(Opcodes.glTexImage2D).Words(0x0DE1, 0, 0x8058, 1024, 1024, 0, 0x1908, 0x1401).Data(2, 4 << 20, 0).Record(Opcodes.glEndList);
    }
}
