// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Generator;
using Xunit;

namespace Seamless.Tests.Anywhere.Forwarder;

/// <summary>The generator against a registry of five commands, written as Khronos writes its own.</summary>
public sealed class GeneratorTests : IDisposable
{
    private const string Registry = """
        <registry>
          <enums><enum value="0x1200" name="GL_AMBIENT"/><enum value="0x0D33" name="GL_MAX_TEXTURE_SIZE"/></enums>
          <commands>
            <command><proto>void <name>glUniform2f</name></proto><param><ptype>GLint</ptype> <name>location</name></param><param><ptype>GLfloat</ptype> <name>v0</name></param><param><ptype>GLfloat</ptype> <name>v1</name></param></command>
            <command><proto>void <name>glUniform2fARB</name></proto><param><ptype>GLint</ptype> <name>location</name></param><param><ptype>GLfloat</ptype> <name>v0</name></param><param><ptype>GLfloat</ptype> <name>v1</name></param><alias name="glUniform2f"/></command>
            <command><proto>void <name>glDepthRange</name></proto><param><ptype>GLdouble</ptype> <name>n</name></param><param><ptype>GLbyte</ptype> <name>f</name></param></command>
            <command><proto>void <name>glUniform4fv</name></proto><param><ptype>GLint</ptype> <name>location</name></param><param><ptype>GLsizei</ptype> <name>count</name></param><param len="count*4">const <ptype>GLfloat</ptype> *<name>value</name></param></command>
            <command><proto><ptype>GLboolean</ptype> <name>glIsTexture</name></proto><param><ptype>GLuint</ptype> <name>texture</name></param></command>
            <command><proto><ptype>GLsync</ptype> <name>glFenceSync</name></proto><param><ptype>GLenum</ptype> <name>condition</name></param></command>
            <command><proto>void <name>glLightfv</name></proto><param><ptype>GLenum</ptype> <name>pname</name></param><param len="COMPSIZE(pname)">const <ptype>GLfloat</ptype> *<name>params</name></param></command>
          </commands>
          <feature api="gl" name="GL_VERSION_1_0"><require>
            <command name="glUniform2f"/><command name="glDepthRange"/><command name="glUniform4fv"/><command name="glIsTexture"/><command name="glFenceSync"/><command name="glLightfv"/>
          </require></feature>
          <extensions>
            <extension name="GL_ARB_first"><require><command name="glUniform2fARB"/></require></extension>
            <extension name="GL_ARB_strange"><require><command name="glStrange"/></require></extension>
          </extensions>
        </registry>
        """;

    private const string Light = "glLightfv params=in:pname(pname)\ncount 4 GL_AMBIENT\n";

    private readonly string _xml = Path.GetTempFileName();

    public GeneratorTests() => File.WriteAllText(_xml, Registry);

    public void Dispose() => File.Delete(_xml);

    [Fact]
    public void Commands_are_numbered_by_name_and_second_names_have_no_number()
    {
        var api = Load(Light);
        Assert.Equal(["glDepthRange", "glFenceSync", "glIsTexture", "glLightfv", "glUniform2f", "glUniform4fv"], api.Recorded.Select(c => c.Name));
        Assert.Equal(Enumerable.Range(256, 6), api.Recorded.Select(c => c.Opcode));
        Assert.Equal(["glUniform2fARB"], Of(api, "glUniform2f").Aliases);
    }

    [Fact]
    public void Arguments_lie_where_the_stream_says()
    {
        var api = Load(Light);
        Assert.Equal([4, 8, 12], Of(api, "glUniform2f").Fields.Select(f => f.Offset));
        Assert.Equal(16, Of(api, "glUniform2f").Fixed);
        Assert.Equal([8, 16], Of(api, "glDepthRange").Fields.Select(f => f.Offset));
        Assert.Equal(24, Of(api, "glDepthRange").Fixed);
        Assert.Equal([4, 8, 16], Of(api, "glUniform4fv").Fields.Select(f => f.Offset));
        Assert.Equal(32, Of(api, "glUniform4fv").Fixed);
        Assert.Equal((8, 16), (Of(api, "glIsTexture").ReturnOffset, Of(api, "glIsTexture").Fixed));
        Assert.Equal((8, 16), (Of(api, "glFenceSync").ReturnOffset, Of(api, "glFenceSync").Fixed));
    }

