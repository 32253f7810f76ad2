// SPDX-License-Identifier: Apache-2.0
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>All that clients ask of a program that was linked, or a shader that was compiled, in one answer (STREAM.md, "Own records").</summary>
internal unsafe ref struct ProgramAnswers
{
    private readonly GL _gl;
    private readonly byte* _start;
    private readonly long _capacity;
    private long _used;

    private ProgramAnswers(GL gl, byte* start, long capacity)
    {
        _gl = gl;
        _start = start;
        _capacity = capacity;
    }

    public static void Write(Executor x, uint name, bool isShader, byte* r, int at)
    {
        _ = x.Context;
        var capacity = x.Reply(r, at).Capacity;
        var into = x.Output(r, at, capacity);
        var answers = new ProgramAnswers(x.Gl, into, capacity);
        if (isShader ? !x.Gl.IsShader(name) : !x.Gl.IsProgram(name))
            return; // the program asks each thing for itself and gets its error
        if (isShader)
            answers.Shader(name);
        else
            answers.Program(name);
        x.Written(r, at, answers._used <= capacity ? (int)answers._used : 0);
    }

    private void Shader(uint shader)
    {
        int Value(in ProgramAnswers answers, ShaderParameterName name)
        {
            int value;
            answers._gl.GetShader(shader, name, &value);
            return value;
        }
        Word(Value(this, ShaderParameterName.CompileStatus));
        Word(Value(this, ShaderParameterName.ShaderType));
        Word(Value(this, ShaderParameterName.ShaderSourceLength));
        var length = Value(this, ShaderParameterName.InfoLogLength);
        Word(length);
        var log = Room(length);
        if (log is not null)
            _gl.GetShaderInfoLog(shader, (uint)length, null, log);
    }

    private void Program(uint program)
    {
        int Value(in ProgramAnswers answers, ProgramPropertyARB name)
        {
            int value;
            answers._gl.GetProgram(program, name, &value);
            return value;
        }
        var isLinked = Value(this, ProgramPropertyARB.LinkStatus);
        Word(isLinked);
        var length = Value(this, ProgramPropertyARB.InfoLogLength);
        Word(length);
        var log = Room(length);
        if (log is not null)
            _gl.GetProgramInfoLog(program, (uint)length, null, log);
        if (isLinked == 0)
            return;
        var (uniforms, longest) = (Value(this, ProgramPropertyARB.ActiveUniforms), Value(this, ProgramPropertyARB.ActiveUniformMaxLength));
        Word(uniforms);
        Word(longest);
        for (var i = 0u; i < uniforms && _used <= _capacity; i++)
            Variable(program, i, longest, isUniform: true);
        var (attribs, longestAttrib) = (Value(this, ProgramPropertyARB.ActiveAttributes), Value(this, ProgramPropertyARB.ActiveAttributeMaxLength));
        Word(attribs);
        Word(longestAttrib);
        for (var i = 0u; i < attribs && _used <= _capacity; i++)
            Variable(program, i, longestAttrib, isUniform: false);
    }

    /// <summary>Location, size, type, length of the name and the name, its zero included, padded to 4.</summary>
    private void Variable(uint program, uint index, int longest, bool isUniform)
    {
        const int words = 4 * sizeof(int);
        longest = Math.Max(longest, 1);
        if (_used + words + longest > _capacity)
        {
            _used = _capacity + 1;
            return;
        }
        var variable = (int*)(_start + _used);
        var name = (byte*)(variable + 4);
        name[0] = 0;
        uint length = 0;
        if (isUniform)
            _gl.GetActiveUniform(program, index, (uint)longest, &length, variable + 1, (GLEnum*)(variable + 2), name);
        else
            _gl.GetActiveAttrib(program, index, (uint)longest, &length, variable + 1, (GLEnum*)(variable + 2), name);
        variable[0] = isUniform ? _gl.GetUniformLocation(program, name) : _gl.GetAttribLocation(program, name);
        variable[3] = (int)length;
        _used += words + ((length + 4) & ~3);
    }

    private void Word(int value)
    {
        var room = Room(sizeof(int));
        if (room is not null)
            *(int*)room = value;
    }

    /// <summary>The next bytes, padded to 4; null where there are no more.</summary>
    private byte* Room(int bytes)
    {
        var at = _used;
        _used += (Math.Max(bytes, 0) + 3L) & ~3;
        return _used <= _capacity && bytes > 0 ? _start + at : null;
    }
}
