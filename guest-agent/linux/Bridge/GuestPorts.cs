// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// Where a virtual machine's agent finds the bridge: two virtio-serial ports. By their names, or at paths that the command line gives.
/// They may appear after the agent has started.
/// </summary>
/// <param name="Control">Path of the control port; null: the port with the control channel's name.</param>
/// <param name="Bulk">Path of the bulk port; null: the port with the bulk channel's name.</param>
public sealed record GuestPorts(string? Control, string? Bulk)
{
    private const string ControlName = "org.seamless.control";
    private const string BulkName = "org.seamless.bulk";
    private const string PortsFolder = "/sys/class/virtio-ports";

    /// <exception cref="LinuxException">There is no such port yet, or it is somebody else's.</exception>
    public ByteStream Open(ChannelKind kind)
    {
        var (path, name) = kind == ChannelKind.Bulk ? (Bulk, BulkName) : (Control, ControlName);
        path ??= Find(name) ?? throw new LinuxException($"find the virtio-serial port '{name}'", Errno.ENOENT);
        return FileStatus.OfPath(path) is { IsSocket: true } ? UnixSocket.Connect(path) : CharacterDevice.Open(path);
    }

    /// <summary>"auto", or two paths with a comma between them; null for anything else.</summary>
    internal static GuestPorts? TryParse(string? words) => words?.Split(',') switch
    {
        ["auto"] => new GuestPorts(null, null),
        [{ Length: > 0 } control, { Length: > 0 } bulk] => new GuestPorts(control, bulk),
        _ => null,
    };

    private static string? Find(string name)
    {
        if (!Directory.Exists(PortsFolder))
            return null;
        foreach (var port in Directory.EnumerateDirectories(PortsFolder))
        {
            if (TryReadName(Path.Combine(port, "name")) == name)
                return Path.Combine("/dev", Path.GetFileName(port));
        }
        return null;
    }

    private static string? TryReadName(string file)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd('\n');
        }
        catch (IOException)
        {
            return null; // Without a name, or unplugged this moment.
        }
    }
}
