// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>A rectangle; empty when a side is zero or less. Edges are computed in 64 bits, so they cannot overflow.</summary>
public readonly record struct Rect(int X, int Y, int Width, int Height)
{
    public bool IsEmpty => Width <= 0 || Height <= 0;

    public long Right => (long)X + Width;

    public long Bottom => (long)Y + Height;

    public long Area => IsEmpty ? 0 : (long)Width * Height;

    public bool Contains(int x, int y) => x >= X && y >= Y && x < Right && y < Bottom;

    public bool Contains(Rect other) => other.X >= X && other.Y >= Y && other.Right <= Right && other.Bottom <= Bottom;

    public Rect Intersect(Rect other)
    {
        int x = Math.Max(X, other.X);
        int y = Math.Max(Y, other.Y);
        long width = Math.Min(Right, other.Right) - x;
        long height = Math.Min(Bottom, other.Bottom) - y;
        return width <= 0 || height <= 0 ? default : new Rect(x, y, (int)width, (int)height);
    }

    /// <summary>The smallest rectangle around both; an empty one adds nothing.</summary>
    public Rect Union(Rect other)
    {
        if (IsEmpty) return other;
        if (other.IsEmpty) return this;
        int x = Math.Min(X, other.X);
        int y = Math.Min(Y, other.Y);
        return new Rect(x, y, Clamp(Math.Max(Right, other.Right) - x), Clamp(Math.Max(Bottom, other.Bottom) - y));
    }

    public Rect Offset(int dx, int dy) => this with { X = X + dx, Y = Y + dy };

    public override string ToString() => $"{Width}×{Height}+{X}+{Y}";

    private static int Clamp(long side) => (int)Math.Min(side, int.MaxValue);
}
