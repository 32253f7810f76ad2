// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Daemon;
using Seamless.Launcher.Guests;
using Seamless.Linux;

namespace Seamless.Launcher.Cli;

/// <summary>
/// The GPU server of this person's session, started when a program needs it; it ends itself when it has had no client for a while. It is a
/// program of its own, not the daemon's: it needs no guest, and its clients outlive the daemon.
/// </summary>
internal sealed class GpuServer(RuntimeFolder runtime, LogFolder logs, ProgramFolder programs)
{
    private const string Ready = "ready";

    /// <summary>A reason is one line; more than this is not one.</summary>
    private const int ReasonBytes = 4096;

    public string Socket => runtime.GpuSocket;

    public void Ensure()
    {
        runtime.Prepare();
        using var turn = FileLock.WaitFor(runtime.StartLock);
        if (Answers())
            return;
        var said = Start();
        if (said != Ready)
            throw new LauncherException(said.Length > 0 ? said : $"{SeamlessPrograms.GpuServer} ended while it started");
    }

    private bool Answers()
    {
        if (!File.Exists(Socket))
            return false;
        try
        {
            using var socket = UnixSocket.Connect(Socket);
            return true;
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    private string Start()
    {
        var output = Pipe.Create();
        using var heard = output.Read;
        Directory.CreateDirectory(logs.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var log = FileDescriptor.OpenAppend(Path.Combine(logs.Path, "gl-server.log"));
        using (output.Write)
        {
            using var loop = new EventLoop();
            var options = new ChildProcessOptions(programs.Require(SeamlessPrograms.GpuServer), ["--listen", Socket, "--until-idle"])
            {
                StandardOutput = output.Write,
                StandardError = log,
                WorkingDirectory = "/",
                NewSession = true,
            };
            try
            {
                // Not waited for: it is the server's end of the pipe that tells how it went.
                ChildProcess.Start(loop, options).Dispose();
            }
            catch (LinuxException failure)
            {
                throw new LauncherException($"cannot start {SeamlessPrograms.GpuServer}: {failure.Message}", failure);
            }
        }
        return DaemonStarter.FirstLine(heard, ReasonBytes);
    }
}
