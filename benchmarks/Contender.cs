// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net.Sockets;

namespace Seamless.Benchmarks;

/// <summary>One way for a Wayland client to reach a display: ours, a peer's, or none in between. Started for each run and stopped after it.</summary>
internal abstract class Contender(string name, Scratch scratch) : IDisposable
{
    private readonly List<Process> programs = [];

    public string Name { get; } = name;

    protected Scratch Scratch { get; } = scratch;

    /// <summary>Every process whose CPU time counts for this contender; the client's never does.</summary>
    public virtual IEnumerable<int> Processes => programs.Where(p => !p.HasExited).Select(p => p.Id);

    /// <summary>Socket that a client connects to.</summary>
    public abstract string Display { get; }

    public abstract void Start();

    /// <summary>How to start a client so that it reaches this contender.</summary>
    public virtual ProcessStartInfo Client(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true };
        start.Environment["WAYLAND_DISPLAY"] = Display;
        start.Environment["XDG_RUNTIME_DIR"] = Scratch.Folder;
        return start;
    }

    /// <summary>Starts one program of this contender, its output kept in the scratch folder.</summary>
    protected Process Run(string file, params string[] arguments) => Run(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >>\"$LOG\" 2>&1", file, .. arguments]));

    protected Process Run(ProcessStartInfo start)
    {
        start.Environment["XDG_RUNTIME_DIR"] = Scratch.Folder;
        start.Environment["LOG"] = Scratch.PathOf($"{Name}.log");
        start.Environment.Remove("WAYLAND_DISPLAY");
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        programs.Add(process);
        return process;
    }

    public virtual void Dispose()
    {
        foreach (var program in Enumerable.Reverse(programs))
        {
            if (!program.HasExited)
                program.Kill(entireProcessTree: true);
            program.WaitForExit();
            program.Dispose();
        }
        programs.Clear();
    }
}

/// <summary>A folder for sockets and logs of one benchmark; removed at its end.</summary>
internal sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("seamless-bench-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Waits until a socket exists, by inotify, not by the clock.</summary>
    public void WaitFor(string name)
    {
        using var watcher = new FileSystemWatcher(Folder);
        using var appeared = new ManualResetEventSlim();
        watcher.Created += (_, created) =>
        {
            if (created.Name == name)
                appeared.Set();
        };
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(PathOf(name)) && !appeared.Wait(TimeSpan.FromSeconds(20)))
            throw new InvalidOperationException($"no {name} after 20 s; logs are in {Folder}");
    }

    /// <summary>A socket's file is there a moment before its listener: connects until somebody accepts.</summary>
    public void WaitForListener(string name)
    {
        WaitFor(name);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 20;)
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(PathOf(name)));
                return;
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                Thread.Yield();
            }
        }
        throw new InvalidOperationException($"nobody listens at {name} after 20 s");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
