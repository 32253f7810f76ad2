// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>One client, as the listening process knows it.</summary>
internal sealed class Session : IDisposable
{
    private static ulong _count;

    private Session(int client, SessionCounters counters) => (Number, Process, Program, Counters) = (++_count, client, NameOf(client), counters);

    public ulong Number { get; }

    /// <summary>The client's own; of one that comes through a door, the launcher's.</summary>
    public int Process { get; }

    public string Program { get; }

    public SessionCounters Counters { get; }

    public Stopwatch Since { get; } = Stopwatch.StartNew();

    public static Session Of(UnixSocket socket) => new(socket.Peer.Pid, SessionCounters.Create());

    public void Dispose() => Counters.Dispose();

    /// <summary>What the kernel calls the program; anything may stand there.</summary>
    private static string NameOf(int process)
    {
        try
        {
            var name = File.ReadAllText($"/proc/{process}/comm").TrimEnd('\n');
            return string.Concat(name.Select(each => char.IsControl(each) ? '?' : each));
        }
        catch (IOException)
        {
            return "?";
        }
    }
}
