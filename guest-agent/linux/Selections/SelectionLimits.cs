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
}
