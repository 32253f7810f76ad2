// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>
/// A rectangle by its edges; right and bottom are outside. Edges stay within ±<see cref="EdgeLimit"/>, because clients like to damage
/// (0, 0, INT_MAX, INT_MAX) and sums of two edges must never overflow.
/// </summary>
public readonly record struct Box(int Left, int Top, int Right, int Bottom)
{
    public const int EdgeLimit = 1 << 29;

    public static readonly Box Everything = new(-EdgeLimit, -EdgeLimit, EdgeLimit, EdgeLimit);

    public int Width => Right - Left;

    public int Height => Bottom - Top;

    public bool IsEmpty => Right <= Left || Bottom <= Top;

    public long Area => IsEmpty ? 0 : (long)Width * Height;

    public static Box FromSize(long x, long y, long width, long height) =>
        new(Clamp(x), Clamp(y), Clamp(x + Math.Max(width, 0)), Clamp(y + Math.Max(height, 0)));

    public Box Intersect(Box other) =>
        new(Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));

    /// <summary>The smallest box around both; an empty one adds nothing.</summary>
    public Box Union(Box other)
    {
        if (IsEmpty)
            return other;
        if (other.IsEmpty)
            return this;
        return new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));
    }

    public Box Offset(int dx, int dy) =>
        new(Clamp((long)Left + dx), Clamp((long)Top + dy), Clamp((long)Right + dx), Clamp((long)Bottom + dy));

    public bool Contains(int x, int y) => x >= Left && x < Right && y >= Top && y < Bottom;

    public bool Contains(Box other) =>
        other.IsEmpty || (other.Left >= Left && other.Top >= Top && other.Right <= Right && other.Bottom <= Bottom);

    public bool Overlaps(Box other) => !Intersect(other).IsEmpty;

    public override string ToString() => $"{Width}×{Height}+{Left}+{Top}";

    private static int Clamp(long edge) => (int)Math.Clamp(edge, -EdgeLimit, EdgeLimit);
}
