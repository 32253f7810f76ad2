// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>What a front-end (the virtual machine monitor) and the guest behind its rings may ask of us.</summary>
internal static class VhostUserLimits
{
    /// <summary>Payload of one message: the largest is a memory table of <see cref="TableRegions"/> regions (264 bytes) or 256 bytes of configuration.</summary>
    public const int MessageBytes = 512;

    /// <summary>Handles beside one message: one for each region of a memory table.</summary>
    public const int Handles = TableRegions;

    /// <summary>Messages handled before the loop looks at its other peers; a front-end waits for our answers, so more are never due at once.</summary>
    public const int MessagesPerTurn = 64;

    /// <summary>Regions in one SET_MEM_TABLE, by the specification (VHOST_USER_MAX_RAM_SLOTS of its baseline).</summary>
    public const int TableRegions = 8;

    /// <summary>Regions of guest memory at once, which GET_MAX_MEM_SLOTS tells: two for main memory, and memory that is plugged in later.</summary>
    public const int Regions = 32;

    /// <summary>Guest memory in all; each byte costs address space only. 16 TiB, a ninth of what a process has on the smallest 64-bit machines.</summary>
    public const long MemoryBytes = 16L << 40;

    /// <summary>Entries of a ring: the maximum of the virtio specification for split rings.</summary>
    public const int RingEntries = 32 * 1024;

    /// <summary>
    /// Descriptors in one chain, an indirect table included. The largest command (1 MiB of backing entries, see GpuLimits) in separate pages
    /// has 258; monitors themselves stop at 1024.
    /// </summary>
    public const int ChainDescriptors = 1024;

    /// <summary>Requests of one ring handled before the loop looks at its other peers; the rest follows in its next turn.</summary>
    public const int RequestsPerTurn = 256;

    /// <summary>Bytes of configuration in one message, by the specification (VHOST_USER_MAX_CONFIG_SIZE).</summary>
    public const int ConfigBytes = 256;
}
