// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux.Audio;

/// <summary>What the agent says about sound.</summary>
internal static class AudioLog
{
    public static void NoLibrary() => AgentLog.Warn("sound: none, libpulse is not installed; install it with: apt-get install libpulse0");

    public static void NoServer() => AgentLog.Warn(
        "sound: none, there is neither PipeWire nor PulseAudio; install one with: apt-get install pipewire-pulse wireplumber");

    public static void ServerStarted(string server) => AgentLog.Info($"sound: an app has asked for it; {server} started");

    public static void ServerEnded(string program) => AgentLog.Warn($"sound: {program} ended; started again when an app asks");

    public static void ServerFails(string program) => AgentLog.Warn($"sound: none from here on, {program} ends as soon as it is started");

    public static void NotStarted(string reason) => AgentLog.Warn($"sound: none, the sound server cannot be started: {reason}");

    public static void Lost(string reason) => AgentLog.Warn($"sound: the sound server is not reached: {reason}; trying again");

    public static void TooMany(int streams) => AgentLog.Warn($"sound: more than {streams} apps play; the rest is not heard");
}
