// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Seamless.Tests.Linux.Audio;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>
/// Sound down the whole line: a player in the built-in guest, the agent, the bridge, the launcher's door, the Redox endpoint, and what Redox'
/// loudspeaker got.
/// </summary>
public sealed class SoundInOrbitalTests : IDisposable
{
    private const int Rate = 44_100, Attempts = 5;
    private readonly SeamlessCommand _seamless = new();
    private OrbitalStage? _orbital;

    public void Dispose()
    {
        _orbital?.Dispose();
        _seamless.Dispose();
    }

    [Theory]
    [InlineData("paplay", "pulseaudio-utils")]
    [InlineData("pw-play", "pipewire-bin")]
    public void A_tone_reaches_the_loudspeaker_whole_and_without_a_gap(string program, string package)
    {
        var player = GuestProgram.Require($"/usr/bin/{program}", package);
        _orbital = new OrbitalStage(_seamless, "real");
        // Three tones, so that what is missing is known by its place.
        var tone = Tone.Write(_seamless.PathOf("tone.wav"), Rate, (0.5, 440), (1, 880), (0.5, 660));
        _orbital.ShowTerminal();

        // On a machine that is busy with other things a player may miss its time; what it did not play cannot be heard.
        short[] heard;
        var attempt = 0;
        do
        {
            var before = Loudspeaker().Length;
            _seamless.Done("exec", "local", "--", player, tone);
            _orbital.Hand("wait streams 0");
            heard = Heard(before);
            TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{program}: {heard.Length / (double)Rate:0.000} s of 2 s, {Tone.Jumps(heard, Rate, 880)} jumps"));
        }
        while (!Tone.IsWhole(heard, Rate, 880) && ++attempt < Attempts);

        GuestAudioTests.SkipIfBusy(!Tone.IsWhole(heard, Rate, 880));
        Assert.Equal(0, Tone.Jumps(heard, Rate, 880));
        Assert.InRange(heard.Length, Tone.Shortest(Rate), Tone.Longest(Rate));
        Assert.InRange(Tone.Frequency(heard.AsSpan()[^(Rate / 2)..], Rate), 659, 661);
        Assert.InRange(Tone.Frequency(heard.AsSpan()[^(Rate * 3 / 2)..^(Rate / 2)], Rate), 879, 881);
        Assert.InRange(Tone.Frequency(heard.AsSpan()[..^(Rate * 3 / 2)], Rate), 438, 442);
    }

    private short[] Loudspeaker() => Tone.FirstChannel(File.ReadAllBytes(Path.Combine(_orbital!.Prefix, "audio.raw")), 2);

    /// <summary>From the first sound after what had been heard before to the last one.</summary>
    private short[] Heard(int before)
    {
        var samples = Loudspeaker()[before..];
        var first = Array.FindIndex(samples, sample => sample != 0);
        var last = Array.FindLastIndex(samples, sample => sample != 0);
        Assert.True(first >= 0, "the loudspeaker was silent");
        return samples[first..(last + 1)];
    }
}
