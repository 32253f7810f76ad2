// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Tests.Linux.Audio;

/// <summary>A sound of which each millisecond has a value of its own, so that what is missing of it is known by its place.</summary>
internal static class Stairs
{
    public const int Rate = 48_000, Milliseconds = 300;
    private const int Step = Rate / 1000, Height = 100;

    /// <summary>A WAV file of two channels.</summary>
    public static string Write(string path)
    {
        using var file = WavFile.Create(path, 2, Rate, Milliseconds * Step);
        for (var frame = 0; frame < Milliseconds * Step; frame++)
        {
            file.Write(Value(frame / Step));
            file.Write(Value(frame / Step));
        }
        return path;
    }

    /// <summary>Milliseconds that are missing before the first that was heard, after the last, and in between.</summary>
    public static (int Before, int After, int Between) Missing(ReadOnlySpan<byte> frames)
    {
        var heard = new HashSet<int>();
        for (; frames.Length >= 4; frames = frames[4..])
        {
            var step = (BinaryPrimitives.ReadInt16LittleEndian(frames) + (Height / 2)) / Height;
            if (step > 0)
                heard.Add(step - 1);
        }
        return heard.Count == 0
            ? (Milliseconds, 0, 0)
            : (heard.Min(), Milliseconds - 1 - heard.Max(), heard.Max() - heard.Min() + 1 - heard.Count);
    }

    private static short Value(int millisecond) => (short)((millisecond + 1) * Height);
}
