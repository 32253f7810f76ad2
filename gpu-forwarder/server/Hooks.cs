// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>Commands that the server looks at before the driver does; "hook" in commands.rules, by GL's own names.</summary>
internal static unsafe partial class Hooks
{
    public static uint glGetError(Executor x)
    {
        var driver = (uint)x.Gl.GetError();
        var kept = x.Context.Error;
        x.Context.Error = 0;
        return kept != 0 ? kept : driver;
    }

    public static void glFlush(Executor x) => x.Gl.Flush();

    public static void glFinish(Executor x) => x.Gl.Finish();

    public static void glDeleteSync(Executor x, nint sync)
    {
        x.ForgetSync(sync);
        x.Gl.DeleteSync(sync);
    }

    public static void glGetProgramBinary(Executor x, uint program, int room, nint length, nint format, nint binary)
    {
        x.Gl.GetProgramBinary(program, (uint)Math.Max(room, 0), (uint*)length, (GLEnum*)format, (void*)binary);
        if (*(int*)length > 0 && *(int*)length <= room)
            x.Binaries.Made(new ReadOnlySpan<byte>((void*)binary, *(int*)length));
    }

    /// <summary>Of a strange binary the driver sees zeros, which it refuses as GL says: the program is not linked.</summary>
    public static void glProgramBinary(Executor x, uint program, uint format, nint binary, int length)
    {
        var known = length > 0 && x.Binaries.IsOurs(new ReadOnlySpan<byte>((void*)binary, length));
        var zeros = stackalloc byte[256];
        new Span<byte>(zeros, 256).Clear();
        x.Gl.ProgramBinary(program, (GLEnum)format, known ? (void*)binary : zeros, (uint)(known ? length : Math.Clamp(length, 0, 256)));
    }

    /// <summary>OpenGL ES has no such command; there the buffer is mapped for it.</summary>
    public static void glGetBufferSubData(Executor x, uint target, nint offset, nint size, nint data)
    {
        if (x.Context.IsDesktop)
        {
            x.Gl.GetBufferSubData((GLEnum)target, offset, (nuint)size, (void*)data);
            return;
        }
        var mapped = x.Gl.MapBufferRange((GLEnum)target, offset, (nuint)size, (uint)MapBufferAccessMask.ReadBit);
        if (mapped is null)
            return;
        System.Buffer.MemoryCopy(mapped, (void*)data, size, size);
        x.Gl.UnmapBuffer((GLEnum)target);
    }

    /// <summary>What the driver has written in the mode that ends is there with the number of it.</summary>
    public static int glRenderMode(Executor x, uint mode)
    {
        var written = ((delegate* unmanaged<uint, int>)x.Functions[Opcodes.glRenderMode - Opcodes.First])(mode);
        foreach (var reply in x.Context.Kept.Values)
            x.Written(reply, reply.Capacity);
        return written;
    }

    public static void glPixelStorei(Executor x, uint name, int value)
    {
        x.Context.PixelStore.Set(name, value);
        x.Gl.PixelStore((GLEnum)name, value);
    }

    public static void glPixelStoref(Executor x, uint name, float value)
    {
        x.Context.PixelStore.Set(name, float.IsFinite(value) ? (int)Math.Clamp(Math.Round(value), int.MinValue, int.MaxValue) : -1);
        x.Gl.PixelStore((GLEnum)name, value);
    }

    public static void glDrawBuffer(Executor x, uint buffer) => x.Gl.DrawBuffer((GLEnum)OfSurface(x, buffer, Binding.GL_DRAW_FRAMEBUFFER_BINDING));

    public static void glReadBuffer(Executor x, uint buffer) => x.Gl.ReadBuffer((GLEnum)OfSurface(x, buffer, Binding.GL_READ_FRAMEBUFFER_BINDING));

    public static void glDrawBuffers(Executor x, int count, nint buffers)
    {
        var translated = Translated(x, count, buffers, x.Integer(Binding.GL_DRAW_FRAMEBUFFER_BINDING) == 0);
        ((delegate* unmanaged<int, nint, void>)x.Functions[Opcodes.glDrawBuffers - Opcodes.First])(count, translated);
    }

    public static void glNamedFramebufferDrawBuffer(Executor x, uint framebuffer, uint buffer) =>
        x.Gl.NamedFramebufferDrawBuffer(framebuffer, (GLEnum)(framebuffer == 0 ? Only(x, buffer) : buffer));

