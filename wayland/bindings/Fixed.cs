// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Wayland;

/// <summary>The wire's fixed-point number: signed, 24 bits before the point and 8 behind it.</summary>
public readonly record struct Fixed(int Raw) : IComparable<Fixed>
{
    public static readonly Fixed Zero;

    public static Fixed FromInt(int value) => new(value << 8);

    /// <summary>The nearest fixed-point number; beyond its range the outermost one.</summary>
    public static Fixed FromDouble(double value) => new(checked((int)Math.Clamp(Math.Round(value * 256.0), int.MinValue, int.MaxValue)));

    public double ToDouble() => Raw / 256.0;

    /// <summary>The whole number at or below.</summary>
    public int Floor() => Raw >> 8;

    public int CompareTo(Fixed other) => Raw.CompareTo(other.Raw);

    public override string ToString() => ToDouble().ToString("0.########", CultureInfo.InvariantCulture);

    public static implicit operator Fixed(int value) => FromInt(value);

    public static Fixed operator +(Fixed left, Fixed right) => new(left.Raw + right.Raw);

    public static Fixed operator -(Fixed left, Fixed right) => new(left.Raw - right.Raw);

    public static bool operator <(Fixed left, Fixed right) => left.Raw < right.Raw;

    public static bool operator >(Fixed left, Fixed right) => left.Raw > right.Raw;

    public static bool operator <=(Fixed left, Fixed right) => left.Raw <= right.Raw;

    public static bool operator >=(Fixed left, Fixed right) => left.Raw >= right.Raw;
}
