// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Seamless.Gpu.Stream;
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>GL's format and type of pixels in memory.</summary>
internal readonly record struct PixelLayout(uint Format, uint Type);

/// <summary>Pixels of a default framebuffer for the client, whatever the program has bound; its state is as it was afterwards.</summary>
internal static unsafe class Surfaces
{
    private const uint Bgra = 0x80E1, Rgba = 0x1908, UnsignedByte = 0x1401;

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
            ReadNow(x, context, pixels, area, reply, size);
        x.FrameIsDone();
        if (read != from)
        {
            (context.Draw, context.Read) = (draw, read);
            x.Contexts.Use(before!);
        }
    }

    private static void ReadNow(Executor x, GlContext context, PixelLayout pixels, (int X, int Y, int Width, int Height) area, ReplyReference reply, long size)
    {
        var into = x.Slot(reply) + StreamLayout.ReplyHeader;
        ReadBound(x, context, pixels, area, 0, into);
        var isGood = x.Gl.GetError() == GLEnum.NoError;
        if (!isGood && !context.IsDesktop && pixels.Format == Bgra && !context.LacksBgra)
        {
            context.LacksBgra = true;
            ReadBound(x, context, pixels, area, 0, into);
            isGood = x.Gl.GetError() == GLEnum.NoError;
        }
        if (isGood && IsSwapped(context, pixels))
            CopySwapped(into, into, (int)size);
        x.Written(reply, isGood ? size : 0);
    }

    /// <summary>Red comes where blue belongs.</summary>
    public static bool IsSwapped(GlContext context, PixelLayout pixels) => context.LacksBgra && pixels == new PixelLayout(Bgra, UnsignedByte);

    /// <summary>Red and blue change places; from and to may be the same.</summary>
    public static void CopySwapped(byte* from, byte* to, int bytes)
    {
        const uint Others = 0xFF00FF00, Low = 0xFF;
        var pixels = new ReadOnlySpan<uint>(from, bytes / sizeof(uint));
        var into = new Span<uint>(to, bytes / sizeof(uint));
        var at = 0;
        for (; at <= pixels.Length - Vector<uint>.Count; at += Vector<uint>.Count)
        {
            var some = new Vector<uint>(pixels[at..]);
            ((some & new Vector<uint>(Others)) | ((some & new Vector<uint>(Low)) << 16) | ((some >>> 16) & new Vector<uint>(Low))).CopyTo(into[at..]);
        }
        for (; at < pixels.Length; at++)
            into[at] = (pixels[at] & Others) | ((pixels[at] & Low) << 16) | ((pixels[at] >> 16) & Low);
    }

    /// <summary>Into memory, or into a buffer that has a name.</summary>
    public static void ReadBound(Executor x, GlContext context, PixelLayout pixels, (int X, int Y, int Width, int Height) area, uint buffer, byte* into)
    {
        var gl = x.Gl;
        var format = IsSwapped(context, pixels) ? Rgba : pixels.Format;
        var framebuffer = (uint)x.Integer(Binding.GL_READ_FRAMEBUFFER_BINDING);
        if (framebuffer != 0)
            gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, 0);
        var source = context.IsDesktop ? (GLEnum)x.Integer(Binding.GL_READ_BUFFER) : default;
        var finished = (GLEnum)context.Buffer;
        if (context.IsDesktop && source != finished)
            gl.ReadBuffer(finished);
        var pack = (uint)x.Integer(Binding.GL_PIXEL_PACK_BUFFER_BINDING);
        if (pack != buffer)
            gl.BindBuffer(BufferTargetARB.PixelPackBuffer, buffer);
        context.PixelStore.Tighten(gl);
        // OpenGL ES 1 knows none of these bindings, and that is no error of the frame.
        if (context.Api == ContextRequest.Es1)
            _ = gl.GetError();
        x.Transfer.Suspend(x);
        gl.ReadPixels(area.X, area.Y, (uint)area.Width, (uint)area.Height, (GLEnum)format, (GLEnum)pixels.Type, into);
        x.Transfer.Restore(x);
        context.PixelStore.Loosen(gl);
        if (pack != buffer)
            gl.BindBuffer(BufferTargetARB.PixelPackBuffer, pack);
        if (context.IsDesktop && source != finished)
            gl.ReadBuffer(source);
        if (framebuffer != 0)
            gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, framebuffer);
    }
}