    [Fact]
    public void Both_languages_get_the_same_places_and_sizes()
    {
        var api = Load(Light);
        var rust = RustEmitter.Files(api).ToDictionary(f => f.Name, f => f.Text);
        var csharp = CSharpEmitter.Files(api).ToDictionary(f => f.Name, f => f.Text);
        Assert.Contains("cx.record(opcodes::glUniform4fv, 32, &[&value])", rust["encode.rs"], StringComparison.Ordinal);
        Assert.Contains("rec.input(16, &value)", rust["encode.rs"], StringComparison.Ordinal);
        Assert.Contains("(count as i64)*4", rust["exports.rs"], StringComparison.Ordinal);
        Assert.Contains("x.Input(r, 16, ((long)a_count*4) * 4L, false)", csharp["Decoders.g.cs"], StringComparison.Ordinal);
        Assert.Contains("var a_f = (sbyte)*(int*)(r + 16);", csharp["Decoders.g.cs"], StringComparison.Ordinal);
        Assert.Contains("x.KeepSync(*(ulong*)(r + 8), result)", csharp["Decoders.g.cs"], StringComparison.Ordinal);
        Assert.Contains("0x1200 => 4", csharp["Counts.g.cs"], StringComparison.Ordinal);
        Assert.Contains("0x1200 => 4", rust["counts.rs"], StringComparison.Ordinal);
        Assert.Contains($"0x{api.Hash:x16}", rust["opcodes.rs"], StringComparison.Ordinal);
        Assert.Contains($"0x{api.Hash:x16}", csharp["Opcodes.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_changes_with_any_layout_and_with_nothing_else()
    {
        var hash = Load(Light).Hash;
        Assert.Equal(hash, Load(Light).Hash);
        Assert.Equal(hash, Load(Light + "hand glUniform2f\n").Hash);
        Assert.NotEqual(hash, Load(Light + "local glUniform2f\n").Hash);
        Assert.NotEqual(hash, Load("glLightfv params=place:pname(pname)\ncount 4 GL_AMBIENT\n").Hash);
    }

    [Fact]
    public void An_extension_is_offered_when_all_its_commands_are_there()
    {
        Assert.Equal(["GL_ARB_first"], Load(Light).Extensions);
        Assert.Empty(Load(Light + "hide GL_ARB_first\n").Extensions);
        Assert.Empty(Load(Light + "unsupported glUniform2f\n").Extensions);
    }

    [Fact]
    public void What_is_set_apart_is_a_command_of_its_own_and_tells_of_the_names_that_it_makes()
    {
        var api = Load(Light + "extension GL_ARB_first\napart glUniform2fARB\nnames Buffer glIsTexture\n");
        Assert.Equal("glUniform2fARB", Of(api, "glUniform2fARB").Name);
        Assert.Empty(Of(api, "glUniform2f").Aliases);
        var exports = RustEmitter.Files(api).Single(f => f.Name == "exports.rs").Text;
        Assert.Contains("cx.named(crate::names::Kind::Buffer, texture);", exports, StringComparison.Ordinal);
        Assert.Equal(["glUniform2fARB"], Of(Load(Light + "extension GL_ARB_first\n"), "glUniform2f").Aliases);
    }

    [Fact]
    public void A_size_that_nobody_knows_and_a_rule_for_nothing_are_mistakes()
    {
        Assert.Contains("glLightfv", Assert.Throws<RuleException>(() => Load("")).Message, StringComparison.Ordinal);
        Assert.Contains("glNothing", Assert.Throws<RuleException>(() => Load(Light + "hand glNothing\n")).Message, StringComparison.Ordinal);
        Assert.Contains("line", Assert.Throws<RuleException>(() => Load(Light + "glUniform4fv value=in:line*4\n") is var api ? CSharpEmitter.Files(api).ToList() : null).Message, StringComparison.Ordinal);
        Assert.Throws<RuleException>(() => Load(Light + "strange words\n"));
    }

    private Api Load(string rules) => Api.Load(_xml, Seamless.Gpu.Generator.Rules.Parse(rules));

    private static Command Of(Api api, string name) => api.Commands.Single(c => c.Name == name);
}
