// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>The command line: whose bridge this is, and where its two sides connect.</summary>
internal sealed record BridgeOptions(string Name, string GuestSocket, string DesktopSocket)
{
    public const string Usage = """
        usage: seamless-bridge --name GUEST --guest-socket PATH --desktop-socket PATH [--gpu-socket PATH] [--ivshmem FILE]
        Relays between one guest's agent and the desktop, and checks everything that the guest says.
        """;

    /// <summary>Where a virtual machine's monitor finds the graphics device (vhost-user); null when the guest has none of ours.</summary>
    public string? GpuSocket { get; init; }

    /// <summary>The file behind the guest's shared memory device; null when it has none.</summary>
    public string? Ivshmem { get; init; }

    /// <summary>Null when the words do not make a complete command line; then the problem is said in words.</summary>
    public static BridgeOptions? TryParse(ReadOnlySpan<string> words, out string problem)
    {
        string? name = null, guest = null, desktop = null, gpu = null, ivshmem = null;
        problem = "";
        for (var i = 0; i < words.Length; i += 2)
        {
            if (i + 1 == words.Length)
            {
                problem = $"'{words[i]}' needs a value";
                return null;
            }
            switch (words[i])
            {
                case "--name":
                    name = words[i + 1];
                    break;
                case "--guest-socket":
                    guest = words[i + 1];
                    break;
                case "--desktop-socket":
                    desktop = words[i + 1];
                    break;
                case "--gpu-socket":
                    gpu = words[i + 1];
                    break;
                case "--ivshmem":
                    ivshmem = words[i + 1];
                    break;
                default:
                    problem = $"'{words[i]}' is not an option";
                    return null;
            }
        }
        if (name is null || guest is null || desktop is null)
        {
            problem = $"{(name is null ? "--name" : guest is null ? "--guest-socket" : "--desktop-socket")} is missing";
            return null;
        }
        return new BridgeOptions(name, guest, desktop) { GpuSocket = gpu, Ivshmem = ivshmem };
    }
}
