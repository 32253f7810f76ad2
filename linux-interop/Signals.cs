// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Linux;

/// <summary>
/// Signals as loop events. Not through signalfd: it needs the signal blocked in every thread, and the runtime's own threads exist
/// before any line of ours. The runtime's registration wakes the loop instead. SIGPIPE is ignored by the runtime (children get
/// the default back); writes to a closed socket fail with EPIPE.
/// </summary>
public static class Signals
{
    /// <summary>Calls the action on the loop's thread for each SIGTERM or SIGINT, until disposed.</summary>
    public static IDisposable OnTerminate(EventLoop loop, Action action) =>
        new Registrations(Register(PosixSignal.SIGTERM, loop, action), Register(PosixSignal.SIGINT, loop, action));

    /// <summary>Calls the action on the loop's thread when the terminal that we sit at has another size, until disposed.</summary>
    public static IDisposable OnWindowChange(EventLoop loop, Action action) => new Registrations(Register(PosixSignal.SIGWINCH, loop, action));

    /// <summary>The signals by which a person or a system ends a program at a terminal, each with its Linux number.</summary>
    public static IDisposable OnEnding(EventLoop loop, Action<int> action) => new Registrations(
        Register(PosixSignal.SIGHUP, loop, () => action(1)), Register(PosixSignal.SIGINT, loop, () => action(2)),
        Register(PosixSignal.SIGQUIT, loop, () => action(3)), Register(PosixSignal.SIGTERM, loop, () => action(15)));

    private static PosixSignalRegistration Register(PosixSignal signal, EventLoop loop, Action action) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true; // Without this the runtime ends the process as soon as we return.
            loop.Post(action);
        });

    private sealed class Registrations(params PosixSignalRegistration[] registrations) : IDisposable
    {
        public void Dispose()
        {
            foreach (var registration in registrations)
                registration.Dispose();
        }
    }
}
