// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux.Xkbcommon;

/// <summary>A keyboard as setxkbmap and every desktop names it. An empty part means the system's default.</summary>
public readonly record struct KeymapNames(string Rules, string Model, string Layout, string Variant, string Options)
{
    public static KeymapNames Default => new("", "", "", "", "");

    public override string ToString() => $"layout '{Layout}' variant '{Variant}' model '{Model}' rules '{Rules}' options '{Options}'";
}
