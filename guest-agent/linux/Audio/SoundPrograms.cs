// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;

namespace Seamless.Agent.Linux.Audio;

/// <summary>The sound server that is installed.</summary>
internal sealed record SoundPrograms(string? PipeWire, string? WirePlumber, string? PipeWirePulse, string? PulseAudio)
{
    /// <summary>Scripts of WirePlumber 0.4 lie there; from 0.5 on its configuration is another, with profiles.</summary>
    private const string LuaConfigs = "/usr/share/wireplumber/main.lua.d";

    public bool IsPipeWire => PipeWire is not null && WirePlumber is not null && PipeWirePulse is not null;

    public static bool IsWirePlumberOfLua => Directory.Exists(LuaConfigs);

    public string Name => IsPipeWire ? "PipeWire" : "PulseAudio";

    /// <summary>Null when there is none.</summary>
    public static SoundPrograms? Find(ProgramSearch search)
    {
        var found = new SoundPrograms(search.Find("pipewire"), search.Find("wireplumber"), search.Find("pipewire-pulse"), search.Find("pulseaudio"));
        return found.IsPipeWire || found.PulseAudio is not null ? found : null;
    }
}
