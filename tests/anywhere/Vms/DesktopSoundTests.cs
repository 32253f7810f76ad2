// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Cli;
using Seamless.Launcher.Vms;
using Xunit;

namespace Seamless.Tests.Anywhere.Vms;

/// <summary>Where a virtual machine's sound comes out, for every session and every QEMU that there may be.</summary>
public sealed class DesktopSoundTests
{
    private const string Pulse = "/run/user/1000/pulse/native", PipeWire = "/run/user/1000/pipewire-0";

    [Fact]
    public void Pulseaudio_is_preferred_for_pipewire_answers_there_too()
    {
        var sound = Find(["none", "pa", "pipewire"], [Pulse, PipeWire]);
        Assert.Equal(("pa", $",server=unix:{Pulse}", true), (sound.Driver, sound.Options, sound.IsHeard));
    }

    [Theory]
    [InlineData("pipewire")]
    [InlineData("pa pipewire")]
    public void Pipewire_alone_is_spoken_to_in_its_own_way(string drivers)
    {
        var sound = Find(drivers.Split(' '), [PipeWire]);
        Assert.Equal(("pipewire", "", $"through PipeWire at {PipeWire}"), (sound.Driver, sound.Options, sound.Remark));
    }

    [Fact]
    public void A_qemu_without_the_driver_is_silent_and_says_which()
    {
        var sound = Find(["none", "alsa", "oss", "wav"], [Pulse]);
        Assert.Equal(("none", "this QEMU has no driver for PulseAudio", true), (sound.Driver, sound.Remark, sound.LacksDriver));
    }

    [Fact]
    public void A_session_without_a_server_is_silent()
    {
        var sound = Find(["pa", "pipewire"], []);
        Assert.Equal(("none", "this session has no sound server", false), (sound.Driver, sound.Remark, sound.LacksDriver));
        Assert.False(DesktopSound.Find(new UserEnvironment(new Dictionary<string, string>(), "/", 1000), ["pa"], _ => true).IsHeard);
    }

    [Theory]
    [InlineData("unix:/tmp/pulse", "/tmp/pulse", true)]
    [InlineData("/tmp/pulse", "/tmp/pulse", true)]
    [InlineData("tcp:192.0.2.1:4713", Pulse, false)]
    public void The_session_s_variable_names_the_server_but_not_one_on_the_network(string variable, string answering, bool isHeard) =>
        Assert.Equal(isHeard, Find(["pa"], [answering], ("PULSE_SERVER", variable)).IsHeard);

    internal static DesktopSound In(IReadOnlyList<string> drivers, string? answering = null, params (string, string)[] variables) =>
        Find(drivers, answering is null ? [] : [answering], variables);

    private static DesktopSound Find(IReadOnlyList<string> drivers, string[] answering, params (string Name, string Value)[] variables)
    {
        var all = new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = "/run/user/1000" };
        foreach (var (name, value) in variables)
            all[name] = value;
        return DesktopSound.Find(new UserEnvironment(all, "/", 1000), drivers, answering.Contains);
    }
}
