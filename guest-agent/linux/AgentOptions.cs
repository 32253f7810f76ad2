// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>Where the sound of the guest's apps comes from.</summary>
public enum GuestSound
{
    None,

    /// <summary>A server that the agent starts for them.</summary>
    Own,

    /// <summary>The one of the user's session.</summary>
    Session,
}

/// <summary>The command line: whose agent this is, where its bridge is, and where it serves Wayland clients.</summary>
/// <param name="Name">The guest's name.</param>
/// <param name="BridgeSocket">Path of the bridge's guest socket; null when the bridge is at ports.</param>
/// <param name="WaylandDisplay">Path of the socket to make for Wayland clients.</param>
/// <param name="FrameMemories">The kinds of frame memory that the agent offers.</param>
public sealed record AgentOptions(string Name, string? BridgeSocket, string WaylandDisplay, FrameMemoryKinds FrameMemories)
{
    public const string Usage = """
        usage: seamless-agent --name GUEST (--bridge PATH | --ports auto|CONTROL,BULK) --wayland-display PATH
                              [--frame-memory auto|gpu-resource|ivshmem|shared-fd|inline] [--sound auto|own|session|none]
        Serves the guest's Wayland clients and sends their windows to the bridge: at a socket, or in a virtual machine at two
        virtio-serial ports, which are found by their names or at the paths given. Sound: of a server of the guest's own, or of
        the user's session; auto: in a virtual machine the session's.
        """;

    /// <summary>All of them; which of them work is found out when a session opens.</summary>
    private const FrameMemoryKinds Automatic =
        FrameMemoryKinds.SharedFd | FrameMemoryKinds.GpuResource | FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline;

    /// <summary>The ports whose other end is the bridge; null when it is at a socket.</summary>
    public GuestPorts? Ports { get; init; }

    /// <summary>In a virtual machine the session is the guest's alone; elsewhere it is a person's, who has a sound server of his own.</summary>
    public GuestSound Sound { get; init; } = GuestSound.Own;

    /// <summary>Null when the words do not make a complete command line; then the problem is said in words.</summary>
    public static AgentOptions? TryParse(ReadOnlySpan<string> words, out string problem)
    {
        string? name = null, bridge = null, ports = null, display = null, memory = "auto", sound = "auto";
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
                case "--ports":
                    ports = value;
                    break;
                case "--wayland-display":
                    display = value;
                    break;
                case "--frame-memory":
                    memory = value;
                    break;
                case "--sound":
                    sound = value;
                    break;
                default:
                    problem = $"'{words[i]}' is not an option";
                    break;
            }
            if (value is null && problem.Length == 0)
                problem = $"'{words[i]}' needs a value";
        }
        if (problem.Length == 0 && (name is null || (bridge is null && ports is null) || display is null))
            problem = $"{(name is null ? "--name" : bridge is null && ports is null ? "--bridge" : "--wayland-display")} is missing";
        if (problem.Length == 0 && ParseSound(sound, ports is not null) is null)
            problem = $"'{sound}' is no place for sound to come from; there are auto, own, session and none";
        return problem.Length == 0
            ? Checked(new AgentOptions(name!, bridge, display!, ParseMemory(memory)) { Sound = ParseSound(sound, ports is not null)!.Value }, ports, memory, out problem)
            : null;
    }

    private static AgentOptions? Checked(AgentOptions options, string? ports, string? memory, out string problem)
    {
        var place = GuestPorts.TryParse(ports);
        problem = "";
        if (options.FrameMemories == FrameMemoryKinds.None)
            problem = $"'{memory}' is not a frame memory; there are auto, gpu-resource, ivshmem, shared-fd and inline";
        else if (ports is not null && options.BridgeSocket is not null)
            problem = "the bridge is at a socket or at ports, not at both";
        else if (ports is not null && place is null)
            problem = $"'{ports}' names no ports; say auto, or two paths with a comma between them";
        else if (place is not null && (options.FrameMemories & ~FrameMemoryKinds.SharedFd) == 0)
            problem = "ports carry no handles, so there is no frame memory shared-fd; say auto";
        return problem.Length == 0 ? options with { Ports = place } : null;
    }

    private static GuestSound? ParseSound(string? word, bool isMachine) => word switch
    {
        "auto" => isMachine ? GuestSound.Session : GuestSound.Own,
        "own" => GuestSound.Own,
        "session" => GuestSound.Session,
        "none" => GuestSound.None,
        _ => null,
    };

    private static FrameMemoryKinds ParseMemory(string? word) => word switch
    {
        "auto" => Automatic,
        // Where the machine does not have what was asked for the apps shall still be seen.
        "gpu-resource" => FrameMemoryKinds.GpuResource | FrameMemoryKinds.Inline,
        "ivshmem" => FrameMemoryKinds.Ivshmem | FrameMemoryKinds.Inline,
        "shared-fd" => FrameMemoryKinds.SharedFd,
        "inline" => FrameMemoryKinds.Inline,
        _ => FrameMemoryKinds.None,
    };
}
