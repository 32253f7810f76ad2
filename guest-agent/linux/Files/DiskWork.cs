// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Agent.Linux.Files;

/// <summary>
/// Copying and waiting for the disk, on a thread of its own so that no frame waits for either: one thing after the other, in the order they
/// were asked for. The thread ends when there is nothing to do. Each file has at most three things here at once.
/// </summary>
internal sealed class DiskWork(EventLoop loop) : IDisposable
{
    private readonly Queue<(Func<Action> Work, Action<IOException> Failed)> _queue = new();
    private Thread? _thread;
    private bool _disposed;

    /// <summary>What the work returns runs on the loop's thread.</summary>
    /// <param name="work">On the other thread; touches files and nothing else.</param>
    /// <param name="failed">On the loop's thread: the disk is full, or something is in the way.</param>
    public void Do(Func<Action> work, Action<IOException> failed)
    {
        _queue.Enqueue((work, failed));
        Next();
    }

    public void Dispose()
    {
        _disposed = true;
        _thread?.Join();
    }

    private void Next()
    {
        if (_disposed || _thread is not null || !_queue.TryDequeue(out var next)) return;
        _thread = new Thread(() => Run(next.Work, next.Failed)) { IsBackground = true, Name = "files" };
        _thread.Start();
    }

    private void Run(Func<Action> work, Action<IOException> failed)
    {
        Action done;
        try
        {
            done = work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var failure = e as IOException ?? new IOException(e.Message, e);
            done = () => failed(failure);
        }
        loop.Post(() => Done(done));
    }

    private void Done(Action done)
    {
        if (_disposed) return;
        _thread!.Join();
        _thread = null;
        done();
        Next();
    }
}
