// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Seamless.Linux;

namespace Seamless.Launcher.Cli;

/// <summary>What one client of the GPU server has done since it came, as the server's status socket tells it: a line with tabs.</summary>
internal sealed record GpuClient(ulong Session, int Process, string Program, double Milliseconds, IReadOnlyList<ulong> Counts, IReadOnlyDictionary<string, ulong> Causes)
{
    /// <summary>A line for each of at most 64 clients.</summary>
    public const int Most = 1 << 20;

    private const int CountsAt = 4, CountsInLine = 9;

    public bool SharesMemory => Counts[0] == 1;

    public ulong Records => Counts[2];

    public ulong RecordBytes => Counts[3];

    public ulong DataBytes => Counts[4];

    public ulong Frames => Counts[5];

    public ulong Waits => Counts[6];

    public ulong Sent => Counts[7];

    /// <summary>Null: no server runs.</summary>
    public static IReadOnlyList<GpuClient>? Ask(string socket)
    {
        try
        {
            using var connection = UnixSocket.Connect(socket);
            return Of(connection);
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    /// <summary>What the server says on a new connection to that socket.</summary>
    public static IReadOnlyList<GpuClient> Of(UnixSocket connection) => Parse(All(connection));

    /// <summary>What has no end is no line: the server was cut short.</summary>
    public static IReadOnlyList<GpuClient> Parse(ReadOnlySpan<byte> told) =>
        [.. Encoding.UTF8.GetString(told[..(told.LastIndexOf((byte)'\n') + 1)]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<GpuClient>()];

    /// <summary>Null: a server of another version.</summary>
    public static GpuClient? Parse(string line)
    {
        var parts = line.Split('\t');
        if (parts.Length != CountsAt + CountsInLine + 1 || !ulong.TryParse(parts[0], CultureInfo.InvariantCulture, out var session)
            || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var process) || !double.TryParse(parts[3], CultureInfo.InvariantCulture, out var milliseconds))
            return null;
        var counts = new ulong[CountsInLine];
        for (var i = 0; i < CountsInLine; i++)
        {
            if (!ulong.TryParse(parts[CountsAt + i], CultureInfo.InvariantCulture, out counts[i]))
                return null;
        }
        var causes = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var cause in parts[^1].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (cause.Split(':') is [var name, var count] && ulong.TryParse(count, CultureInfo.InvariantCulture, out var times))
                causes[name] = times;
        }
        return new GpuClient(session, process, parts[2], milliseconds, counts, causes);
    }

    private static byte[] All(UnixSocket connection)
    {
        var bytes = new byte[Most];
        var count = 0;
        var unwanted = new List<FileDescriptor>();
        while (count < bytes.Length)
        {
            connection.Descriptor.Await(Interest.Read);
            var result = connection.Receive(bytes.AsSpan(count), unwanted);
            unwanted.ForEach(handle => handle.Dispose());
            unwanted.Clear();
            if (result.Status == SocketStatus.Closed)
                break;
            count += result.Count;
        }
        return bytes[..count];
    }
}
