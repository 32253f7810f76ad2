// SPDX-License-Identifier: Apache-2.0
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>
/// glAccum and glClear of accumulation buffers, which EGL's surfaces lack. They are in this process's memory, and their pixels come and go by
/// glReadPixels and glBlitFramebuffer, as they do in most drivers. Whatever else the program has set is as it was afterwards.
/// </summary>
internal static unsafe class Accumulation
{
    private const uint Accum = 0x100, Load = 0x101, Return = 0x102, Multiply = 0x103, Add = 0x104;

    private const uint RenderMode = 0x0C40, Render = 0x1C00, RasterizerDiscard = 0x8C89, ClearValue = 0x0B80, OutOfMemory = 0x0505;
    private const uint DrawBuffer = 0x0C01, Texture2D = 0x8069;
    private const int PixelBytes = 4;

    /// <summary>The surface that is drawn to and read from, if it accumulates and the program has no framebuffer of its own bound.</summary>
    private static Surface? Bound(Executor x) =>
        x.Context is { Api: ContextRequest.Compatibility, Draw: { Accumulates: true } surface } context && context.Read == surface
            && x.Integer(Binding.GL_DRAW_FRAMEBUFFER_BINDING) == 0 && x.Integer(Binding.GL_READ_FRAMEBUFFER_BINDING) == 0 ? surface : null;

    public static void Clear(Executor x)
    {
        if (x.Context is not { Api: ContextRequest.Compatibility, Draw: { Accumulates: true } surface } || x.Integer(Binding.GL_DRAW_FRAMEBUFFER_BINDING) != 0
            || !Draws(x) || Made(x, surface) is not { } buffer)
            return;
        var color = stackalloc float[4];
        x.Gl.GetFloat((GLEnum)ClearValue, color);
        buffer.Clear(Area(x, surface), new ReadOnlySpan<float>(color, 4));
    }

    /// <summary>The driver, whose surfaces accumulate nothing, has the right error for whatever cannot be done.</summary>
    public static void Do(Executor x, uint operation, float value)
    {
        if (operation is >= Accum and <= Add && Bound(x) is { } surface)
            Do(x, surface, operation, value);
        else
            ((delegate* unmanaged<uint, float, void>)x.Functions[Opcodes.glAccum - Opcodes.First])(operation, value);
    }

    /// <summary>Such commands in a display list are the server's.</summary>
    public static bool IsPossible(Executor x) => x.Context is { Api: ContextRequest.Compatibility, Draw.Accumulates: true };

    private static void Do(Executor x, Surface surface, uint operation, float value)
    {
        if (!Draws(x) || Made(x, surface) is not { } buffer)
            return;
        var area = Area(x, surface);
        if (area.Width == 0 || area.Height == 0)
            return;
        if (operation == Add)
            buffer.Add(area, value);
        else if (operation == Multiply)
            buffer.Multiply(area, value);
        else if (operation == Return)
            GiveBack(x, buffer, area, (value, IsLight(x, surface)));
        else if (x.Integer(Binding.GL_READ_BUFFER) != 0)
            TakeIn(x, buffer, area, (value, operation == Accum, IsLight(x, surface)));
    }

    /// <summary>Not between glBegin and glEnd either, where this question is the error that the command would have been.</summary>
    private static bool Draws(Executor x) => x.Integer(RenderMode) == Render && !x.Gl.IsEnabled((GLEnum)RasterizerDiscard);

    private static bool IsLight(Executor x, Surface surface)
    {
        if (!surface.AccumulatesLight)
            return false;
        var encoding = 0;
        var attachment = x.Context.Buffer == (uint)GLEnum.Front ? GLEnum.FrontLeft : GLEnum.BackLeft;
        x.Gl.GetFramebufferAttachmentParameter(GLEnum.DrawFramebuffer, attachment, GLEnum.FramebufferAttachmentColorEncoding, &encoding);
        return encoding == (int)GLEnum.Srgb;
    }

    private static AccumulationBuffer? Made(Executor x, Surface surface)
    {
        if (x.Contexts.Accumulation(surface) is { } buffer)
            return buffer;
        x.KeepError(OutOfMemory);
        x.TellError(OutOfMemory);
        return null;
    }

    /// <summary>What of the surface the scissors leave.</summary>
    private static PixelArea Area(Executor x, Surface surface)
    {
        if (!x.Gl.IsEnabled(EnableCap.ScissorTest))
            return new PixelArea(0, 0, surface.Width, surface.Height);
        var box = stackalloc int[4];
        x.Gl.GetInteger(GetPName.ScissorBox, box);
        var (left, bottom) = (Math.Clamp(box[0], 0, surface.Width), Math.Clamp(box[1], 0, surface.Height));
        var (right, top) = (Math.Clamp((long)box[0] + box[2], left, surface.Width), Math.Clamp((long)box[1] + box[3], bottom, surface.Height));
        return new PixelArea(left, bottom, (int)right - left, (int)top - bottom);
    }

