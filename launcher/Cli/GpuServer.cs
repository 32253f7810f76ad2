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
    public string Socket => runtime.GpuSocket;

    /// <summary>Null where one runs already; else the one that was started, which is told when it ends before the result is disposed, and lives on after that.</summary>
    public IDisposable? Ensure(Action<string> told)
    {
        runtime.Prepare();
        using var turn = FileLock.WaitFor(runtime.StartLock);
        return Answers() ? null : new GpuServerChild((loop, output, ended) => Launch(loop, output, ended), told);
    }

    /// <summary>In the daemon, on its loop: a connection to the server, which becomes the daemon's child where none runs.</summary>
    /// <exception cref="LinuxException">There is none.</exception>
    public async Task<UnixSocket> ConnectAsync(EventLoop loop)
    {
        if (Answers())
            return UnixSocket.Connect(Socket);
        var output = Pipe.Create();
        using (output.Write)
            Launch(loop, output.Write, ended => ended.Dispose());
        var said = await Task.Run(() =>
        {
            using (output.Read)
                return GpuServerChild.FirstWords(output.Read);
        });
        // Who started another one at the same moment has one that answers.
        if (said is { } problem && !Answers())
            throw new LauncherException(problem);
        return UnixSocket.Connect(Socket);
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

    private ChildProcess Launch(EventLoop loop, FileDescriptor output, Action<ChildProcess> ended)
    {
        Directory.CreateDirectory(logs.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var log = FileDescriptor.OpenAppend(Path.Combine(logs.Path, "gl-server.log"));
        var options = new ChildProcessOptions(programs.Require(SeamlessPrograms.GpuServer), ["--listen", Socket, "--until-idle"])
        {
            StandardOutput = output,
            StandardError = log,
            WorkingDirectory = "/",
            NewSession = true,
        };
        try
        {
            return ChildProcess.Start(loop, options, ended);
        }
        catch (LinuxException failure)
        {
            throw new LauncherException($"cannot start {SeamlessPrograms.GpuServer}: {failure.Message}", failure);
        }
    }
}
