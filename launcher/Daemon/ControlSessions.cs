// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Daemon;

/// <summary>
/// The open control connections. They outlive the server: who asked for the stop waits for the end of its connection, which is
/// to come when everything else is gone, files included.
/// </summary>
internal sealed class ControlSessions : IDisposable
{
    private readonly HashSet<ControlSession> _open = [];

    public bool TryAdd(ControlSession session)
    {
        lock (_open)
            return _open.Count < ControlLimits.Connections && _open.Add(session);
    }

    public void Remove(ControlSession session)
    {
        lock (_open)
            _open.Remove(session);
        session.Dispose();
    }

    public void Dispose()
    {
        lock (_open)
        {
            foreach (var session in _open)
                session.Dispose();
            _open.Clear();
        }
    }
}
