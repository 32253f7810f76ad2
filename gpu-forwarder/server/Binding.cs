// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>GL's own names of what the executor asks the driver for.</summary>
internal static class Binding
{
    public const uint GL_ARRAY_BUFFER_BINDING = 0x8894, GL_ELEMENT_ARRAY_BUFFER_BINDING = 0x8895, GL_DRAW_INDIRECT_BUFFER_BINDING = 0x8F43;
    public const uint GL_PIXEL_PACK_BUFFER_BINDING = 0x88ED, GL_PIXEL_UNPACK_BUFFER_BINDING = 0x88EF;
    public const uint GL_DRAW_FRAMEBUFFER_BINDING = 0x8CA6, GL_READ_FRAMEBUFFER_BINDING = 0x8CAA, GL_READ_BUFFER = 0x0C02;
    public const uint GL_CLIENT_ACTIVE_TEXTURE = 0x84E1, GL_DOUBLEBUFFER = 0x0C32, GL_RENDERBUFFER_BINDING = 0x8CA7;
}
