// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>
/// What a guest may make the virtio-gpu device remember. Pixels stay in the guest's own pages, so a resource costs us its list of pages and
/// nothing else.
/// </summary>
internal static class GpuLimits
{
    /// <summary>Side of a resource in pixels: that of a window (ProtocolLimits.WindowSide).</summary>
    public const int Side = Protocol.ProtocolLimits.WindowSide;

    /// <summary>Bytes of one resource: 16384 × 4096 pixels, or an 8K image twice over.</summary>
    public const long ResourceBytes = 256L * 1024 * 1024;

    /// <summary>Resources at once: one for each frame memory, and as many that the guest draws with on its own.</summary>
    public const int Resources = 2 * Protocol.ProtocolLimits.FrameMemories;

    /// <summary>Entries in one list of backing pages: every page of the largest resource separate, which is what a guest without free memory sends.</summary>
    public const int BackingEntries = (int)(ResourceBytes / 4096);

    /// <summary>Runs of pages of all resources together: every page of 4 GiB separate. 16 MiB of ours.</summary>
    public const int BackingRuns = 1024 * 1024;

    /// <summary>Bytes of one command: the longest list of backing pages, 16 bytes each, behind its header.</summary>
    public const int CommandBytes = 32 + (BackingEntries * 16);

    /// <summary>Bytes of one piece of a frame from which on it is copied past the caches: twice what processors have for themselves.</summary>
    public const int StreamedBytes = 2 * 1024 * 1024;

    /// <summary>Screens that the device has: the console.</summary>
    public const int Scanouts = 1;

    /// <summary>The screen before any desktop has said how large it is.</summary>
    public const int DefaultWidth = 1280, DefaultHeight = 800;

    /// <summary>The smallest screen that text consoles and installers are made for.</summary>
    public const int SmallestWidth = 640, SmallestHeight = 480;

    /// <summary>Side of a cursor image, by the specification.</summary>
    public const int CursorSide = 64;
}
