// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Daemon;
using Seamless.Linux;

namespace Seamless.Launcher.Cli;

/// <summary>The GPU server of this person's session, whoever started it, and the programs that draw on it.</summary>
internal sealed class RunningGpuServer : IDisposable
{
    private const int SigTerm = 15;

    /// <summary>It has nothing to do but to close its sockets.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(5);

    private readonly ForeignProcess _process;

    private RunningGpuServer(ForeignProcess process, IReadOnlyList<GpuClient> clients) => (_process, Clients) = (process, clients);

    /// <summary>Those that have ended are none, although the server may not have heard of it.</summary>
    public IReadOnlyList<GpuClient> Clients { get; }

    /// <summary>Null: none runs.</summary>
    public static RunningGpuServer? Find(RuntimeFolder runtime)
    {
        try
        {
            using var connection = UnixSocket.Connect(runtime.GpuStatusSocket);
            var server = connection.Peer.Pid;
            var clients = GpuClient.Of(connection).Where(each => ProcessStatus.Of(each.Process) is { HasEnded: false }).ToList();
            return ProcessStatus.Of(server) is { } status && ForeignProcess.Find(server, status.StartTicks) is { } found ? new RunningGpuServer(found, clients) : null;
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    /// <summary>Ends it, and waits until it is gone.</summary>
    public void End()
    {
        _process.Signal(SigTerm);
        if (!_process.WaitForEnd(LastMoment))
            throw new LauncherException($"the GPU server (process {_process.Pid}) does not end");
    }

    public void Dispose() => _process.Dispose();
}
