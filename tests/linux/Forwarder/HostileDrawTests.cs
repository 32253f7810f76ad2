// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Gpu.Server;
using Seamless.Gpu.Stream;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>Records that would have a driver read where nothing is: they are made harmless, or the session ends with one line.</summary>
public sealed class HostileDrawTests : IDisposable
{
    private const uint Array = 0x8892, Element = 0x8893, Indirect = 0x8F3F, VertexArray = 0x8074, Float = 0x1406, Short = 0x1403;

    private readonly GlServer _server = new();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("an array whose buffer was deleted")]
    [InlineData("an attribute whose buffer was deleted")]
    [InlineData("an array that nobody gave a pointer")]
    [InlineData("an attribute that nobody gave a pointer")]
    [InlineData("texture coordinates that nobody gave a pointer")]
    [InlineData("an array enabled as a capability")]
    [InlineData("an attribute of no buffer at an address")]
    [InlineData("the arrays of the last draw")]
    [InlineData("arrays of a draw between glBegin and glEnd")]
    [InlineData("arrays that the driver refuses")]
    [InlineData("an attribute that has the buffer of another one")]
    [InlineData("a range of indices that is a lie")]
    [InlineData("indices behind the element buffer")]
    [InlineData("an odd offset of indices")]
    [InlineData("vertices behind the buffer")]
    [InlineData("an indirect draw behind the buffer")]
    [InlineData("many draws behind the buffers")]
    [InlineData("pixels behind the unpack buffer")]
    [InlineData("pixels behind the pack buffer")]
    [InlineData("huge rows of pixels in a buffer")]
    [InlineData("lengths of shader texts")]
    [InlineData("a fence of a group that is gone")]
    [InlineData("deep parentheses in a shader")]
    public void What_a_driver_might_read_elsewhere_it_does_not(string kind)
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        peer.Submit(Harmless(kind), 1);
        peer.Submit(new GlRecords().Record(Opcodes.glFinish).Bytes, 1);
        Assert.DoesNotContain(_server.Lines, line => line.Contains("warning", StringComparison.Ordinal));
    }

    [Fact]
    public void Ranges_that_end_at_the_end_of_numbers_are_refused()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        foreach (var (opcode, words, kinds) in new (int, uint[], int)[]
        {
            (Opcodes.glScissorArrayv, [], 1), (Opcodes.glViewportArrayv, [], 1), (Opcodes.glDepthRangeArrayv, [], 1), (Opcodes.glBindSamplers, [], 1),
            (Opcodes.glBindTextures, [], 1), (Opcodes.glBindImageTextures, [], 1), (Opcodes.glBindBuffersBase, [0x8A11], 1), (Opcodes.glBindBuffersRange, [0x8A11], 3),
            (Opcodes.glBindVertexBuffers, [], 3), (Opcodes.glProgramEnvParameters4fvEXT, [0x8620], 1), (Opcodes.glProgramLocalParameters4fvEXT, [0x8620], 1),
            (Opcodes.glNamedProgramLocalParameters4fvEXT, [1, 0x8620], 1),
        })
        {
            // 0xFFFFFFFF and one are nothing in 32 bits.
            var records = new GlRecords().Record(opcode).Words(words).Words(uint.MaxValue, 1);
            for (var i = 0; i < kinds; i++)
                records.Data(2, 64, 0);
            peer.Submit(records.Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
            Assert.True(BitConverter.ToUInt32(peer.Reply(0)) == 0x0501, Opcodes.Names[opcode - Opcodes.First]);
        }
        Assert.DoesNotContain(_server.Lines, line => line.Contains("warning", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_asked_of_programs_of_no_target_is_an_error_and_has_no_answer()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        foreach (var opcode in new[] { Opcodes.glGetNamedProgramLocalParameterdvEXT, Opcodes.glGetNamedProgramLocalParameterfvEXT, Opcodes.glGetNamedProgramLocalParameterIivEXT,
            Opcodes.glGetNamedProgramLocalParameterIuivEXT, Opcodes.glGetNamedProgramivEXT })
        {
            peer.Submit(new GlRecords().Record(opcode).Words(1, 0x7880, uint.MaxValue).Reply(64, 64).Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
            Assert.True(BitConverter.ToUInt32(peer.Reply(0)) == 0x0500 && peer.Reply(64).IsEmpty, Opcodes.Names[opcode - Opcodes.First]);
        }
        Assert.DoesNotContain(_server.Lines, line => line.Contains("warning", StringComparison.Ordinal));
    }

    [Fact]
    public void Less_than_nothing_and_more_lists_than_anybody_has_are_refused()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        peer.Submit(new GlRecords().Record(Opcodes.glGetInternalformati64v).Words(0x0DE1, 0x8058, 0x8280, uint.MaxValue).Reply(64, 64).Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
        Assert.Equal(0x0501u, BitConverter.ToUInt32(peer.Reply(0)));
        peer.Submit(new GlRecords().Record(Opcodes.glBindImageTextures).Words(3, uint.MaxValue).Data(2, 64, 0).Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
        Assert.Equal(0x0501u, BitConverter.ToUInt32(peer.Reply(0)));
        peer.Submit(new GlRecords().Record(Opcodes.glBindVertexBuffers).Words(1, 3).Data(2, 64, 0).Data(0, 0, 0).Data(2, 64, 0).Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
        Assert.Equal(0x0501u, BitConverter.ToUInt32(peer.Reply(0)));
        peer.Submit(new GlRecords().Record(Opcodes.glGenLists).Word(int.MaxValue).Reply(64, 8).Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
        Assert.Equal((0u, 0x0505u), (BitConverter.ToUInt32(peer.Reply(64)), BitConverter.ToUInt32(peer.Reply(0))));
        peer.Submit(new GlRecords().Record(Opcodes.glGenLists).Word(1 << 16).Reply(64, 8).Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
        Assert.Equal((1u, 0u), (BitConverter.ToUInt32(peer.Reply(64)), BitConverter.ToUInt32(peer.Reply(0))));
        Assert.DoesNotContain(_server.Lines, line => line.Contains("warning", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0x0DE1, 2, 0, 4)]
    [InlineData(0x0DE1, 0, 1 << 20, 16)]
    [InlineData(0x0DE1, 0, -4096, 16)]
    [InlineData(0x0DE1, -1, 0, 16)]
    [InlineData(0x84F5, 2, 0, 4)]
    [InlineData(0x8513, 0, 0, 4)]
    [InlineData(0x0DE1, 0, 0, 1 << 20)]
    public void Parts_of_textures_lie_in_them(int target, int level, int x, int width)
    {
        const uint unit = 0x84C0, format = 0x1908, type = 0x1401, packed = 0x83F3;
        using var peer = new GlPeer(_server);
        peer.Begin();
        peer.Submit(new GlRecords().Record(Opcodes.glBindTexture).Words(0x0DE1, 1).Record(Opcodes.glTexImage2D).Words(0x0DE1, 0, format, 16, 16, 0, format, type).Data(2, 1024, 0).Bytes, 1);
        uint[] place = [(uint)target, (uint)level, (uint)x];
        foreach (var records in new GlRecords[]
        {
            new GlRecords().Record(Opcodes.glMultiTexSubImage1DEXT).Words([unit, .. place, (uint)width, format, type]).Data(2, width * 4, 0),
            new GlRecords().Record(Opcodes.glMultiTexSubImage2DEXT).Words([unit, .. place, 0, (uint)width, 1, format, type]).Data(2, width * 4, 0),
            new GlRecords().Record(Opcodes.glMultiTexSubImage3DEXT).Words([unit, .. place, 0, 0, (uint)width, 1, 1, format, type]).Data(2, width * 4, 0),
            new GlRecords().Record(Opcodes.glTextureSubImage2DEXT).Words([1, .. place, 0, (uint)width, 1, format, type]).Data(2, width * 4, 0),
            new GlRecords().Record(Opcodes.glCopyMultiTexSubImage2DEXT).Words([unit, .. place, 0, 0, 0, (uint)width, 1]),
            new GlRecords().Record(Opcodes.glCompressedMultiTexSubImage2DEXT).Words([unit, .. place, 0, (uint)width, 4, packed, (uint)width * 4]).Data(2, width * 4, 0),
            new GlRecords().Record(Opcodes.glCompressedTextureSubImage2DEXT).Words([1, .. place, 0, (uint)width, 4, packed, (uint)width * 4]).Data(2, width * 4, 0),
        })
        {
            peer.Submit(records.Record(Opcodes.glGetError).Reply(0, 8).Bytes, 1);
            Assert.NotEqual(0u, BitConverter.ToUInt32(peer.Reply(0)));
        }
        Assert.DoesNotContain(_server.Lines, line => line.Contains("warning", StringComparison.Ordinal));
    }

    [Fact]
    public void A_part_of_a_units_texture_is_written_at_once_and_in_lists_and_the_active_unit_stays()
    {
        const uint unit = 0x84C2, other = 0x84C1, format = 0x1908, type = 0x1401;
        using var peer = new GlPeer(_server);
        peer.Begin();
        peer.Slab[1024..1280].Fill(0x77);
        static GlRecords Part(GlRecords records, uint x) => records.Record(Opcodes.glMultiTexSubImage2DEXT).Words(unit, 0x0DE1, 0, x, 0, 1, 1, format, type).Data(2, 4, 1024);
        var records = new GlRecords().Record(Opcodes.glActiveTexture).Word(unit).Record(Opcodes.glBindTexture).Words(0x0DE1, 1)
            .Record(Opcodes.glTexImage2D).Words(0x0DE1, 0, format, 4, 1, 0, format, type).Data(2, 16, 0).Record(Opcodes.glActiveTexture).Word(other);
        Part(records, 1).Record(Opcodes.glNewList).Words(1, 0x1300);
        Part(records, 3).Record(Opcodes.glEndList).Record(Opcodes.glActiveTexture).Word(0x84C0).Record(Opcodes.glCallList).Word(1);
        peer.Submit(records.Record(Opcodes.glGetIntegerv).Word(0x84E0).Reply(0, 64).Record(Opcodes.glActiveTexture).Word(unit)
            .Record(Opcodes.glGetTexImage).Words(0x0DE1, 0, format, type).Reply(0x80000000 + 4096, 16).Record(Opcodes.glGetError).Reply(128, 8).Bytes, 1);
        Assert.Equal(0x84C0u, BitConverter.ToUInt32(peer.Reply(0)));
        Assert.Equal(0u, BitConverter.ToUInt32(peer.Reply(128)));
        Assert.Equal("00000000777777770000000077777777", Convert.ToHexString(peer.Slab.Slice(4096 + 8, 16)));
    }

    [Theory]
    [InlineData("a divisor that is a lie", "with a divisor of")]
    [InlineData("a divisor of what has none", "with a divisor of")]
    [InlineData("arrays for the vertices of a transform feedback", "cannot have them")]
    [InlineData("an indirect draw from nowhere", "where none is bound")]
    [InlineData("pixels from nowhere", "NULL where pixels")]
    [InlineData("a stipple from nowhere", "NULL where pixels")]
    public void What_cannot_be_made_harmless_ends_the_session(string kind, string reason)
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        peer.SubmitWrong(Wrong(kind));
        _server.Until(() => _server.Lines.Any(line => line.Contains("broke the rules", StringComparison.Ordinal)), "nothing is said of it");
        Assert.Contains(reason, Assert.Single(_server.Lines, line => line.Contains("warning", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_given_in_one_context_are_none_of_another()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        peer.Submit(new GlRecords().Record(OwnRecords.CreateContext).Words(2, 1, 0, 0, 0, 0, 8, 8, 8, 8, 24, 8, 0, 0).Reply(0, 65536)
            .Record(OwnRecords.MakeCurrent).Words(2, 1, 1).Reply(65616, 8).Record(OwnRecords.MakeCurrent).Words(1, 1, 1).Reply(65616, 8).Bytes, 0);
        peer.Submit(Given(1 << 20).Bytes, 1);
        peer.Submit(new GlRecords().Record(Opcodes.glEnableClientState).Word(VertexArray).Bytes, 2);
        peer.SubmitWrong(new GlRecords().Record(Opcodes.glDrawArrays).Words(4, 0, 3).Bytes, 2);
    }

    [Fact]
    public void Only_binaries_that_the_driver_made_come_back_to_it()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        Put(peer, 4096, "void main() { gl_Position = vec4(0.0); }");
        Put(peer, 8192, "void main() { gl_FragColor = vec4(1.0); }");
        peer.Submit(new GlRecords().Record(Opcodes.glCreateShader).Word(0x8B31).Reply(0, 8).Record(Opcodes.glCreateShader).Word(0x8B30).Reply(16, 8)
            .Record(Opcodes.glCreateProgram).Reply(32, 8).Bytes, 1);
        var (vertex, fragment, program) = (Number(peer, 0), Number(peer, 16), Number(peer, 32));
        peer.Submit(Compile(Compile(new GlRecords(), vertex, 4096, 41), fragment, 8192, 42).Record(Opcodes.glAttachShader).Words(program, vertex)
            .Record(Opcodes.glAttachShader).Words(program, fragment).Record(Opcodes.glLinkProgram).Word(program)
            .Record(Opcodes.glGetProgramBinary).Words(program, 1 << 20).Reply(64, 4).Reply(80, 4).Reply(0x80000000 + (1 << 20), 1 << 20).Bytes, 1);
        var (bytes, format) = ((int)Number(peer, 64), Number(peer, 80));
        Assert.True(bytes > 0);
        var at = (1 << 20) + 8;
        Assert.Equal(1u, Linked(peer, program, format, at, bytes));
        peer.Slab[at + bytes - 1] ^= 1;
        Assert.Equal(0u, Linked(peer, program, format, at, bytes));
        peer.Slab[at + bytes - 1] ^= 1;
        Assert.Equal(1u, Linked(peer, program, format, at, bytes));
    }

    [Fact]
    public void Results_that_the_driver_writes_pass_through_memory_that_no_client_sees()
    {
        using var peer = new GlPeer(_server);
        peer.Begin();
        peer.Submit(new GlRecords().Record(Opcodes.glGenTextures).Word(4).Reply(0x80000000, 16).Record(Opcodes.glGenTextures).Word(4).Reply(0, 0).Bytes, 1);
        Assert.Equal(16u, BitConverter.ToUInt32(peer.Slab));
        Assert.Equal(4, Enumerable.Range(0, 4).Select(i => BitConverter.ToUInt32(peer.Slab[(8 + (i * 4))..].ToArray())).Distinct().Count(name => name != 0));
    }

    private static byte[] Harmless(string kind) => kind switch
    {
        "an array whose buffer was deleted" => Buffer(Array, 7, 64).Record(Opcodes.glVertexPointer).Words(3, Float, 0).Data(3, 0, 0x7EADBEE8)
            .Record(Opcodes.glEnableClientState).Word(VertexArray).Record(Opcodes.glDeleteBuffers).Word(1).Data(1, 4, 24).Raw(7, 0, 0, 0, 0, 0, 0, 0)
            .Record(Opcodes.glDrawArrays).Words(4, 0, 3).Bytes,
        "an attribute whose buffer was deleted" => Buffer(Array, 7, 64).Record(Opcodes.glVertexAttribPointer).Words(0, 3, Float, 0, 0).Data(3, 0, 0x7EADBEE8)
            .Record(Opcodes.glEnableVertexAttribArray).Word(0).Record(Opcodes.glDeleteBuffers).Word(1).Data(1, 4, 24).Raw(7, 0, 0, 0, 0, 0, 0, 0)
            .Record(Opcodes.glDrawArrays).Words(4, 0, 3).Bytes,
        "an array that nobody gave a pointer" => new GlRecords().Record(Opcodes.glEnableClientState).Word(VertexArray).Record(Opcodes.glDrawArrays).Words(4, 0x12345678, 3).Bytes,
        "an attribute that nobody gave a pointer" => new GlRecords().Record(Opcodes.glEnableVertexAttribArray).Word(0).Record(Opcodes.glDrawArrays).Words(4, 0x12345678, 3).Bytes,
        "texture coordinates that nobody gave a pointer" => Given(0).Record(Opcodes.glClientActiveTexture).Word(0x84C2).Record(Opcodes.glEnableClientState).Word(0x8078)
            .Record(Opcodes.glDrawArrays).Words(4, 0, 3).Bytes,
        "an array enabled as a capability" => new GlRecords().Record(Opcodes.glEnable).Word(VertexArray).Record(Opcodes.glDrawArrays).Words(4, 0x12345678, 3).Bytes,
        "an attribute of no buffer at an address" => new GlRecords().Record(Opcodes.glEnableVertexAttribArray).Word(0).Record(Opcodes.glBindVertexBuffer).Words(0, 0).Aligned().Words(0x12345678, 0, 16)
            .Record(Opcodes.glDrawArrays).Words(4, 0, 3).Bytes,
        "the arrays of the last draw" => Given(1 << 20).Record(Opcodes.glDrawArrays).Words(4, 1 << 20, 3).Record(Opcodes.glDrawArrays).Words(4, 0, 3).Bytes,
        "arrays of a draw between glBegin and glEnd" => new GlRecords().Record(Opcodes.glEnableClientState).Word(VertexArray).Record(Opcodes.glBegin).Word(4)
            .Record(Opcodes.glDrawArrays).Words(4, 0x12345678, 3).Record(Opcodes.glEnd).Record(Opcodes.glDrawArrays).Words(4, 0x12345678, 3).Bytes,
        "arrays that the driver refuses" => Given(0).Record(Opcodes.glDrawArrays).Words(4, 0, 3).Record(Opcodes.glEnableClientState).Word(0x8075)
            .Record(OwnRecords.ClientArrays).Words(2, 1 << 20, 3, 0, 0).Words(0, 2, Float, 0, 0, 0, 4096, 24).Words(1, 3, 0x1405, 0, 0, 0, 4096, 64)
            .Record(Opcodes.glDrawArrays).Words(4, 1 << 20, 3).Bytes,
        "an attribute that has the buffer of another one" => Given(0).Record(Opcodes.glVertexAttribBinding).Words(5, 3).Record(Opcodes.glEnableVertexAttribArray).Word(5)
            .Record(OwnRecords.ClientArrays).Words(1, 1 << 20, 3, 0, 0).Words(16 + 3, 2, Float, 0, 0, 0, 4096, 24).Record(Opcodes.glDrawArrays).Words(4, 1 << 20, 3).Bytes,
        "a range of indices that is a lie" => Given(0).Record(Opcodes.glDrawRangeElements).Words(4, 0, int.MaxValue, 3, Short).Data(1, 6, 40).Raw(0, 0, 1, 0, 2, 0, 0, 0).Bytes,
        "indices behind the element buffer" => Drawable().Record(Opcodes.glDrawElements).Words(4, 1 << 20, Short).Data(3, 0, 8).Record(Opcodes.glDrawElements).Words(4, 3, Short).Data(3, 0, 1L << 40).Bytes,
        "an odd offset of indices" => Drawable().Record(Opcodes.glDrawElements).Words(4, 3, 0x1405).Data(3, 0, 3).Record(Opcodes.glDrawElements).Words(4, 3, Short).Data(3, 0, -1).Bytes,
        "vertices behind the buffer" => Drawable().Record(Opcodes.glDrawArrays).Words(4, 0x7FFFFFF0, 12).Record(Opcodes.glDrawArrays).Words(0, 1000, 100_000).Bytes,
        "an indirect draw behind the buffer" => With(Drawable(), Indirect, 3, 64).Record(Opcodes.glDrawArraysIndirect).Word(4).Data(3, 0, 56).Record(Opcodes.glMultiDrawArraysIndirect).Word(4).Data(3, 0, 0)
            .Words(1 << 30, 1 << 20).Record(Opcodes.glDrawElementsIndirect).Words(4, Short).Data(3, 0, -4).Bytes,
        "many draws behind the buffers" => Drawable().Record(Opcodes.glMultiDrawArrays).Word(4).Data(1, 8, 48).Data(1, 8, 56).Word(2)
            .Raw(0, 0, 0, 0x70, 0, 0, 0, 0, 3, 0, 0, 0, 255, 255, 0, 0).Bytes,
        "pixels behind the unpack buffer" => Buffer(0x88EC, 4, 64).Record(Opcodes.glTexImage2D).Words(0x0DE1, 0, 0x1908, 64, 64, 0, 0x1908, 0x1401).Data(3, 0, 32)
            .Record(Opcodes.glTexImage2D).Words(0x0DE1, 0, 0x1908, 4, 4, 0, 0x1908, 0x1401).Data(3, 0, -32).Record(Opcodes.glDrawPixels).Words(64, 64, 0x1908, 0x1401).Data(3, 0, 0)
            .Record(Opcodes.glBitmap).Words(4096, 4096, 0, 0, 0, 0).Data(3, 0, 1).Record(Opcodes.glPolygonStipple).Data(3, 0, 0).Bytes,
        "pixels behind the pack buffer" => Buffer(0x88EB, 4, 64).Record(Opcodes.glReadPixels).Words(0, 0, 64, 64, 0x1908, 0x1401).Reply(0, uint.MaxValue)
            .Record(Opcodes.glReadPixels).Words(0, 0, 2, 2, 0x1908, 0x1401).Reply(0xFFFFFFF0, uint.MaxValue).Bytes,
        "huge rows of pixels in a buffer" => Rows(Buffer(0x88EC, 4, 4096)).Record(Opcodes.glTexImage3D).Words(0x806F, 0, 0x1908, 4, 4, 4, 0, 0x1908, 0x1401).Data(3, 0, 0)
            .Record(Opcodes.glTexSubImage2D).Words(0x0DE1, 0, 0, 0, 4, 4, 0x1908, 0x1401).Data(3, 0, 8).Bytes,
        "lengths of shader texts" => new GlRecords().Record(Opcodes.glCreateShader).Word(0x8B31).Reply(0, 8)
            .Record(Opcodes.glShaderSource).Words(1, 1).Data(1, 8, 48).Data(1, 8, 56).Raw("v(){}  \0"u8.ToArray()).Raw(0, 0, 0, 0x70, 0, 0, 0, 0).Bytes,
        "a fence of a group that is gone" => new GlRecords().Record(OwnRecords.CreateContext).Words(3, 0, 0, 0, 0, 0, 8, 8, 8, 8, 24, 8, 0, 0).Reply(0, 65536).Record(OwnRecords.MakeCurrent).Words(3, 1, 1).Reply(0, 8)
            .Record(Opcodes.glFenceSync).Words(0x9117, 0).Aligned().Words(9, 0).Record(OwnRecords.MakeCurrent).Words(1, 1, 1).Reply(0, 8).Record(OwnRecords.DestroyContext).Word(3)
            .Record(Opcodes.glClientWaitSync).Aligned().Words(9, 0).Word(0).Aligned().Words(0, 0).Reply(0, 8).Record(Opcodes.glDeleteSync).Aligned().Words(9, 0).Bytes,
        "deep parentheses in a shader" => Deep(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such records"),
    };

    private static byte[] Wrong(string kind) => kind switch
    {
        "a divisor that is a lie" => new GlRecords().Record(Opcodes.glEnableVertexAttribArray).Word(0).Record(Opcodes.glVertexAttribDivisor).Words(1, 1)
            .Record(OwnRecords.ClientArrays).Words(1, 0, 1 << 20, 0, 0).Words(16, 2, Float, 0, 0, 1 << 20, 4096, 24).Record(Opcodes.glDrawArrays).Words(4, 0, 1 << 20).Bytes,
        "a divisor of what has none" => new GlRecords().Record(Opcodes.glEnableClientState).Word(VertexArray)
            .Record(OwnRecords.ClientArrays).Words(1, 0, 1 << 20, 0, 0).Words(0, 2, Float, 0, 0, 1 << 20, 4096, 24).Record(Opcodes.glDrawArrays).Words(4, 0, 1 << 20).Bytes,
        "arrays for the vertices of a transform feedback" => Given(0).Record(Opcodes.glDrawTransformFeedback).Words(4, 0).Bytes,
        "an indirect draw from nowhere" => new GlRecords().Record(Opcodes.glDrawArraysIndirect).Word(4).Data(0, 0, 0).Bytes,
        "pixels from nowhere" => new GlRecords().Record(Opcodes.glDrawPixels).Words(4, 4, 0x1908, 0x1401).Data(0, 0, 0).Bytes,
        "a stipple from nowhere" => new GlRecords().Record(Opcodes.glPolygonStipple).Data(0, 0, 0).Bytes,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such records"),
    };

    /// <summary>Three elements of the client's memory for the next draw.</summary>
    private static GlRecords Given(uint first) => new GlRecords().Record(Opcodes.glEnableClientState).Word(VertexArray)
        .Record(OwnRecords.ClientArrays).Words(1, first, 3, 0, 0).Words(0, 2, Float, 0, 0, 0, 4096, 24);

    private static GlRecords Buffer(uint target, uint name, uint bytes) => With(new GlRecords(), target, name, bytes);

    private static GlRecords With(GlRecords records, uint target, uint name, uint bytes) => records.Record(Opcodes.glBindBuffer).Words(target, name)
        .Record(Opcodes.glBufferData).Word(target).Aligned().Words(bytes, 0).Data(2, (int)bytes, 0).Word(0x88E4);

    /// <summary>Vertices and indices in small buffers.</summary>
    private static GlRecords Drawable() => With(Buffer(Array, 1, 64), Element, 2, 16).Record(Opcodes.glVertexPointer).Words(2, Float, 0).Data(3, 0, 0)
        .Record(Opcodes.glEnableClientState).Word(VertexArray);

    private static GlRecords Rows(GlRecords records)
    {
        foreach (var name in new uint[] { 0x0CF2, 0x0CF3, 0x0CF4, 0x806D, 0x806E })
            records.Record(Opcodes.glPixelStorei).Words(name, int.MaxValue);
        return records;
    }

    private static byte[] Deep()
    {
        var text = Encoding.UTF8.GetBytes($"void main() {{ gl_Position = vec4({new string('(', 20_000)}0.0{new string(')', 20_000)}); }}\0");
        return new GlRecords().Record(Opcodes.glCreateShader).Word(0x8B31).Reply(0, 8).Record(Opcodes.glShaderSource).Words(1, 1).Data(1, text.Length, 48).Data(0, 0, 0).Raw(text)
            .Record(Opcodes.glCompileShader).Word(1).Bytes;
    }

    private static void Put(GlPeer peer, int at, string text) => Encoding.UTF8.GetBytes(text + '\0').CopyTo(peer.Slab[at..]);

    private static GlRecords Compile(GlRecords records, uint shader, int at, int bytes) =>
        records.Record(Opcodes.glShaderSource).Words(shader, 1).Data(2, bytes, at).Data(0, 0, 0).Record(Opcodes.glCompileShader).Word(shader);

    private static uint Number(GlPeer peer, int at) => BitConverter.ToUInt32(peer.Reply(at));

    private static uint Linked(GlPeer peer, uint program, uint format, int at, int bytes)
    {
        peer.Submit(new GlRecords().Record(Opcodes.glProgramBinary).Words(program, format).Data(2, bytes, at).Word((uint)bytes)
            .Record(Opcodes.glGetProgramiv).Words(program, 0x8B82).Reply(96, 16).Bytes, 1);
        return Number(peer, 96);
    }
}
