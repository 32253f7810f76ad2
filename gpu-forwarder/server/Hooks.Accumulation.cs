// SPDX-License-Identifier: Apache-2.0
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>What the server does itself with accumulation buffers, in display lists, too, and what it must know of pixels on their way.</summary>
internal static unsafe partial class Hooks
{
    private const uint AccumBit = 0x200, AllBits = 0x4000 | 0x100 | 0x400 | AccumBit;

    public static void glAccum(Executor x, uint operation, float value)
    {
        if (!Accumulation.IsPossible(x) || !x.Lists.Compiles(ListCommand.Accumulate, operation, value))
            Accumulation.Do(x, operation, value);
    }

    public static void glClear(Executor x, uint mask)
    {
        x.Gl.Clear(mask);
        if ((mask & AccumBit) != 0 && (mask & ~AllBits) == 0 && Accumulation.IsPossible(x) && !x.Lists.Compiles(ListCommand.ClearAccumulation, 0, 0))
            Accumulation.Clear(x);
    }

    public static void glEndList(Executor x) => x.Lists.End();

    public static void glCallList(Executor x, uint list) => x.Lists.Call(list);

    public static void glCallLists(Executor x, int count, uint type, nint lists) => x.Lists.Call(count, type, (byte*)lists);

    public static void glDeleteLists(Executor x, uint first, int count) => x.Lists.Delete(first, count);

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
