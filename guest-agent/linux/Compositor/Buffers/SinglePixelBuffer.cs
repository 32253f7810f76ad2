// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>wp_single_pixel_buffer_manager_v1: buffers of one colour, to be scaled by a viewport.</summary>
internal sealed class SinglePixelGlobal(Client client, uint id, int version) : WpSinglePixelBufferManagerV1(client, id, version)
{
    protected override void OnCreateU32RgbaBuffer(uint id, uint r, uint g, uint b, uint a) =>
        _ = new SinglePixelBuffer(Client, id, TopByte(a) << 24 | TopByte(r) << 16 | TopByte(g) << 8 | TopByte(b));

    private static uint TopByte(uint value) => value >> 24;
}

/// <param name="colour">Premultiplied ARGB.</param>
internal sealed class SinglePixelBuffer(Client client, uint id, uint colour) : ClientBuffer(client, id)
{
    public override int Width => 1;

    public override int Height => 1;

    public override bool IsOpaque => colour >> 24 == 0xFF;

    public override bool TryRead(Box pixels, Span<byte> into, int strideBytes, bool needAlpha)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, colour);
        return true;
    }

    public override void PostUnreadable() => throw new System.Diagnostics.UnreachableException("A colour can always be read.");

    protected override void FreePixels()
    {
    }
}
