// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>Object names in advance, so that the client can hand them out without waiting.</summary>
internal static unsafe class Names
{
    public static void Make(Executor x, uint kind, uint count, byte* r, int at)
    {
        if (count > StreamLimits.NamesAtOnce)
            throw new StreamException($"{count} names at once");
        if (!x.HasContext)
            throw new StreamException("no context is current");
        var names = (uint*)x.Output(r, at, count * sizeof(uint));
        // An error of an earlier command is none of this one.
        _ = x.Succeeded();
        switch (kind)
        {
            case 0: x.Gl.GenBuffers(count, names); break;
            case 1: x.Gl.GenTextures(count, names); break;
            case 2: x.Gl.GenFramebuffers(count, names); break;
            case 3: x.Gl.GenRenderbuffers(count, names); break;
            case 4: x.Gl.GenQueries(count, names); break;
            case 5: x.Gl.GenSamplers(count, names); break;
            case 6: x.Gl.GenVertexArrays(count, names); break;
            case 7: x.Gl.GenTransformFeedbacks(count, names); break;
            case 8: x.Gl.GenProgramPipelines(count, names); break;
            case 9:
                for (var i = 0u; i < count; i++)
                    names[i] = x.Gl.CreateProgram();
                break;
            case 10 or 11:
                for (var i = 0u; i < count; i++)
                    names[i] = x.Gl.CreateShader(kind == 10 ? ShaderType.VertexShader : ShaderType.FragmentShader);
                break;
            default: throw new StreamException($"names of kind {kind}");
        }
        x.Written(r, at, x.Succeeded() ? count * sizeof(uint) : 0);
    }
}
