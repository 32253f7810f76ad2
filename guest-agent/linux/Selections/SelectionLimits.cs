// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>Maxima of what clients can make us remember of what they offer to each other.</summary>
public static class SelectionLimits
{
    /// <summary>MIME types of one source. Browsers and office suites offer some dozens; each is sent to every reader.</summary>
    public const int MimeTypes = 128;

    /// <summary>UTF-8 bytes of one MIME type: RFC 6838 allows 127 characters on each side of the slash.</summary>
    public const int MimeTypeBytes = 255;

    /// <summary>Sources of one client that are not destroyed, and data devices of each kind. A client has one selection at a time.</summary>
    public const int SourcesPerClient = 256;

    /// <summary>Data devices of one client, of each kind: a toolkit makes one per seat, a plugin host a few more.</summary>
    public const int DevicesPerClient = 64;

    /// <summary>Between two offers of one selection to the desktop: marking text sets it anew with each motion of the pointer.</summary>
    public static readonly TimeSpan OfferPause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long an app may leave the desktop's paste without a byte, as the protocol has it.</summary>
    public static readonly TimeSpan SilentOwner = TimeSpan.FromSeconds(Protocol.ProtocolLimits.ClipboardSeconds);

    /// <summary>How long the desktop may leave an app's paste without a byte: twice that, so that who has the content can say what is wrong.</summary>
    public static readonly TimeSpan SilentDesktop = 2 * SilentOwner;

    /// <summary>How long an app may stop reading in the middle of its paste before its place is given to others.</summary>
    public static readonly TimeSpan IdleReader = TimeSpan.FromSeconds(30);
}
