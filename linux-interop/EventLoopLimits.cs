// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

public static class EventLoopLimits
{
    /// <summary>Events taken from the kernel in one go; more only means another turn, and timers stay punctual under load.</summary>
    public const int EventsPerTurn = 64;

    /// <summary>Actions posted and not yet run. Posters are our own few threads, one action each at a time; this many is a bug.</summary>
    public const int Posted = 65_536;

    /// <summary>Rounds of deferred actions that defer again within one turn. A frame needs three; more is a circle, and descriptors get a chance.</summary>
    public const int DeferRounds = 16;
}
