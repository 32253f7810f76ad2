// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Seamless.Tests.Linux.Audio;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>Sound as a person has it: an app of the built-in guest plays, and the desktop writes what it hears.</summary>
public sealed class SoundTests
{
    [Fact]
    public void What_an_app_plays_is_recorded_to_a_file_of_its_own()
    {
        using var seamless = new SeamlessCommand();
        var folder = seamless.PathOf("sound");
        var tone = Tone.Write(seamless.PathOf("tone.wav"), 44_100, (1.5, 440));
        seamless.Done("audio", "record", folder);

        // exec ends when the player has.
        seamless.Done("exec", "local", "--", GuestProgram.Require("/usr/bin/paplay", "pulseaudio-utils"), tone);
        var files = JsonDocument.Parse(seamless.Done("audio", "stop", "--json")).RootElement.GetProperty("files");

        var file = Assert.Single(files.EnumerateArray());
        Assert.Equal("paplay", file.GetProperty("app").GetString());
        var heard = Tone.FirstChannel(File.ReadAllBytes(file.GetProperty("file").GetString()!).AsSpan(44), 2);
        Assert.InRange(Tone.Frequency(heard, 48_000), 430, 441);
        Assert.InRange(heard.Length / 48_000.0, 1.4, 1.7);
        Assert.Empty(seamless.Json("audio", "streams").GetProperty("streams").EnumerateArray());
    }
}
