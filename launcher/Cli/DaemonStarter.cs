// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Launcher.Daemon;
using Seamless.Linux;

namespace Seamless.Launcher.Cli;

/// <summary>
/// Starts the daemon in a session of its own, so that closing the terminal does not end it. Several verbs may try at once:
/// a lock lets one of them start it while the others wait and then find it there.
/// </summary>
internal sealed class DaemonStarter(RuntimeFolder runtime)
{
    /// <summary>What the daemon says on its standard output when its control socket is open.</summary>
    public const string Ready = "ready";

    /// <summary>A reason is one line; more than this is not one.</summary>
    private const int ReasonBytes = 4096;

    public DaemonConnection Start()
    {
        runtime.Prepare();
        using var turn = FileLock.WaitFor(runtime.StartLock);
        if (DaemonConnection.TryOpen(runtime) is { } startedMeanwhile)
            return startedMeanwhile;
        var said = Spawn();
        if (said != Ready)
            throw new LauncherException(said.Length > 0 ? said : "the daemon ended while it started; see: seamless logs");
        return DaemonConnection.TryOpen(runtime) ?? throw new LauncherException("the daemon ended right after its start; see: seamless logs");
    }

    /// <summary>The first line that the daemon says: that it is ready, or why it is not.</summary>
    private static string Spawn()
    {
        var output = Pipe.Create();
        using var heard = output.Read;
        using (output.Write)
        {
            using var loop = new EventLoop();
            // The folder "/" because the daemon outlives this verb and must not keep anybody's disk from being unmounted.
            var options = new ChildProcessOptions(Environment.ProcessPath!, ["daemon"])
            {
                StandardOutput = output.Write,
                StandardError = output.Write,
                WorkingDirectory = "/",
                NewSession = true,
            };
            try
            {
                // Not waited for: it is the daemon's end of the pipe that tells how it went.
                ChildProcess.Start(loop, options).Dispose();
            }
            catch (LinuxException failure)
            {
                throw new LauncherException($"cannot start the daemon: {failure.Message}", failure);
            }
        }
        return FirstLine(heard, ReasonBytes);
    }

    /// <summary>What a program says first, at most so many bytes; empty when it ends without a word.</summary>
    public static string FirstLine(FileDescriptor pipe, int most)
    {
        var text = new byte[most];
        var length = 0;
        while (length < text.Length && !text.AsSpan(0, length).Contains((byte)'\n') && pipe.Read(text.AsSpan(length)) is > 0 and var count)
            length += count;
        var line = Encoding.UTF8.GetString(text, 0, length).Split('\n', 2)[0].Trim();
        return line.StartsWith("seamless: ", StringComparison.Ordinal) ? line["seamless: ".Length..] : line;
    }
}
