// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>The version this code speaks. PROTOCOL.md, "Versions", says what each one added.</summary>
public static class ProtocolVersion
{
    public const ushort Major = 1;
    public const ushort Minor = 0;

    /// <summary>For people.</summary>
    public const string Text = "1.0";

    /// <summary>The first four bytes of every Hello: "SMLS".</summary>
    public const uint Magic = 0x534C4D53;
}
