// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Stream;

/// <summary>
/// How many bytes GL reads or writes, in tight rows. -1 means that no GL has such a format or type, so that the driver will refuse the
/// call before it looks at memory. Arguments are 32-bit values of the client's; the products fit 64 bits or are cut off at the maximum.
/// </summary>
public static class Sizes
{
    /// <summary>Bytes of one element of a GL type; 0 for what is no type.</summary>
    public static long Element(long type) => type switch
    {
        0x1400 or 0x1401 => 1, // BYTE, UNSIGNED_BYTE
        0x1402 or 0x1403 or 0x1407 or 0x140B or 0x8D61 => 2, // SHORT, UNSIGNED_SHORT, 2_BYTES, HALF_FLOAT(_OES)
        0x1408 => 3, // 3_BYTES
        0x1404 or 0x1405 or 0x1406 or 0x1409 or 0x140C => 4, // INT, UNSIGNED_INT, FLOAT, 4_BYTES, FIXED
        0x140A => 8, // DOUBLE
        _ => 0,
    };

    public static long Image(long format, long type, long width, long height, long depth)
    {
        if (width <= 0 || height <= 0 || depth <= 0)
            return 0;
        if (type == 0x1A00) // BITMAP
            return format is 0x1900 or 0x1901 ? Product((width + 7) / 8, height, depth) : -1;
        var pixel = Packed(type);
        if (pixel == 0)
            pixel = Components(format) * Element(type);
        if (pixel <= 0 || Components(format) < 0)
            return -1;
        return Product(Product(pixel, width, 1), height, depth);
    }

    /// <summary>About how many bytes a driver needs for an image of this internal format.</summary>
    public static long Texels(long format, long width, long height, long depth, long samples)
    {
        if (width <= 0 || height <= 0 || depth <= 0)
            return 0;
        return Product(Product(width, height, depth), Texel(format), Math.Max(samples, 1));
    }

    private static long Texel(long format) => format switch
    {
        0x8814 or 0x8815 or 0x8D70 or 0x8D71 or 0x8D82 or 0x8D83 => 16, // RGB(A)32F, 32I, 32UI
        0x881A or 0x881B or 0x805B or 0x8054 or 0x8D76 or 0x8D77 or 0x8D88 or 0x8D89 or 0x8F9A or 0x8F9B or 0x8230 or 0x823B or 0x823C or 0x8CAD => 8, // RGB(A)16…, RG32…, DEPTH32F_STENCIL8
        0x8229 or 0x803C or 0x8040 or 0x804B or 0x8231 or 0x8232 or 0x8F94 => 1, // R8, ALPHA8, LUMINANCE8, INTENSITY8, R8I, R8UI
        _ => 4,
    };

    public static long Bitmap(long width, long height) => width <= 0 || height <= 0 ? 0 : (width + 7) / 8 * height;

    /// <summary>Elements of a one-dimensional evaluator's control points.</summary>
    public static long Map1(long target, long stride, long order) => order <= 0 || stride <= 0 ? 0 : Product(stride, order - 1, 1) + MapWidth(target);

    public static long Map2(long target, long ustride, long uorder, long vstride, long vorder) =>
        uorder <= 0 || vorder <= 0 || ustride <= 0 || vstride <= 0 ? 0 : Product(ustride, uorder - 1, 1) + Product(vstride, vorder - 1, 1) + MapWidth(target);

    private static long MapWidth(long target) => target switch
    {
        0x0D91 or 0x0DB1 or 0x0D93 or 0x0DB3 => 1, // INDEX, TEXTURE_COORD_1
        0x0D94 or 0x0DB4 => 2, // TEXTURE_COORD_2
        0x0D92 or 0x0DB2 or 0x0D95 or 0x0DB5 or 0x0D97 or 0x0DB7 => 3, // NORMAL, TEXTURE_COORD_3, VERTEX_3
        _ => 4,
    };

    private static long Components(long format) => format switch
    {
        0x1900 or 0x1901 or 0x1902 or 0x1903 or 0x1904 or 0x1905 or 0x1906 or 0x1909 or 0x8049 => 1, // COLOR_INDEX … ALPHA, LUMINANCE, INTENSITY
        0x8D94 or 0x8D95 or 0x8D96 or 0x8D97 or 0x8D9C => 1, // RED_INTEGER … ALPHA_INTEGER, LUMINANCE_INTEGER
        0x190A or 0x8227 or 0x8228 or 0x8D9D => 2, // LUMINANCE_ALPHA, RG, RG_INTEGER, LUMINANCE_ALPHA_INTEGER
        0x84F9 => 1, // DEPTH_STENCIL, whose types are packed
        0x85B9 or 0x8757 => 1, // YCBCR_422
        0x1907 or 0x80E0 or 0x8D98 or 0x8D9A => 3, // RGB, BGR, RGB_INTEGER, BGR_INTEGER
        0x1908 or 0x80E1 or 0x8000 or 0x8D99 or 0x8D9B => 4, // RGBA, BGRA, ABGR, RGBA_INTEGER, BGRA_INTEGER
        0x8C40 => 3, // SRGB
        0x8C42 => 4, // SRGB_ALPHA
        _ => -1,
    };

    private static long Packed(long type) => type switch
    {
        0x8032 or 0x8362 => 1, // UNSIGNED_BYTE_3_3_2, _2_3_3_REV
        0x8033 or 0x8034 or 0x8363 or 0x8364 or 0x8365 or 0x8366 => 2, // UNSIGNED_SHORT_4_4_4_4 …
        0x85BA or 0x85BB => 2, // UNSIGNED_SHORT_8_8 of YCBCR
        0x8035 or 0x8036 or 0x8367 or 0x8368 => 4, // UNSIGNED_INT_8_8_8_8 …
        0x84FA or 0x8C3B or 0x8C3E => 4, // UNSIGNED_INT_24_8, _10F_11F_11F_REV, _5_9_9_9_REV
        0x8DAD => 8, // FLOAT_32_UNSIGNED_INT_24_8_REV
        _ => 0,
    };

    private static long Product(long a, long b, long c)
    {
        var product = (Int128)a * b * c;
        return product > long.MaxValue / 2 ? long.MaxValue / 2 : (long)product;
    }
}
