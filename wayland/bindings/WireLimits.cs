// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Wayland;

/// <summary>Maxima of the wire itself, the same for both sides.</summary>
internal static class WireLimits
{
    public const int HeaderBytes = 8;

    /// <summary>libwayland neither sends nor takes a longer message, so nobody on this wire may rely on more.</summary>
    public const int MessageBytes = 4096;

    /// <summary>Of an error's text; three bytes each in the worst case still leave room in a message.</summary>
    public const int ErrorCharacters = 500;

    /// <summary>One read of a connection, and so the most that one peer can make us do before the others have their turn.</summary>
    public const int ReadBytes = 16 * 1024;

    /// <summary>What libwayland has room for when it receives; a longer list of descriptors would be cut off.</summary>
    public const int DescriptorsPerSend = 28;

    /// <summary>
    /// Descriptors that came before the messages which claim them. A read ends at the boundary of one sendmsg, so an honest peer is
    /// never ahead by more than a few of those.
    /// </summary>
    public const int UnclaimedDescriptors = 4 * DescriptorsPerSend;

    /// <summary>Server-made objects have ids from here on, client-made ones below.</summary>
    public const uint FirstServerId = 0xff00_0000;
}
