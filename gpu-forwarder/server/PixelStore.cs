// SPDX-License-Identifier: Apache-2.0
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>
/// The pixel-store values that the client has set in a context. Memory is only handed to the driver while they say "tight rows": with any
/// other value the driver would read or write outside of what was checked.
/// </summary>
internal sealed class PixelStore
{
    private readonly Dictionary<uint, int> _loose = [];

    public bool UnpackIsTight { get; private set; } = true;

    public bool PackIsTight { get; private set; } = true;

    public void Set(uint name, int value)
    {
        if (name is 0x0CF0 or 0x0CF1 or 0x0D00 or 0x0D01) // SWAP_BYTES and LSB_FIRST change no size
            return;
        var tight = name is 0x0CF5 or 0x0D05 ? 1 : 0; // the ALIGNMENTs
        if (value == tight)
            _loose.Remove(name);
        else if (IsUnpack(name) || IsPack(name))
            _loose[name] = value;
        UnpackIsTight = !_loose.Keys.Any(IsUnpack);
        PackIsTight = !_loose.Keys.Any(IsPack);
    }

    /// <summary>The driver packs tight rows, until Loosen.</summary>
    public void Tighten(GL gl) => Set(gl, IsPack, PackIsTight, tight: true);

    /// <summary>The client's values are back.</summary>
    public void Loosen(GL gl) => Set(gl, IsPack, PackIsTight, tight: false);

    public void TightenUnpack(GL gl) => Set(gl, IsUnpack, UnpackIsTight, tight: true);

    public void LoosenUnpack(GL gl) => Set(gl, IsUnpack, UnpackIsTight, tight: false);

    private void Set(GL gl, Func<uint, bool> which, bool isTight, bool tight)
    {
        if (isTight)
            return;
        foreach (var (name, value) in _loose)
        {
            if (which(name))
                gl.PixelStore((GLEnum)name, !tight ? value : name is 0x0CF5 or 0x0D05 ? 1 : 0);
        }
    }

    // ROW_LENGTH, SKIP_ROWS, SKIP_PIXELS, ALIGNMENT, SKIP_IMAGES, IMAGE_HEIGHT, and the COMPRESSED_BLOCK ones
    private static bool IsUnpack(uint name) => name is >= 0x0CF2 and <= 0x0CF5 or 0x806D or 0x806E or >= 0x9127 and <= 0x912A;

    private static bool IsPack(uint name) => name is >= 0x0D02 and <= 0x0D05 or 0x806B or 0x806C or >= 0x912B and <= 0x912E;
}