    public static void glNamedFramebufferReadBuffer(Executor x, uint framebuffer, uint buffer) =>
        x.Gl.NamedFramebufferReadBuffer(framebuffer, (GLEnum)(framebuffer == 0 ? Only(x, buffer) : buffer));

    public static void glNamedFramebufferDrawBuffers(Executor x, uint framebuffer, int count, nint buffers) =>
        ((delegate* unmanaged<uint, int, nint, void>)x.Functions[Opcodes.glNamedFramebufferDrawBuffers - Opcodes.First])(framebuffer, count, Translated(x, count, buffers, framebuffer == 0));

    public static void glFramebufferDrawBufferEXT(Executor x, uint framebuffer, uint buffer) =>
        ((delegate* unmanaged<uint, uint, void>)x.Functions[Opcodes.glFramebufferDrawBufferEXT - Opcodes.First])(framebuffer, framebuffer == 0 ? Only(x, buffer) : buffer);

    public static void glFramebufferReadBufferEXT(Executor x, uint framebuffer, uint buffer) =>
        ((delegate* unmanaged<uint, uint, void>)x.Functions[Opcodes.glFramebufferReadBufferEXT - Opcodes.First])(framebuffer, framebuffer == 0 ? Only(x, buffer) : buffer);

    public static void glFramebufferDrawBuffersEXT(Executor x, uint framebuffer, int count, nint buffers) =>
        ((delegate* unmanaged<uint, int, nint, void>)x.Functions[Opcodes.glFramebufferDrawBuffersEXT - Opcodes.First])(framebuffer, count, Translated(x, count, buffers, framebuffer == 0));

    public static void glGetTexImage(Executor x, uint target, int level, uint format, uint type, nint pixels, byte* r, int at) =>
        Image(x, r, at, pixels, room => LevelImage(x, target, level, new PixelLayout(format, type), room, pixels));

    public static void glGetnTexImage(Executor x, uint target, int level, uint format, uint type, int size, nint pixels, byte* r, int at) =>
        Image(x, r, at, pixels, room => LevelImage(x, target, level, new PixelLayout(format, type), Math.Min((uint)Math.Max(size, 0), room), pixels));

    public static void glGetTextureImage(Executor x, uint texture, int level, uint format, uint type, int size, nint pixels, byte* r, int at) =>
        Image(x, r, at, pixels, room => x.Gl.GetTextureImage(texture, level, (GLEnum)format, (GLEnum)type, Math.Min((uint)Math.Max(size, 0), room), (void*)pixels));

    /// <summary>As long as the driver says, and no longer than the client has room for.</summary>
    public static void glGetProgramStringARB(Executor x, uint target, uint name, nint into, byte* r, int at)
    {
        var reply = x.Reply(r, at);
        if (reply.IsInBuffer)
            throw new StreamException("a text into a buffer where none can go");
        int length = 0;
        _ = x.Succeeded();
        ((delegate* unmanaged<uint, uint, int*, void>)x.Functions[Opcodes.glGetProgramivARB - Opcodes.First])(target, 0x8627, &length); // PROGRAM_LENGTH
        var text = x.Arena(Math.Max(length, 0));
        ((delegate* unmanaged<uint, uint, byte*, void>)x.Functions[Opcodes.glGetProgramStringARB - Opcodes.First])(target, name, text);
        var bytes = x.Succeeded() ? Math.Min(length, reply.Capacity) : 0;
        System.Buffer.MemoryCopy(text, (void*)into, reply.Capacity, bytes);
        x.Written(r, at, bytes);
    }

    public static void glGetCompressedTexImage(Executor x, uint target, int level, nint image, byte* r, int at) =>
        Image(x, r, at, image, room => CompressedImage(x, target, level, room, image));

    public static void glGetnCompressedTexImage(Executor x, uint target, int level, int size, nint image, byte* r, int at) =>
        Image(x, r, at, image, room => CompressedImage(x, target, level, Math.Min((uint)Math.Max(size, 0), room), image));

    public static void glGetCompressedTextureImage(Executor x, uint texture, int level, int size, nint image, byte* r, int at) =>
        Image(x, r, at, image, room => x.Gl.GetCompressedTextureImage(texture, level, Math.Min((uint)Math.Max(size, 0), room), (void*)image));

    public static void glGetCompressedTextureSubImage(Executor x, uint texture, int level, int left, int bottom, int front, int width, int height, int depth, int size, nint image, byte* r, int at) =>
        Image(x, r, at, image, room => x.Gl.GetCompressedTextureSubImage(texture, level, left, bottom, front, (uint)width, (uint)height, (uint)depth, Math.Min((uint)Math.Max(size, 0), room), (void*)image));

