// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>Wayland's time stamps: 32 bits of milliseconds that wrap around every 49 days.</summary>
public static class Milliseconds
{
    public static uint Of(ulong microseconds) => unchecked((uint)(microseconds / 1000));
}
