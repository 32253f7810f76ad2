// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>What a Wayland client may make the agent hold, and why that much.</summary>
public static class CompositorLimits
{
    /// <summary>Surfaces of one client. Browsers with many tabs stay below a hundred; each costs us about a kilobyte.</summary>
    public const int SurfacesPerClient = 4096;

    /// <summary>Boxes of one wl_region. Building one takes the square of it in steps; shaped windows use a few dozen.</summary>
    public const int RegionBoxes = 1024;

    /// <summary>Depth of sub-surfaces in sub-surfaces: walking a tree recurses, and toolkits use two levels.</summary>
    public const int SubsurfaceDepth = 32;

    /// <summary>Sub-surfaces below one window, all levels: each is looked at for each frame.</summary>
    public const int SurfacesPerTree = 512;

    /// <summary>Side of a client's buffer in pixels, as large as the largest window.</summary>
    public const int BufferSide = ProtocolLimits.WindowSide;

    /// <summary>Pixels of one frame: an 8K screen and shadows around it. A tree around more is cut off there.</summary>
    public const long FramePixels = 36L * 1024 * 1024;

    /// <summary>Frame callbacks waiting on one surface: one a frame is normal, a client that asks without end must not fill our memory.</summary>
    public const int CallbacksPerSurface = 1024;

    /// <summary>How far left of or above its root surface a window may begin, in logical units: shadows and overhanging sub-surfaces.</summary>
    public const int Overhang = 4096;

    /// <summary>Frame buffers of one window: one shown, one on its way, one to draw into.</summary>
    public const int FrameBuffersPerWindow = 3;

    /// <summary>Bytes of client pixels that are read at once when they must be transformed: fits the second-level cache.</summary>
    public const int SampleBytes = 512 * 1024;

    /// <summary>Pixels in one message when they travel in the stream: small enough that other windows' frames get in between.</summary>
    public const int InlinePartBytes = 1024 * 1024;

    /// <summary>No more pixels are queued while so much waits to be read: a quarter of what the session takes before it is closed.</summary>
    public const long InlineQueuedBytes = ProtocolLimits.QueuedBytes / 4;

    /// <summary>When to look again whether the peer has read: an eighth of a frame's time.</summary>
    public static readonly TimeSpan InlineRetry = TimeSpan.FromMilliseconds(2);

    /// <summary>Outstanding xdg_surface.configure serials of one window that a client may still acknowledge.</summary>
    public const int ConfiguresPerWindow = 64;

    /// <summary>Popups on top of each other; a menu with sub-menus has five.</summary>
    public const int PopupDepth = 64;

    /// <summary>An app that has no desktop, or a hidden window, still gets this many frame callbacks: GL programs block on them.</summary>
    public static readonly TimeSpan HiddenFrameInterval = TimeSpan.FromSeconds(1);

    /// <summary>A commit without visible change is answered after a frame's time, when nobody told us the refresh rate of the screen.</summary>
    public static readonly TimeSpan DefaultFrameInterval = TimeSpan.FromTicks(TimeSpan.TicksPerSecond / 60);

    /// <summary>How long a new window waits for the desktop's size before it is told to choose its own.</summary>
    public static readonly TimeSpan ConfigurePatience = TimeSpan.FromMilliseconds(500);

    /// <summary>How long an unanswered configure holds back the next one.</summary>
    public static readonly TimeSpan AcknowledgePatience = TimeSpan.FromMilliseconds(300);

    /// <summary>A window that has not drawn for this long gives up its spare buffers and its mappings.</summary>
    public static readonly TimeSpan IdleWindow = TimeSpan.FromSeconds(2);

    /// <summary>Garbage that is worth a collection when a window becomes idle: a minute or so of a window that draws all the time.</summary>
    public const long IdleGarbageBytes = 4L * 1024 * 1024;

    /// <summary>A client that does not answer a ping for this long is reported as not responding.</summary>
    public static readonly TimeSpan PingPatience = TimeSpan.FromSeconds(10);
}
