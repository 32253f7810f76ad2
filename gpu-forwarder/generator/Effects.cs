// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Seamless.Gpu.Generator;

/// <summary>Which of glGet's answers may be others after a command.</summary>
internal enum Effect
{
    /// <summary>None that the client keeps.</summary>
    None,
    /// <summary>Values of uniforms.</summary>
    Uniforms,
    /// <summary>Those that it has from the server, but none of what it follows itself (client/src/shadow.rs).</summary>
    Answers,
    /// <summary>All. What no table names is this.</summary>
    All,
}

internal static partial class Effects
{
    public static Effect Of(Command command) => OfUniforms().IsMatch(command.Name) ? Effect.Uniforms :
        Nothing().IsMatch(command.Name) ? Effect.None : OnlyAnswers().IsMatch(command.Name) ? Effect.Answers : Effect.All;

    [GeneratedRegex("^gl(Program)?Uniform")]
    private static partial Regex OfUniforms();

    // Current colours, normals and the like are never kept.
    [GeneratedRegex("^gl(DrawArrays|DrawElements|DrawRangeElements|MultiDraw|Vertex[234P]|VertexAttrib[1-4ILP]\\d?|Normal[3P]|(Multi)?TexCoord[1-4P]"
        + "|Color[34P]|SecondaryColor|FogCoord[fd]|Index[dfisu]|EdgeFlag|Clear$|ClearBuffer|ClearNamed|ClearTex|Get|Is|Light[fi]|Material[fi]|(Named)?BufferSubData"
        + "|Tex(ture)?SubImage|Rect|Eval|Flush|Finish|DebugMessage|ObjectLabel|PushDebug|PopDebug)")]
    private static partial Regex Nothing();

    [GeneratedRegex("^gl(TexParameter|TextureParameter|TexEnv|TexGen|TexImage|TexStorage|CopyTex|CompressedTex|GenerateMipmap|ColorMask$|Clear(Color|Depth|Stencil|Accum|Index)"
        + "|LineWidth|LineStipple|PointSize|PointParameter|Polygon|Stencil|AlphaFunc|LogicOp|BlendColor|BlendEquation|Hint|Fog[fi]|DepthRange|LightModel|ColorMaterial"
        + "|RasterPos|WindowPos|Pixel|Framebuffer|Renderbuffer|BindRenderbuffer|DrawBuffer|ReadBuffer|SampleCoverage|Sampler|BindSampler|ProvokingVertex|PatchParameter"
        + "|Delete(Framebuffers|Renderbuffers|Queries|Samplers)$|Invalidate(Sub)?Framebuffer$|QueryCounter$|(Attach|Detach|Compile|Create|Delete)Shader|CreateProgram|BindAttrib|BindFrag|ValidateProgram|ProgramParameter|TransformFeedbackVaryings"
        + "|VertexAttrib|VertexBinding|BindVertexBuffer|Begin|End|Dispatch|MemoryBarrier|ListBase|DeleteLists|GenLists|Map[12G]|ClampColor|PrioritizeTextures|PopName|PushName|LoadName"
        + "|MultiTex(?!Env)|CopyMultiTex|CompressedMultiTex|Texture(Image|Buffer|Storage|Renderbuffer)|Generate(Texture|MultiTex)|NamedRenderbuffer|NamedProgram|NamedFramebuffer"
        + "|InitNames|PassThrough|(Push|Pop)Matrix|BlitFramebuffer|Check(Named)?Framebuffer|CopyPixels|Accum$|PushAttrib)")]
    private static partial Regex OnlyAnswers();
}
