// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Agent.Apps.Icons;
using Seamless.Linux;

namespace Seamless.Agent.Linux.Apps;

/// <summary>The icon worker is this same program, started again with one word and a socket.</summary>
public sealed class IconWorkerProcess : IDisposable
{
    /// <summary>The whole command line.</summary>
    public const string Argument = "--icons";

    private const int SocketNumber = 3;

    private readonly EventLoop _loop;
    private readonly Dictionary<ChildProcess, AppOutput> _running = [];

    public IconWorkerProcess(EventLoop loop) => _loop = loop;

    /// <summary>What the program does when it was started as a worker.</summary>
    public static int Serve()
    {
        IconWorker.Run(UnixSocket.Adopt(FileDescriptor.Adopt(SocketNumber)), EnvironmentVariables.OfThisProcess(), Console.Error.WriteLine);
        return 0;
    }

    /// <summary>Returns our end of its socket. The worker ends when that is closed, unless an image holds it.</summary>
    /// <exception cref="LinuxException">It could not be started.</exception>
    public UnixSocket Start()
    {
        var (ours, its) = UnixSocket.Pair();
        var pipe = Pipe.Create();
        try
        {
            var child = ChildProcess.Start(_loop, new ChildProcessOptions("/proc/self/exe", [Argument])
            {
                StandardError = pipe.Write,
                Handles = [its.Descriptor],
            }, Ended);
            _running.Add(child, new AppOutput(_loop, "icons", pipe.Read));
            return ours;
        }
        catch (LinuxException)
        {
            ours.Dispose();
            pipe.Read.Dispose();
            throw;
        }
        finally
        {
            its.Dispose();
            pipe.Write.Dispose();
        }
    }

    /// <summary>It keeps nothing that would be lost.</summary>
    public void End()
    {
        foreach (var child in _running.Keys) child.Kill();
    }

    public void Dispose()
    {
        End();
        foreach (var child in _running.Keys.ToArray()) Ended(child);
    }

    private void Ended(ChildProcess child)
    {
        if (_running.Remove(child, out var output)) output.Dispose();
        child.Dispose();
    }
}
