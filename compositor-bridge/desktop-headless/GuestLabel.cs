// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Desktop.Headless;

/// <summary>Which guest a window comes from, as the person sees it: a name and a colour that the guest has no say in.</summary>
internal sealed record GuestLabel(string Name, uint Colour)
{
    /// <summary>Opaque ARGB, far apart from each other, and dark enough for white text.</summary>
    private static readonly uint[] Palette =
        [0xff2f6fb5, 0xff2e8b57, 0xffb5542f, 0xff7b4fa3, 0xff8a7a1f, 0xff1f8a8a, 0xffa33f6b, 0xff5a6b7b];

    /// <summary>The same name gets the same colour in every run, so that a person learns it.</summary>
    public static GuestLabel For(string name)
    {
        // FNV-1a; string.GetHashCode differs from run to run.
        var hash = 2166136261u;
        foreach (var letter in name) hash = unchecked((hash ^ letter) * 16777619u);
        return new GuestLabel(name, Palette[hash % (uint)Palette.Length]);
    }
}
