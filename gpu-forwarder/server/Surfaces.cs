// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>GL's format and type of pixels in memory.</summary>
internal readonly record struct PixelLayout(uint Format, uint Type);

/// <summary>Pixels of a default framebuffer for the client, whatever the program has bound; its state is as it was afterwards.</summary>
internal static unsafe class Surfaces
{
    private const uint Bgra = 0x80E1, UnsignedByte = 0x1401;

    /// <summary>A finished frame, as BGRA in tight rows, the lowest first.</summary>
    public static void Present(Executor x, uint surface, (int X, int Y, int Width, int Height) area, byte* r, int at) =>
        Read(x, surface, new PixelLayout(Bgra, UnsignedByte), area, x.Reply(r, at), x.Readbacks);

    /// <param name="later">Brings the pixels while the GPU draws on; null: they are wanted now.</param>
    public static void Read(Executor x, uint surface, PixelLayout pixels, (int X, int Y, int Width, int Height) area, ReplyReference reply, Readbacks? later)
    {
        var from = x.Contexts.Surface(surface) ?? throw new StreamException("no surface to read");
        if (area.Width < 0 || area.Height < 0)
            throw new StreamException($"an area of {area.Width}×{area.Height} pixels");
        var size = Sizes.Image(pixels.Format, pixels.Type, area.Width, area.Height, 1);
        reply.Check();
        if (size < 0 || size > reply.Capacity)
            throw new StreamException($"{area.Width}×{area.Height} pixels with room for {reply.Capacity} bytes");
        var before = x.Contexts.Current;
        var context = x.Context;
        var (draw, read) = (context.Draw, context.Read);
        if (read != from)
        {
            context.Read = from;
            context.Draw ??= from;
            x.Contexts.Use(context);
        }
        _ = x.Succeeded();
        if (later is null || !later.Start(context, pixels, area, reply, (int)size))
        {
            ReadBound(x, context, pixels, area, 0, x.Slot(reply) + StreamLayout.ReplyHeader);
            var error = x.Gl.GetError();
            x.Written(reply, error == GLEnum.NoError ? size : 0);
        }
        x.FrameIsDone();
        if (read != from)
        {
            (context.Draw, context.Read) = (draw, read);
            x.Contexts.Use(before!);
        }
    }

    /// <summary>Into memory, or into a buffer that has a name.</summary>
    public static void ReadBound(Executor x, GlContext context, PixelLayout pixels, (int X, int Y, int Width, int Height) area, uint buffer, byte* into)
    {
        var gl = x.Gl;
        var framebuffer = (uint)x.Integer(Binding.GL_READ_FRAMEBUFFER_BINDING);
        if (framebuffer != 0)
            gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, 0);
        var source = context.IsDesktop ? (GLEnum)x.Integer(Binding.GL_READ_BUFFER) : default;
        var finished = context.HasFrontOnly ? GLEnum.Front : GLEnum.Back;
        if (context.IsDesktop && source != finished)
            gl.ReadBuffer(finished);
        var pack = (uint)x.Integer(Binding.GL_PIXEL_PACK_BUFFER_BINDING);
        if (pack != buffer)
            gl.BindBuffer(BufferTargetARB.PixelPackBuffer, buffer);
        context.PixelStore.Tighten(gl);
        gl.ReadPixels(area.X, area.Y, (uint)area.Width, (uint)area.Height, (GLEnum)pixels.Format, (GLEnum)pixels.Type, into);
        context.PixelStore.Loosen(gl);
        if (pack != buffer)
            gl.BindBuffer(BufferTargetARB.PixelPackBuffer, pack);
        if (context.IsDesktop && source != finished)
            gl.ReadBuffer(source);
        if (framebuffer != 0)
            gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, framebuffer);
    }
}
