// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Linux.Librsvg;

// librsvg, cairo and GLib of the distribution. The loader opens them at the first call, so only a program that draws an SVG pays.
internal static unsafe partial class SvgNative
{
    internal const string Rsvg = "librsvg-2.so.2";
    private const string Cairo = "libcairo.so.2";
    private const string GLib = "libglib-2.0.so.0";
    private const string GObject = "libgobject-2.0.so.0";

    internal const int FormatArgb32 = 0;
    internal const int Success = 0;
    internal const int WriteError = 11;

    [StructLayout(LayoutKind.Sequential)]
    internal struct GError
    {
        public uint Domain;
        public int Code;
        public byte* Message;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Rectangle
    {
        public double X, Y, Width, Height;
    }

    [LibraryImport(Rsvg, EntryPoint = "rsvg_handle_new_from_data")]
    internal static partial IntPtr HandleNewFromData(byte* data, nuint length, GError** error);

    [LibraryImport(Rsvg, EntryPoint = "rsvg_handle_render_document")]
    internal static partial int RenderDocument(IntPtr handle, IntPtr cairo, Rectangle* viewport, GError** error);

    [LibraryImport(GObject, EntryPoint = "g_object_unref")]
    internal static partial void ObjectUnref(IntPtr instance);

    [LibraryImport(GLib, EntryPoint = "g_error_free")]
    internal static partial void ErrorFree(GError* error);

    [LibraryImport(Cairo, EntryPoint = "cairo_image_surface_create")]
    internal static partial IntPtr ImageSurfaceCreate(int format, int width, int height);

    [LibraryImport(Cairo, EntryPoint = "cairo_create")]
    internal static partial IntPtr Create(IntPtr surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_destroy")]
    internal static partial void Destroy(IntPtr cairo);

    [LibraryImport(Cairo, EntryPoint = "cairo_surface_destroy")]
    internal static partial void SurfaceDestroy(IntPtr surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_surface_status")]
    internal static partial int SurfaceStatus(IntPtr surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_surface_write_to_png_stream")]
    internal static partial int WriteToPngStream(IntPtr surface, delegate* unmanaged[Cdecl]<IntPtr, byte*, uint, int> write, IntPtr closure);
}
