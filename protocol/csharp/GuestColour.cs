// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>
/// The colour by which a person knows a guest's windows, on every desktop: the built-in guest has one of its own, and the same name gets the same
/// one in every run, so that it is learned.
/// </summary>
public static class GuestColour
{
    /// <summary>0xRRGGBB; far apart from each other, and dark enough for white text.</summary>
    private static readonly uint[] Palette = [0x2f6fb5, 0x2e8b57, 0xb5542f, 0x7b4fa3, 0x8a7a1f, 0x1f8a8a, 0xa33f6b, 0x5a6b7b];

    /// <summary>0xRRGGBB.</summary>
    public static uint Of(string guest)
    {
        if (guest == "local")
            return Palette[0];
        // FNV-1a; string.GetHashCode differs from run to run.
        var hash = 2166136261u;
        foreach (var letter in guest)
            hash = unchecked((hash ^ letter) * 16777619u);
        return Palette[1 + (hash % (uint)(Palette.Length - 1))];
    }
}
