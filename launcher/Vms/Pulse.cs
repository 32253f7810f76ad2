// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Launcher.Vms;

/// <summary>
/// A condition variable for async code on the loop's thread: whoever changes something beats, whoever waits looks again. Many events
/// (a process ends, a session opens, a person wants to stop) end one wait, so waiting for the condition is simpler than for each.
/// </summary>
internal sealed class Pulse(TimeProvider time)
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Beat()
    {
        var now = _next;
        _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        now.SetResult();
    }

    public async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
            await _next.Task;
    }

    /// <summary>False when the time is over and it still is not so.</summary>
    public async Task<bool> UntilAsync(Func<bool> isSo, TimeSpan limit)
    {
        var start = time.GetTimestamp();
        while (!isSo())
        {
            var left = limit - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                return false;
            try
            {
                await _next.Task.WaitAsync(left, time);
            }
            catch (TimeoutException)
            {
                return isSo();
            }
        }
        return true;
    }
}
