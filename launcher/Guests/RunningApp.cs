// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Guests;

/// <summary>An app that was started and has not ended, as the guest's session knows it.</summary>
internal sealed class RunningApp(string name, AppStarted started)
{
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public uint Instance => started.Instance;

    public int ProcessId => started.ProcessId;

    /// <summary>Completes with how it ended: "ended with exit code 1".</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Set before <see cref="Ended"/> completes. An app that hands over to its running instance ends like this.</summary>
    public bool EndedWell { get; private set; }

    public InstanceInfo Info => new(Instance, name, ProcessId);

    public string End(AppExited exit) => End(exit.Signal != 0 ? $"was ended by signal {exit.Signal}" : $"ended with exit code {exit.ExitCode}", exit is { Signal: 0, ExitCode: 0 });

    public string End(string how, bool isWell = false)
    {
        EndedWell = isWell;
        _ended.TrySetResult(how);
        return how;
    }
}