    /// <summary>Rows that go at once: a large surface takes several.</summary>
    private static int Rows(PixelArea area) => Math.Clamp(ServerLimits.AccumulationBytes / (area.Width * PixelBytes), 1, area.Height);

    private static PixelArea Part(PixelArea area, int done, int rows) => area with { Y = area.Y + done, Height = Math.Min(rows, area.Height - done) };

    private static void TakeIn(Executor x, AccumulationBuffer buffer, PixelArea area, (float Value, bool Onto, bool IsLight) how)
    {
        var rows = Rows(area);
        var pixels = x.Arena((long)rows * area.Width * PixelBytes);
        for (var done = 0; done < area.Height; done += rows)
        {
            var part = Part(area, done, rows);
            Read(x, part, pixels);
            buffer.Take(part, Bytes(part, pixels), how);
        }
    }

    private static void GiveBack(Executor x, AccumulationBuffer buffer, PixelArea area, (float Value, bool IsLight) how)
    {
        var gl = x.Gl;
        var (into, source) = (x.Integer(DrawBuffer), (GLEnum)x.Integer(Binding.GL_READ_BUFFER));
        if (into == 0)
            return;
        Span<byte> mask = stackalloc byte[4];
        fixed (byte* four = mask)
            gl.GetBoolean(GetPName.ColorWritemask, (bool*)four);
        var isMasked = mask.Contains((byte)0);
        var rows = Rows(area);
        var pixels = x.Arena((long)rows * area.Width * PixelBytes);
        var (texture, framebuffer) = (gl.GenTexture(), gl.GenFramebuffer());
        var (bound, unpack) = ((uint)x.Integer(Texture2D), (uint)x.Integer(Binding.GL_PIXEL_UNPACK_BUFFER_BINDING));
        gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, 0);
        gl.BindTexture(TextureTarget.Texture2D, texture);
        x.Context.PixelStore.TightenUnpack(gl);
        gl.TexImage2D(TextureTarget.Texture2D, 0, InternalFormat.Rgba8, (uint)area.Width, (uint)rows, 0, PixelFormat.Rgba, PixelType.UnsignedByte, null);
        for (var done = 0; done < area.Height; done += rows)
        {
            var part = Part(area, done, rows);
            if (isMasked)
            {
                gl.ReadBuffer((GLEnum)into == GLEnum.FrontAndBack ? (GLEnum)x.Context.Buffer : (GLEnum)into);
                Read(x, part, pixels);
                gl.ReadBuffer(source);
            }
            buffer.Return(part, Bytes(part, pixels), how, mask);
            x.Transfer.Suspend(x);
            gl.TexSubImage2D(TextureTarget.Texture2D, 0, 0, 0, (uint)part.Width, (uint)part.Height, PixelFormat.Rgba, PixelType.UnsignedByte, pixels);
            x.Transfer.Restore(x);
            gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, framebuffer);
            gl.FramebufferTexture2D(FramebufferTarget.ReadFramebuffer, FramebufferAttachment.ColorAttachment0, TextureTarget.Texture2D, texture, 0);
            gl.BlitFramebuffer(0, 0, part.Width, part.Height, part.X, part.Y, part.X + part.Width, part.Y + part.Height, ClearBufferMask.ColorBufferBit, BlitFramebufferFilter.Nearest);
            gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, 0);
        }
        x.Context.PixelStore.LoosenUnpack(gl);
        gl.BindTexture(TextureTarget.Texture2D, bound);
        gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, unpack);
        gl.DeleteFramebuffer(framebuffer);
        gl.DeleteTexture(texture);
    }

    private static void Read(Executor x, PixelArea area, byte* pixels)
    {
        var pack = (uint)x.Integer(Binding.GL_PIXEL_PACK_BUFFER_BINDING);
        x.Gl.BindBuffer(BufferTargetARB.PixelPackBuffer, 0);
        x.Context.PixelStore.Tighten(x.Gl);
        x.Transfer.Suspend(x);
        x.Gl.ReadPixels(area.X, area.Y, (uint)area.Width, (uint)area.Height, PixelFormat.Rgba, PixelType.UnsignedByte, pixels);
        x.Transfer.Restore(x);
        x.Context.PixelStore.Loosen(x.Gl);
        x.Gl.BindBuffer(BufferTargetARB.PixelPackBuffer, pack);
    }

    // SAFETY: the pixels have room for an area of that size, or for a larger one.
    private static Span<byte> Bytes(PixelArea area, byte* pixels) => new(pixels, area.Width * area.Height * PixelBytes);
}
