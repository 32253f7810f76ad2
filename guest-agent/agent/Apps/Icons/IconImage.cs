// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Linux.Librsvg;

namespace Seamless.Agent.Apps.Icons;

/// <summary>
/// The bytes of an icon for the wire, always PNG. A PNG file goes out as it is, in whatever size the theme had nearest: the
/// desktop has the better scaler and knows its screens, and the agent stays without an image library. An SVG is
/// drawn at the size asked for.
/// </summary>
public static class IconImage
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Null when the file cannot be an icon; the reason is one line for a person.</summary>
    public static byte[]? Load(IconFile file, int sizePixels, out string? reason)
    {
        reason = null;
        if (file.Format == IconFormat.Xpm)
        {
            reason = "is an XPM image, which is not supported; PNG and SVG are";
            return null;
        }
        var bytes = RegularFile.Read(file.Path, AppsLimits.IconBytes + 1);
        if (bytes is null) reason = "cannot be read";
        else if (bytes.Length > AppsLimits.IconBytes) reason = $"is larger than {AppsLimits.IconBytes >> 20} MiB";
        else if (file.Format == IconFormat.Svg) return Draw(bytes, sizePixels, out reason);
        else if (!bytes.AsSpan().StartsWith(PngSignature)) reason = "is not a PNG image";
        return reason is null ? bytes : null;
    }

    private static byte[]? Draw(byte[] svg, int sizePixels, out string? reason)
    {
        if (!SvgImage.IsAvailable)
        {
            reason = "is an SVG image and librsvg is not installed; install it with: apt-get install librsvg2-2";
            return null;
        }
        try
        {
            var png = SvgImage.RenderPng(svg, sizePixels);
            reason = png.Length <= AppsLimits.IconBytes ? null : $"is larger than {AppsLimits.IconBytes >> 20} MiB when drawn";
            return reason is null ? png : null;
        }
        catch (SvgException e)
        {
            reason = e.Message;
            return null;
        }
    }
}
