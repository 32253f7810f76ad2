// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Agent.Linux.Apps;

/// <summary>
/// Ends the processes of one app: asks (SIGTERM), waits, then makes them (SIGKILL), again and again until none is left, because
/// one may have forked between the look and the signal.
/// </summary>
internal sealed class AppEnding : IDisposable
{
    private const int SigTerm = 15, SigKill = 9;

    private readonly string _app;
    private readonly Func<IReadOnlyList<ProcessStatus>> _members;
    private readonly LoopTimer _timer;
    private readonly Action _done;
    private int _rounds;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="app">Its name in the log.</param>
    /// <param name="members">Looks which of its processes live.</param>
    /// <param name="done">Called once: none lives, or those that do cannot be ended.</param>
    public AppEnding(EventLoop loop, string app, Func<IReadOnlyList<ProcessStatus>> members, Action done)
    {
        (_app, _members, _done) = (app, members, done);
        _timer = loop.CreateTimer(Kill);
    }

    public void Start()
    {
        foreach (var process in _members()) process.Signal(SigTerm);
        _timer.Start(LaunchLimits.StopGrace);
    }

    public void Dispose() => _timer.Dispose();

    private void Kill()
    {
        var members = _members();
        if (members.Count > 0 && _rounds++ < LaunchLimits.KillRounds)
        {
            foreach (var process in members) process.Signal(SigKill);
            _timer.Start(LaunchLimits.KillInterval);
            return;
        }
        if (members.Count > 0) AppsLog.NotKilled(_app, members.Count);
        _done();
    }
}
