// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>What a surface must have; the sizes of EGL's configs.</summary>
internal readonly record struct SurfaceFormat(int Red, int Green, int Blue, int Alpha, int Depth, int Stencil, int Samples);

/// <summary>A default framebuffer: an EGL pbuffer in place of the client's window, pixmap or pbuffer.</summary>
internal sealed class Surface(uint id, nint config, nint handle, (int Width, int Height) size, int samples)
{
    public uint Id { get; } = id;

    public nint Config { get; } = config;

    public nint Handle { get; private set; } = handle;

    public int Samples { get; } = samples;

    public int Width { get; private set; } = size.Width;

    public int Height { get; private set; } = size.Height;

    public void Replace(nint handle, int width, int height) => (Handle, Width, Height) = (handle, width, height);
}
