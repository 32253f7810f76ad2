// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>The command line: whose bridge this is, and where its two sides connect.</summary>
/// <param name="Name">The guest's name.</param>
/// <param name="GuestSocket">Where the agent of the built-in guest connects; null when the guest is a virtual machine.</param>
/// <param name="DesktopSocket">Where desktop and launchers connect.</param>
internal sealed record BridgeOptions(string Name, string? GuestSocket, string DesktopSocket)
{
    public const string Usage = """
        usage: seamless-bridge --name GUEST (--guest-socket PATH | --control-port PATH --bulk-port PATH) --desktop-socket PATH
                               [--gpu-socket PATH] [--ivshmem FILE]
        Relays between one guest's agent and the desktop, and checks everything that the guest says.
        The agent connects to the guest socket; or it is at the other end of two virtio-serial ports, on whose sockets QEMU listens.
        """;

    private static readonly string[] Names = ["--name", "--guest-socket", "--control-port", "--bulk-port", "--desktop-socket", "--gpu-socket", "--ivshmem"];

    /// <summary>QEMU's sockets of the guest's two ports; null without a virtual machine.</summary>
    public string? ControlPort { get; init; }

    public string? BulkPort { get; init; }

    /// <summary>Where a virtual machine's monitor finds the graphics device (vhost-user); null when the guest has none of ours.</summary>
    public string? GpuSocket { get; init; }

    /// <summary>The file behind the guest's shared memory device; null when it has none.</summary>
    public string? Ivshmem { get; init; }

    /// <summary>Where the agent is, for people.</summary>
    public string GuestSide => GuestSocket ?? ControlPort ?? "";

    /// <summary>Null when the words do not make a complete command line; then the problem is said in words.</summary>
    public static BridgeOptions? TryParse(ReadOnlySpan<string> words, out string problem)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < words.Length; i += 2)
        {
            if (i + 1 == words.Length)
            {
                problem = $"'{words[i]}' needs a value";
                return null;
            }
            if (!Names.Contains(words[i]))
            {
                problem = $"'{words[i]}' is not an option";
                return null;
            }
            values[words[i]] = words[i + 1];
        }
        problem = Lacking(values);
        return problem.Length > 0 ? null : new BridgeOptions(values["--name"], values.GetValueOrDefault("--guest-socket"), values["--desktop-socket"])
        {
            ControlPort = values.GetValueOrDefault("--control-port"),
            BulkPort = values.GetValueOrDefault("--bulk-port"),
            GpuSocket = values.GetValueOrDefault("--gpu-socket"),
            Ivshmem = values.GetValueOrDefault("--ivshmem"),
        };
    }

    private static string Lacking(Dictionary<string, string> values)
    {
        var hasSocket = values.ContainsKey("--guest-socket");
        var (hasControl, hasBulk) = (values.ContainsKey("--control-port"), values.ContainsKey("--bulk-port"));
        if (!values.ContainsKey("--name"))
            return "--name is missing";
        if (hasSocket && (hasControl || hasBulk))
            return "a guest is at a socket or at ports, not at both";
        if (hasControl != hasBulk)
            return $"{(hasControl ? "--bulk-port" : "--control-port")} is missing";
        if (!hasSocket && !hasControl)
            return "--guest-socket is missing";
        return values.ContainsKey("--desktop-socket") ? "" : "--desktop-socket is missing";
    }
}
