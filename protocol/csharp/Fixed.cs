// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Protocol;

/// <summary>A signed 24.8 fixed-point number: positions inside a window, in logical units.</summary>
public readonly record struct Fixed(int Raw) : IComparable<Fixed>
{
    public static readonly Fixed Zero;

    public static Fixed FromInt(int value) => new(checked(value * 256));

    /// <summary>Rounds to the nearest 1/256; what does not fit is clamped, so no input can make it throw.</summary>
    public static Fixed FromDouble(double value) => new((int)Math.Clamp(Math.Round(value * 256.0), int.MinValue, int.MaxValue));

    public double ToDouble() => Raw / 256.0;

    /// <summary>The whole unit at or below the value.</summary>
    public int Floor() => Raw >> 8;

    public int CompareTo(Fixed other) => Raw.CompareTo(other.Raw);

    public override string ToString() => ToDouble().ToString("0.###", CultureInfo.InvariantCulture);

    public static Fixed operator +(Fixed left, Fixed right) => new(left.Raw + right.Raw);

    public static Fixed operator -(Fixed left, Fixed right) => new(left.Raw - right.Raw);

    public static Fixed operator -(Fixed value) => new(-value.Raw);

    public static bool operator <(Fixed left, Fixed right) => left.Raw < right.Raw;

    public static bool operator >(Fixed left, Fixed right) => left.Raw > right.Raw;

    public static bool operator <=(Fixed left, Fixed right) => left.Raw <= right.Raw;

    public static bool operator >=(Fixed left, Fixed right) => left.Raw >= right.Raw;
}
