// SPDX-License-Identifier: Apache-2.0
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>
/// What the compatibility profile does to all pixels on their way (glPixelTransfer) is for the program's own. Display lists may set it, and
/// glPopAttrib, so the driver is asked; but only once a client has used it at all.
/// </summary>
internal sealed unsafe class PixelTransfer
{
    /// <summary>MAP_COLOR, then scales and biases of the colours and of the depth.</summary>
    private static readonly uint[] Names = [0x0D10, 0x0D14, 0x0D15, 0x0D18, 0x0D19, 0x0D1A, 0x0D1B, 0x0D1C, 0x0D1D, 0x0D1E, 0x0D1F];

    private readonly float[] _values = new float[Names.Length];

    public bool IsUsed { get; set; }

    /// <summary>Pixels pass as they are, until Restore.</summary>
    public void Suspend(Executor x)
    {
        if (!Applies(x))
            return;
        for (var i = 0; i < Names.Length; i++)
        {
            fixed (float* value = &_values[i])
                x.Gl.GetFloat((GLEnum)Names[i], value);
            if (_values[i] != Plain(Names[i]))
                Set(x, Names[i], Plain(Names[i]));
        }
    }

    public void Restore(Executor x)
    {
        if (!Applies(x))
            return;
        for (var i = 0; i < Names.Length; i++)
        {
            if (_values[i] != Plain(Names[i]))
                Set(x, Names[i], _values[i]);
        }
    }

    private bool Applies(Executor x) => IsUsed && x.Context.Api == ContextRequest.Compatibility;

    private static float Plain(uint name) => name is 0x0D14 or 0x0D18 or 0x0D1A or 0x0D1C or 0x0D1E ? 1 : 0;

    private static void Set(Executor x, uint name, float value) =>
        // SAFETY: glPixelTransferf's own type.
        ((delegate* unmanaged<uint, float, void>)x.Functions[Opcodes.glPixelTransferf - Opcodes.First])(name, value);
}
