// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>The command line: whose agent this is, where its bridge listens, and where it serves Wayland clients.</summary>
/// <param name="Name">The guest's name.</param>
/// <param name="BridgeSocket">Path of the bridge's guest socket.</param>
/// <param name="WaylandDisplay">Path of the socket to make for Wayland clients.</param>
/// <param name="FrameMemories">The kinds of frame memory that the agent offers.</param>
public sealed record AgentOptions(string Name, string BridgeSocket, string WaylandDisplay, FrameMemoryKinds FrameMemories)
{
    public const string Usage = """
        usage: seamless-agent --name GUEST --bridge PATH --wayland-display PATH [--frame-memory auto|shared-fd|inline]
        Serves the guest's Wayland clients and sends their windows to the bridge.
        """;

    private const FrameMemoryKinds Automatic = FrameMemoryKinds.SharedFd | FrameMemoryKinds.Inline;

    /// <summary>Null when the words do not make a complete command line; then the problem is said in words.</summary>
    public static AgentOptions? TryParse(ReadOnlySpan<string> words, out string problem)
    {
        string? name = null, bridge = null, display = null;
        var memories = Automatic;
        problem = "";
        for (var i = 0; i < words.Length && problem.Length == 0; i += 2)
        {
            var value = i + 1 < words.Length ? words[i + 1] : null;
            switch (words[i])
            {
                case "--name":
                    name = value;
                    break;
                case "--bridge":
                    bridge = value;
                    break;
                case "--wayland-display":
                    display = value;
                    break;
                case "--frame-memory":
                    if (!TryParseMemory(value, out memories))
                        problem = $"'{value}' is not a frame memory; there are auto, shared-fd and inline";
                    break;
                default:
                    problem = $"'{words[i]}' is not an option";
                    break;
            }
            if (value is null && problem.Length == 0)
                problem = $"'{words[i]}' needs a value";
        }
        if (problem.Length == 0 && (name is null || bridge is null || display is null))
            problem = $"{(name is null ? "--name" : bridge is null ? "--bridge" : "--wayland-display")} is missing";
        return problem.Length == 0 ? new AgentOptions(name!, bridge!, display!, memories) : null;
    }

    private static bool TryParseMemory(string? word, out FrameMemoryKinds memories)
    {
        memories = word switch
        {
            "auto" => Automatic,
            "shared-fd" => FrameMemoryKinds.SharedFd,
            "inline" => FrameMemoryKinds.Inline,
            _ => FrameMemoryKinds.None,
        };
        return memories != FrameMemoryKinds.None;
    }
}
