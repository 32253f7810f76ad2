// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Desktop.Headless.Control;

/// <summary>What one program holds down, so that a script that dies leaves no key stuck.</summary>
internal sealed class HeldInput
{
    public HashSet<uint> Keys { get; } = [];

    public HashSet<uint> Buttons { get; } = [];

    public HashSet<int> Fingers { get; } = [];
}
