// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>Which of the driver's configs a surface or a context gets.</summary>
internal static unsafe class EglConfigs
{
    /// <summary>Drivers of graphics cards have a config for each number of samples, depth and order of colours; those that fit come in no useful order.</summary>
    private const int Most = 4096;

    /// <summary>
    /// The config nearest to the format that has at least its depth, stencil and samples; 0 when there is none. Better no antialiasing than no window,
    /// and a depth of 24 bits than none of 32, which Mesa has and GPUs' drivers have not: programs look at what they got.
    /// </summary>
    public static nint Best(nint display, SurfaceFormat format)
    {
        var plain = format with { Depth = Math.Min(format.Depth, 24), Stencil = Math.Min(format.Stencil, 8) };
        foreach (var wanted in (SurfaceFormat[])[format, plain, format with { Samples = 0 }, plain with { Samples = 0 }])
        {
            if (Nearest(display, wanted) is var config and not 0)
                return config;
        }
        return 0;
    }

    /// <summary>One with everything, for contexts where EGL has none that fit every surface.</summary>
    public static nint ForContexts(nint display, bool desktop) =>
        Choose(display, [Egl.SurfaceType, Egl.PbufferBit, Egl.RenderableType, desktop ? Egl.OpenGlBit : Egl.OpenGlEs2Bit,
            Egl.RedSize, 8, Egl.GreenSize, 8, Egl.BlueSize, 8, Egl.AlphaSize, 8, Egl.DepthSize, 24, Egl.StencilSize, 8, Egl.None]).FirstOrDefault();

    private static nint Nearest(nint display, SurfaceFormat format)
    {
        // Contexts of both draw to it, where the driver has both; unasked, EGL wants OpenGL ES 1.
        foreach (var contexts in (int[])[Egl.OpenGlBit | Egl.OpenGlEs2Bit, Egl.OpenGlBit, Egl.OpenGlEs2Bit])
        {
            if (Nearest(display, format, contexts) is var config and not 0)
                return config;
        }
        return 0;
    }

    private static nint Nearest(nint display, SurfaceFormat format, int contexts)
    {
        var (best, distance) = ((nint)0, int.MaxValue);
        foreach (var config in Choose(display, [Egl.SurfaceType, Egl.PbufferBit, Egl.RenderableType, contexts, Egl.RedSize, format.Red, Egl.GreenSize, format.Green,
            Egl.BlueSize, format.Blue, Egl.AlphaSize, format.Alpha, Egl.DepthSize, format.Depth, Egl.StencilSize, format.Stencil, Egl.Samples, format.Samples, Egl.None]))
        {
            var away = Away(display, config, Egl.RedSize, format.Red) + Away(display, config, Egl.GreenSize, format.Green) + Away(display, config, Egl.BlueSize, format.Blue)
                + (4 * Away(display, config, Egl.AlphaSize, format.Alpha)) + Away(display, config, Egl.DepthSize, format.Depth)
                + Away(display, config, Egl.StencilSize, format.Stencil) + (8 * Away(display, config, Egl.Samples, format.Samples));
            if (away < distance)
                (best, distance) = (config, away);
        }
        return best;
    }

    private static int Away(nint display, nint config, int attribute, int wanted)
    {
        int value = 0;
        // SAFETY: one int on this stack.
        _ = Egl.eglGetConfigAttrib(display, config, attribute, &value);
        return Math.Abs(value - wanted);
    }

    private static nint[] Choose(nint display, ReadOnlySpan<int> attributes)
    {
        var configs = new nint[Most];
        int count = 0;
        // SAFETY: the list ends with EGL_NONE, and the array has room for as many as are asked for.
        fixed (int* list = attributes)
        fixed (nint* into = configs)
        {
            if (Egl.eglChooseConfig(display, list, into, Most, &count) == 0)
                return [];
        }
        return configs[..count];
    }
}
