// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Seamless.Linux.Librsvg;

/// <summary>Draws SVG images with the distribution's librsvg. Any thread, one at a time.</summary>
public static unsafe class SvgImage
{
    /// <summary>A drawn icon stays far below; a picture that compresses worse than this is no icon.</summary>
    private const int MostPngBytes = 8 << 20;

    private static readonly Lazy<bool> Available = new(() => NativeLibrary.TryLoad(SvgNative.Rsvg, out _));

    public static bool IsAvailable => Available.Value;

    /// <summary>
    /// The image as PNG, drawn as large as fits into a square of that size, in its middle. References to other files and to
    /// the network are not followed, because the document is handed over without an address.
    /// </summary>
    /// <exception cref="SvgException">The document is broken, or its image is absurdly large.</exception>
    public static byte[] RenderPng(ReadOnlySpan<byte> svg, int sizePixels)
    {
        var handle = Open(svg);
        // SAFETY: every object made here is released in the finally of its block, in the reverse order.
        try
        {
            var surface = SvgNative.ImageSurfaceCreate(SvgNative.FormatArgb32, sizePixels, sizePixels);
            try
            {
                if (SvgNative.SurfaceStatus(surface) != SvgNative.Success) throw new SvgException($"cannot be drawn at {sizePixels} pixels");
                Draw(handle, surface, sizePixels);
                return ToPng(surface);
            }
            finally
            {
                SvgNative.SurfaceDestroy(surface);
            }
        }
        finally
        {
            SvgNative.ObjectUnref(handle);
        }
    }

    private static IntPtr Open(ReadOnlySpan<byte> svg)
    {
        SvgNative.GError* error = null;
        IntPtr handle;
        // SAFETY: the bytes are pinned for the call; librsvg parses the whole document before it returns and keeps none of them.
        fixed (byte* bytes = svg)
            handle = SvgNative.HandleNewFromData(bytes, (nuint)svg.Length, &error);
        return handle != IntPtr.Zero ? handle : throw Failure(error);
    }

    private static void Draw(IntPtr handle, IntPtr surface, int sizePixels)
    {
        var cairo = SvgNative.Create(surface);
        var viewport = new SvgNative.Rectangle { Width = sizePixels, Height = sizePixels };
        SvgNative.GError* error = null;
        // SAFETY: viewport and error are on this stack for the length of the call.
        var done = SvgNative.RenderDocument(handle, cairo, &viewport, &error);
        SvgNative.Destroy(cairo);
        if (done == 0) throw Failure(error);
    }

    private static byte[] ToPng(IntPtr surface)
    {
        using var png = new MemoryStream();
        var closure = GCHandle.Alloc(png);
        try
        {
            // SAFETY: the handle keeps the stream reachable until the call, which makes all callbacks, has returned.
            var status = SvgNative.WriteToPngStream(surface, &Write, GCHandle.ToIntPtr(closure));
            return status == SvgNative.Success ? png.ToArray() : throw new SvgException("cannot be written as PNG");
        }
        finally
        {
            closure.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(IntPtr closure, byte* data, uint length)
    {
        // SAFETY: cairo gives `length` readable bytes; the closure is the GCHandle of ToPng. No exception leaves: memory is bounded.
        if (GCHandle.FromIntPtr(closure).Target is not MemoryStream png || png.Length + length > MostPngBytes) return SvgNative.WriteError;
        png.Write(new ReadOnlySpan<byte>(data, (int)length));
        return SvgNative.Success;
    }

    private static SvgException Failure(SvgNative.GError* error)
    {
        if (error is null) return new SvgException("cannot be drawn");
        // SAFETY: a GError that was set has a message; it is ours to free, once.
        var message = Marshal.PtrToStringUTF8((IntPtr)error->Message) ?? "no reason given";
        SvgNative.ErrorFree(error);
        return new SvgException($"cannot be drawn: {message.ReplaceLineEndings(" ")}");
    }
}
