// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Agent.Linux.Apps;

/// <summary>One started app: its first process and what it writes.</summary>
internal sealed class AppInstance : IDisposable
{
    private readonly ChildProcess _process;
    private readonly AppOutput _output;

    private AppInstance(uint id, string app, ChildProcess process, AppOutput output)
    {
        (Id, App, _process, _output) = (id, app, process, output);
    }

    public uint Id { get; }

    /// <summary>Desktop file id, or the program's name.</summary>
    public string App { get; }

    public int Pid => _process.Pid;

    /// <summary>How the first process ended; null while it runs.</summary>
    public ChildExit? Exit => _process.Exit;

    public AppEnding? Ending { get; set; }

    /// <exception cref="LinuxException">The program could not be started.</exception>
    public static AppInstance Start(EventLoop loop, uint id, string app, ChildProcessOptions options, Action exited)
    {
        var pipe = Pipe.Create();
        try
        {
            var process = ChildProcess.Start(loop, options with { StandardOutput = pipe.Write, StandardError = pipe.Write }, _ => exited());
            return new AppInstance(id, app, process, new AppOutput(loop, app, pipe.Read));
        }
        catch (LinuxException)
        {
            pipe.Read.Dispose();
            throw;
        }
        finally
        {
            pipe.Write.Dispose();
        }
    }

    public void Dispose()
    {
        Ending?.Dispose();
        _output.Dispose();
        _process.Dispose();
    }
}
