// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Guests;
using Seamless.Linux;

namespace Seamless.Launcher.Cli;

/// <summary>
/// A GPU server that a verb started. It outlives the verb; but where it dies first it is reaped, and the person is told. A thread of its own
/// waits for that, because the verb waits for a program meanwhile.
/// </summary>
internal sealed class GpuServerChild : IDisposable
{
    private const string Ready = "ready";

    /// <summary>A reason is one line; more than this is not one.</summary>
    private const int ReasonBytes = 4096;

    private readonly EventLoop _loop = new();
    private readonly ChildProcess _process;
    private readonly Thread _thread;

    /// <param name="launch">Starts it with this standard output.</param>
    /// <param name="told">Hears, on another thread, that it has ended.</param>
    public GpuServerChild(Func<EventLoop, FileDescriptor, Action<ChildProcess>, ChildProcess> launch, Action<string> told)
    {
        var output = Pipe.Create();
        using var heard = output.Read;
        using (output.Write)
            _process = launch(_loop, output.Write, ended => Ended(ended, told));
        if (FirstWords(heard) is { } problem)
        {
            _process.Dispose();
            _loop.Dispose();
            throw new LauncherException(problem);
        }
        _thread = new Thread(_loop.Run) { IsBackground = true, Name = "GPU server" };
        _thread.Start();
    }

    /// <summary>Why it cannot serve, once it has said it; null when it does.</summary>
    public static string? FirstWords(FileDescriptor output) =>
        DaemonStarter.FirstLine(output, ReasonBytes) is var said && said == Ready ? null : said.Length > 0 ? said : $"{SeamlessPrograms.GpuServer} ended while it started";

    public void Dispose()
    {
        _loop.Stop();
        _thread.Join();
        _process.Dispose();
        _loop.Dispose();
    }

    private static void Ended(ChildProcess process, Action<string> told)
    {
        // One that nobody uses ends by itself, and well.
        if (process.Exit is { Code: not 0 } exit)
            told($"the GPU server has ended {(exit.Signal == 0 ? $"with exit code {exit.Code}" : $"by signal {exit.Signal}")}; the next program starts another one. See: seamless logs");
        process.Dispose();
    }
}
