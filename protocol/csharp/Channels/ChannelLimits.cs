// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>What one channel takes before it gives up on its peer. Reasons: <see cref="ProtocolLimits"/>.</summary>
public sealed record ChannelLimits(int MessageBytes, int QueuedBytes, int HandlesPerMessage = ProtocolLimits.HandlesPerMessage)
{
    public static readonly ChannelLimits Handshake = new(ProtocolLimits.HandshakeMessageBytes, ProtocolLimits.QueuedBytes, 0);

    public static readonly ChannelLimits Control = new(ProtocolLimits.ControlMessageBytes, ProtocolLimits.QueuedBytes);

    public static readonly ChannelLimits Bulk = new(ProtocolLimits.BulkMessageBytes, ProtocolLimits.QueuedBytes, 0);

    /// <summary>Bytes read in one turn of the loop, so that a busy peer does not keep the others waiting.</summary>
    public const int BytesPerTurn = 1024 * 1024;

    /// <summary>
    /// Bytes written in one turn. A socket's own buffer takes no more; a virtio-serial port would take two megabytes in writes of 32 KiB, and a
    /// key on the other port would wait for all of them.
    /// </summary>
    public const int BytesWrittenPerTurn = 256 * 1024;
}
