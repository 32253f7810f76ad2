// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics;
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>The built-in guest, in which `seamless gpu serve` runs, and programs of this machine that draw there. Everybody draws with Mesa's software driver.</summary>
internal sealed class GuestGpu : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly List<Process> _processes = [];
    private readonly ConcurrentQueue<string> _said = [];

    public GuestGpu()
    {
        Seamless.NeedOpenGl();
        Seamless.Variables["LIBGL_ALWAYS_SOFTWARE"] = "1";
        Seamless.Variables["vblank_mode"] = "0";
    }

    public SeamlessCommand Seamless { get; } = new();

    /// <summary>The verb in the guest; returns when programs can come.</summary>
    public Process Serve()
    {
        var serve = Started("exec", "local", "--", Seamless.Program("seamless"), "gpu", "serve");
        var said = serve.StandardOutput.ReadLine();
        Assert.True(said?.Contains("can draw on this guest's GPU", StringComparison.Ordinal) == true, $"{said}{(said is null ? serve.StandardError.ReadToEnd() : "")}");
        return serve;
    }

    /// <summary>A program of this machine on that guest's GPU, with each line that it and our library say.</summary>
    public (Process Process, Task<string> Lost) Start(string guest, params string[] command)
    {
        var process = Started(["gpu", "run", "--gpu", guest, "--", .. command]);
        var lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) =>
        {
            _said.Enqueue(line.Data ?? "");
            if (line.Data?.Contains("has ended this program's session", StringComparison.Ordinal) == true)
                lost.TrySetResult(line.Data);
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return (process, lost.Task);
    }

    /// <summary>The same to its end.</summary>
    public SeamlessCommand.Outcome Run(string guest, params string[] command) => Seamless.Run(["gpu", "run", "--gpu", guest, "--", .. command]);

    /// <summary>`gpu status`, again and again, until it is as it should be.</summary>
    public async Task<string> Status(Func<string, bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var start = Stopwatch.GetTimestamp(); ; await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            var told = Seamless.Done("gpu", "status", "--seconds", "0.3");
            if (isSo(told))
                return told;
            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline, $"{told}{string.Join('\n', _said)}");
        }
    }

    /// <summary>The processes of the server's clients, which it starts for each.</summary>
    public int[] Clients() => [.. Seamless.ProcessesOf("seamless-gl-server").Where(pid => SeamlessCommand.ReadProc(pid, "cmdline").Contains("--client", StringComparison.Ordinal))];

    /// <summary>The one that listens in the guest.</summary>
    public int Server() => Assert.Single(Seamless.ProcessesOf("seamless-gl-server"), pid => SeamlessCommand.ReadProc(pid, "cmdline").Contains("guests/local/gl.sock", StringComparison.Ordinal));

    public static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
        Seamless.Dispose();
    }

    private Process Started(params string[] arguments)
    {
        var process = Seamless.Start(arguments);
        _processes.Add(process);
        return process;
    }
}
