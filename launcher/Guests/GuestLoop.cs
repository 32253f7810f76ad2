// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Launcher.Guests;

/// <summary>
/// The thread that owns everything about guests and desktops: their processes, sessions and tables. The asynchronous rest of
/// the daemon asks it through here and never touches that state itself.
/// </summary>
internal sealed class GuestLoop : IDisposable
{
    private readonly Thread _thread;

    public GuestLoop(TimeProvider time)
    {
        Loop = new EventLoop(time);
        // The children's parent is this thread (see ParentProcess), so it lives until the very end. A bug in it ends the daemon.
        _thread = new Thread(Run) { Name = "guests", IsBackground = true };
        _thread.Start();
    }

    public EventLoop Loop { get; }

    public Task<T> Ask<T>(Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(() =>
        {
            try
            {
                answer.SetResult(question());
            }
            catch (LauncherException failure)
            {
                answer.SetException(failure);
            }
        });
        return answer.Task;
    }

    public Task Ask(Action request) => Ask(() =>
    {
        request();
        return true;
    });

    /// <summary>Starts something that goes on on the loop's thread, and completes with it.</summary>
    public async Task AskAsync(Func<Task> request) => await (await Ask(request).ConfigureAwait(false)).ConfigureAwait(false);

    public async Task<T> AskAsync<T>(Func<Task<T>> request) => await (await Ask(request).ConfigureAwait(false)).ConfigureAwait(false);

    public void Dispose()
    {
        Loop.Stop();
        _thread.Join();
        Loop.Dispose();
    }

    private void Run()
    {
        SynchronizationContext.SetSynchronizationContext(new LoopContext(Loop));
        Loop.Run();
    }
}
