// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>Where pixels come from: a client's buffer, a single colour, or a copy of our own.</summary>
public interface IPixelSource
{
    int Width { get; }

    int Height { get; }

    /// <summary>Whether every pixel is opaque whatever its alpha says.</summary>
    bool IsOpaque { get; }

    /// <summary>
    /// Copies a rectangle that lies within the source as premultiplied ARGB rows of <paramref name="strideBytes"/>. Alpha is 255 everywhere
    /// when the source is opaque and <paramref name="needAlpha"/> says that somebody looks at it.
    /// </summary>
    /// <returns>False when the pixels are no longer there: the client made its file shorter than it promised.</returns>
    bool TryRead(Box pixels, Span<byte> into, int strideBytes, bool needAlpha);
}
