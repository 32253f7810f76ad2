// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>The light that bytes of sRGB stand for (IEC 61966-2-1).</summary>
internal static class Srgb
{
    private const int Levels = 256, Steps = 4096;

    private static readonly float[] Lights = [.. Enumerable.Range(0, Levels).Select(level => (float)Decoded(level / 255.0))];

    /// <summary>From so much light on it is the next level.</summary>
    private static readonly float[] Ends = [.. Enumerable.Range(0, Levels).Select(level => level == Levels - 1 ? float.PositiveInfinity : (float)Decoded((level + 0.5) / 255))];

    /// <summary>The level at the beginning of each step of light, from where on the right one is searched.</summary>
    private static readonly byte[] Starts = [.. Enumerable.Range(0, Steps).Select(step => (byte)Array.FindIndex(Ends, end => step / (float)Steps < end))];

    public static float Light(int level) => Lights[level];

    /// <summary>The nearest level. Zero for what is no number.</summary>
    public static byte Level(float light)
    {
        if (!(light > 0))
            return 0;
        if (light >= 1)
            return Levels - 1;
        var level = Starts[(int)(light * Steps)];
        while (light >= Ends[level])
            level++;
        return level;
    }

    private static double Decoded(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
}
