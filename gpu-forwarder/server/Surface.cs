// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>What a surface must have; the sizes of EGL's configs.</summary>
internal readonly record struct SurfaceFormat(int Red, int Green, int Blue, int Alpha, int Depth, int Stencil, int Samples, int Accumulation);

/// <summary>A default framebuffer: an EGL pbuffer in place of the client's window, pixmap or pbuffer.</summary>
internal sealed class Surface(uint id, nint config, nint handle, (int Width, int Height) size, SurfaceFormat format)
{
    public uint Id { get; } = id;

    public nint Config { get; } = config;

    public nint Handle { get; private set; } = handle;

    public int Samples { get; } = format.Samples;

    public int Width { get; private set; } = size.Width;

    public int Height { get; private set; } = size.Height;

    /// <summary>It may have an accumulation buffer.</summary>
    public bool Accumulates { get; } = format.Accumulation > 0;

    /// <summary>Of the light that its colours stand for, if the driver takes them for sRGB.</summary>
    public bool AccumulatesLight { get; } = format.Accumulation > 1;

    /// <summary>Null: nobody has accumulated anything.</summary>
    public AccumulationBuffer? Accumulation { get; private set; }

    public void Replace(nint handle, int width, int height)
    {
        ForgetAccumulation();
        (Handle, Width, Height) = (handle, width, height);
    }

    public AccumulationBuffer Accumulate() => Accumulation ??= new AccumulationBuffer(Width, Height);

    public void ForgetAccumulation()
    {
        Accumulation?.Dispose();
        Accumulation = null;
    }
}
