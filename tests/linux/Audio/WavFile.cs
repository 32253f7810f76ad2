// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Seamless.Tests.Linux.Audio;

/// <summary>A WAV file of signed 16 bit samples, to be followed by its frames.</summary>
internal static class WavFile
{
    private const short Pcm = 1, SampleBytes = 2;

    public static BinaryWriter Create(string path, short channels, int rate, int frames)
    {
        var file = new BinaryWriter(File.Create(path));
        var frameBytes = (short)(channels * SampleBytes);
        file.Write(Encoding.ASCII.GetBytes("RIFF"));
        file.Write(36 + (frames * frameBytes));
        file.Write(Encoding.ASCII.GetBytes("WAVEfmt "));
        file.Write(16);
        file.Write(Pcm);
        file.Write(channels);
        file.Write(rate);
        file.Write(rate * frameBytes);
        file.Write(frameBytes);
        file.Write((short)(SampleBytes * 8));
        file.Write(Encoding.ASCII.GetBytes("data"));
        file.Write(frames * frameBytes);
        return file;
    }
}
