// SPDX-License-Identifier: Apache-2.0
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>
/// Parts of the texture of a unit (GL_EXT_direct_state_access): Mesa writes them wherever the arguments say, in the texture or not. Of the active
/// unit's texture it looks at them first, so they go that way.
/// </summary>
internal static unsafe partial class Hooks
{
    private const uint ActiveTexture = 0x84E0, ListMode = 0x0B30, TextureBit = 0x40000;

    public static void glMultiTexSubImage1DEXT(Executor x, uint unit, uint target, int level, int left, int width, uint format, uint type, nint pixels)
    {
        var before = Enter(x, unit);
        x.Gl.TexSubImage1D((GLEnum)target, level, left, (uint)width, (GLEnum)format, (GLEnum)type, (void*)pixels);
        Leave(x, before);
    }

    public static void glMultiTexSubImage2DEXT(Executor x, uint unit, uint target, int level, int left, int bottom, int width, int height, uint format, uint type, nint pixels)
    {
        var before = Enter(x, unit);
        x.Gl.TexSubImage2D((GLEnum)target, level, left, bottom, (uint)width, (uint)height, (GLEnum)format, (GLEnum)type, (void*)pixels);
        Leave(x, before);
    }

    public static void glMultiTexSubImage3DEXT(Executor x, uint unit, uint target, int level, int left, int bottom, int near, int width, int height, int depth, uint format, uint type, nint pixels)
    {
        var before = Enter(x, unit);
        x.Gl.TexSubImage3D((GLEnum)target, level, left, bottom, near, (uint)width, (uint)height, (uint)depth, (GLEnum)format, (GLEnum)type, (void*)pixels);
        Leave(x, before);
    }

    /// <summary>The unit that was active; null in a list, which is called when another one may be.</summary>
    private static uint? Enter(Executor x, uint unit)
    {
        var isInList = x.Integer(ListMode) != 0;
        var before = isInList ? null : (uint?)x.Integer(ActiveTexture);
        if (isInList)
            ((delegate* unmanaged<uint, void>)x.Functions[Opcodes.glPushAttrib - Opcodes.First])(TextureBit);
        x.Gl.ActiveTexture((GLEnum)unit);
        return before;
    }

    private static void Leave(Executor x, uint? before)
    {
        if (before is { } unit)
            x.Gl.ActiveTexture((GLEnum)unit);
        else
            ((delegate* unmanaged<void>)x.Functions[Opcodes.glPopAttrib - Opcodes.First])();
    }
}
