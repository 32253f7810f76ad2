// SPDX-License-Identifier: Apache-2.0
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>What the server does itself with accumulation buffers, and what it must know of pixels on their way.</summary>
internal static unsafe partial class Hooks
{
    private const uint AccumBit = 0x200, AllBits = 0x4000 | 0x100 | 0x400 | AccumBit;

    /// <summary>The driver, whose surfaces accumulate nothing, has the right error for whatever cannot be done.</summary>
    public static void glAccum(Executor x, uint operation, float value)
    {
        if (operation is >= Accumulation.Accum and <= Accumulation.Add && Accumulation.Bound(x) is { } surface && x.Integer(ListMode) == 0)
            Accumulation.Do(x, surface, operation, value);
        else
            ((delegate* unmanaged<uint, float, void>)x.Functions[Opcodes.glAccum - Opcodes.First])(operation, value);
    }

    public static void glClear(Executor x, uint mask)
    {
        x.Gl.Clear(mask);
        if ((mask & AccumBit) != 0 && (mask & ~AllBits) == 0 && x.Integer(ListMode) == 0)
            Accumulation.Clear(x);
    }

    public static void glPixelTransferf(Executor x, uint name, float value)
    {
        x.Transfer.IsUsed = true;
        ((delegate* unmanaged<uint, float, void>)x.Functions[Opcodes.glPixelTransferf - Opcodes.First])(name, value);
    }

    public static void glPixelTransferi(Executor x, uint name, int value)
    {
        x.Transfer.IsUsed = true;
        ((delegate* unmanaged<uint, int, void>)x.Functions[Opcodes.glPixelTransferi - Opcodes.First])(name, value);
    }
}
