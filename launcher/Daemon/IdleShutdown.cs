// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Guests;

namespace Seamless.Launcher.Daemon;

/// <summary>Ends a daemon that nobody has talked to for a while and in whose guests nothing runs. One timer, so that being idle costs nothing.</summary>
internal sealed class IdleShutdown : IHostedService, IDisposable
{
    private readonly GuestService _guests;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<IdleShutdown> _log;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private int _busy;

    public IdleShutdown(GuestService guests, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<IdleShutdown> log)
    {
        _guests = guests;
        _lifetime = lifetime;
        _log = log;
        _timer = time.CreateTimer(_ => _ = CheckAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Busy().Dispose();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Until the result is disposed somebody is there; the time counts from then.</summary>
    public IDisposable Busy()
    {
        lock (_lock)
        {
            _busy++;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        return new Presence(this);
    }

    public void Dispose() => _timer.Dispose();

    private void Left()
    {
        lock (_lock)
        {
            if (--_busy == 0)
                _timer.Change(LauncherLimits.Idle, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task CheckAsync()
    {
        var runs = await _guests.AnythingRunsAsync().ConfigureAwait(false);
        lock (_lock)
        {
            if (_busy > 0)
                return;
            if (runs)
            {
                _timer.Change(LauncherLimits.Idle, Timeout.InfiniteTimeSpan);
                return;
            }
        }
        _log.DaemonStops("nothing ran and nobody asked for a long time");
        _lifetime.StopApplication();
    }

    private sealed class Presence(IdleShutdown idle) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            if (_isOver)
                return;
            _isOver = true;
            idle.Left();
        }
    }
}
