// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Tests.Linux.Audio;

/// <summary>A tone for programs to play, and what is left of it.</summary>
internal static class Tone
{
    public const int Amplitude = 12_000;

    /// <summary>A WAV file of one channel: pieces of so many seconds at so many hertz; 0 is silence.</summary>
    public static string Write(string path, int rate, params (double Seconds, double Hertz)[] pieces)
    {
        using var file = WavFile.Create(path, 1, rate, pieces.Sum(piece => (int)(piece.Seconds * rate)));
        foreach (var (seconds, hertz) in pieces)
        {
            for (var i = 0; i < (int)(seconds * rate); i++)
                file.Write((short)Math.Round(Amplitude * Math.Sin(2 * Math.PI * hertz * i / rate)));
        }
        return path;
    }

    /// <summary>The first channel of frames of signed 16 bit samples.</summary>
    public static short[] FirstChannel(ReadOnlySpan<byte> bytes, int channels)
    {
        var samples = new short[bytes.Length / (2 * channels)];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * 2 * channels)..]);
        return samples;
    }

    /// <summary>Rising zero crossings from one that is well inside the tone to another, so that a resampler's ringing at the ends does not count.</summary>
    public static double Frequency(ReadOnlySpan<short> samples, int rate)
    {
        samples = samples[(rate / 20)..^(rate / 20)];
        int first = -1, last = 0, count = 0;
        for (var i = 1; i < samples.Length; i++)
        {
            if (samples[i - 1] >= 0 || samples[i] < 0)
                continue;
            if (first < 0)
                first = i;
            else
                count++;
            last = i;
        }
        return (double)count * rate / (last - first);
    }

    /// <summary>Places where the wave jumps further than the tone goes in one frame: something is missing there, or was put in.</summary>
    public static int Jumps(ReadOnlySpan<short> samples, int rate, double hertz)
    {
        // A resampler begins and ends with a flourish.
        samples = samples[(rate / 20)..^(rate / 20)];
        var most = 1.5 * Amplitude * 2 * Math.PI * hertz / rate;
        var jumps = 0;
        for (var i = 1; i < samples.Length; i++)
        {
            if (Math.Abs(samples[i] - samples[i - 1]) > most)
                jumps++;
        }
        return jumps;
    }

    /// <summary>Frames of a tone of two seconds, but for one turn of the server's graph, and for what a resampler leaves off.</summary>
    public static double Shortest(int rate) => rate * 1.985;

    /// <summary>A player that missed its time near an end, where jumps are not counted, has put silence in.</summary>
    public static double Longest(int rate) => rate * 2.01;

    /// <summary>Nothing is missing of a tone of two seconds, and nothing was put in.</summary>
    public static bool IsWhole(ReadOnlySpan<short> samples, int rate, double hertz) =>
        samples.Length >= Shortest(rate) && samples.Length <= Longest(rate) && Jumps(samples, rate, hertz) == 0;
}
