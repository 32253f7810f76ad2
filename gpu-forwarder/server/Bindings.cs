// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>Which of glGet's names tells what is bound to a target. Zero: no GL has such a target, or nothing is stored there.</summary>
internal static class Bindings
{
    public static uint OfBuffer(uint target) => target switch
    {
        0x8892 or 0x8893 => target + 2, // ARRAY, ELEMENT_ARRAY
        0x88EB or 0x88EC => target == 0x88EB ? 0x88EDu : 0x88EFu, // PIXEL_PACK, PIXEL_UNPACK
        0x8A11 => 0x8A28, // UNIFORM
        0x8C2A or 0x8F36 or 0x8F37 => target, // TEXTURE, COPY_READ, COPY_WRITE: the same number
        0x8C8E or 0x90D2 or 0x90EE or 0x92C0 or 0x9192 or 0x80EE => target + 1, // TRANSFORM_FEEDBACK, SHADER_STORAGE, DISPATCH_INDIRECT, ATOMIC_COUNTER, QUERY, PARAMETER
        0x8F3F => 0x8F43, // DRAW_INDIRECT
        _ => 0,
    };

    /// <summary>And which face of a cube it is.</summary>
    public static (uint Binding, int Face) OfTexture(uint target) => target switch
    {
        0x0DE0 => (0x8068, 0),
        0x0DE1 => (0x8069, 0),
        0x806F => (0x806A, 0),
        0x84F5 => (0x84F6, 0),
        0x8513 => (0x8514, 0),
        >= 0x8515 and <= 0x851A => (0x8514, (int)(target - 0x8515)),
        0x8C18 => (0x8C1C, 0),
        0x8C1A => (0x8C1D, 0),
        0x9009 => (0x900A, 0),
        0x9100 => (0x9104, 0),
        0x9102 => (0x9105, 0),
        _ => (0, 0),
    };
}