    public static void glGetPixelMapfv(Executor x, uint map, nint values, byte* r, int at) => Map(x, (Opcodes.glGetnPixelMapfv, map, int.MaxValue), values, r, at);

    public static void glGetPixelMapuiv(Executor x, uint map, nint values, byte* r, int at) => Map(x, (Opcodes.glGetnPixelMapuiv, map, int.MaxValue), values, r, at);

    public static void glGetPixelMapusv(Executor x, uint map, nint values, byte* r, int at) => Map(x, (Opcodes.glGetnPixelMapusv, map, int.MaxValue), values, r, at);

    public static void glGetnPixelMapfv(Executor x, uint map, int size, nint values, byte* r, int at) => Map(x, (Opcodes.glGetnPixelMapfv, map, size), values, r, at);

    public static void glGetnPixelMapuiv(Executor x, uint map, int size, nint values, byte* r, int at) => Map(x, (Opcodes.glGetnPixelMapuiv, map, size), values, r, at);

    public static void glGetnPixelMapusv(Executor x, uint map, int size, nint values, byte* r, int at) => Map(x, (Opcodes.glGetnPixelMapusv, map, size), values, r, at);

    /// <summary>The robust variants write no more than there is room for, which nobody else can know of a texture's level.</summary>
    private static void Image(Executor x, byte* r, int at, nint into, Action<uint> get)
    {
        var reply = x.Reply(r, at);
        _ = x.Succeeded();
        if (!reply.IsInBuffer)
            System.Runtime.InteropServices.NativeMemory.Clear((void*)into, reply.Capacity);
        get(reply.IsInBuffer ? int.MaxValue : Math.Min(reply.Capacity, int.MaxValue));
        x.Written(r, at, x.Succeeded() ? reply.Capacity : 0);
    }

    private static void LevelImage(Executor x, uint target, int level, PixelLayout pixels, uint room, nint into) =>
        ((delegate* unmanaged<uint, int, uint, uint, int, nint, void>)x.Functions[Opcodes.glGetnTexImage - Opcodes.First])(target, level, pixels.Format, pixels.Type, (int)room, into);

    private static void CompressedImage(Executor x, uint target, int level, uint room, nint into) =>
        ((delegate* unmanaged<uint, int, int, nint, void>)x.Functions[Opcodes.glGetnCompressedTexImage - Opcodes.First])(target, level, (int)room, into);

    private static void Map(Executor x, (ushort Opcode, uint Map, int Size) what, nint values, byte* r, int at) =>
        Image(x, r, at, values, room => ((delegate* unmanaged<uint, int, nint, void>)x.Functions[what.Opcode - Opcodes.First])(what.Map, (int)Math.Min((uint)Math.Max(what.Size, 0), room), values));

    private static uint OfSurface(Executor x, uint buffer, uint binding) => x.Context.Buffer != 0 && x.Integer(binding) == 0 ? Only(x, buffer) : buffer;

    private static nint Translated(Executor x, int count, nint buffers, bool ofSurface)
    {
        if (!ofSurface || count <= 0)
            return buffers;
        var copy = (uint*)x.Arena(count * sizeof(uint));
        for (var i = 0; i < count; i++)
            copy[i] = Only(x, ((uint*)buffers)[i]);
        return (nint)copy;
    }

    /// <summary>What the program names of its surface, where that is one buffer: the other one is the same.</summary>
    private static uint Only(Executor x, uint buffer) => ((GLEnum)x.Context.Buffer, (GLEnum)buffer) switch
    {
        (GLEnum.Front, GLEnum.Back or GLEnum.FrontAndBack) => (uint)GLEnum.Front,
        (GLEnum.Front, GLEnum.BackLeft) => (uint)GLEnum.FrontLeft,
        (GLEnum.Front, GLEnum.BackRight) => (uint)GLEnum.FrontRight,
        (GLEnum.Back, GLEnum.Front or GLEnum.FrontAndBack) => (uint)GLEnum.Back,
        (GLEnum.Back, GLEnum.FrontLeft or GLEnum.Left) => (uint)GLEnum.BackLeft,
        (GLEnum.Back, GLEnum.FrontRight or GLEnum.Right) => (uint)GLEnum.BackRight,
        _ => buffer,
    };
}
