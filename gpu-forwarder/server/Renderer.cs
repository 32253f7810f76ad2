// SPDX-License-Identifier: Apache-2.0
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>Who draws, by what the current context says.</summary>
internal static class Renderer
{
    private const GLEnum Vendor = (GLEnum)0x1F00, Name = (GLEnum)0x1F01;
    private static readonly string[] Software = ["llvmpipe", "softpipe", "swrast", "SWR", "Software Rasterizer"];

    public static bool IsHardware(GL gl) => gl.GetStringS(Name) is { } name && !Software.Any(s => name.Contains(s, StringComparison.Ordinal));

    public static string Text(GL gl) => $"{gl.GetStringS(Vendor)}, {gl.GetStringS(Name)}";
}
