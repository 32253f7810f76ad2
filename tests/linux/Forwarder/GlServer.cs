// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>The published server, listening in a folder of its own, and every line that it says.</summary>
public sealed class GlServer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-gl-").FullName;
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly Process _process;

    public GlServer(params (string Name, string Value)[] variables)
        : this([], variables)
    {
    }

    /// <param name="options">Words for its command line.</param>
    /// <param name="variables">For its environment.</param>
    public GlServer(string[] options, params (string Name, string Value)[] variables)
        : this("env", options, variables)
    {
    }

    /// <param name="starter">A program that starts the one behind it in its own place.</param>
    /// <param name="options">Words for the server's command line.</param>
    /// <param name="variables">For its environment.</param>
    public GlServer(string starter, string[] options, (string Name, string Value)[] variables)
    {
        var programs = Environment.GetEnvironmentVariable("SEAMLESS_BIN_DIR");
        Assert.SkipWhen(programs is null, "SEAMLESS_BIN_DIR is not set: run ./check linux, which publishes the programs");
        Assert.SkipUnless(Directory.Exists("/usr/share/glvnd/egl_vendor.d") && Directory.EnumerateFiles("/usr/share/glvnd/egl_vendor.d").Any(),
            "no EGL driver is installed (Debian: libegl1 and libgl1-mesa-dri)");
        var start = new ProcessStartInfo(starter, [Path.Combine(programs!, "seamless-gl-server"), "--listen", Socket, .. options]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                _lines.Enqueue(line.Data);
        };
        _process.BeginErrorReadLine();
        Until(() => File.Exists(Socket) && _lines.Any(l => l.Contains("find this GPU", StringComparison.Ordinal)), "the server does not listen");
    }

    public string Socket => Path.Combine(_folder, "gl.sock");

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Processes that serve a client.</summary>
    public IReadOnlyList<string> Serving => File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public int Clients => Serving.Count;

    public bool IsRunning => !_process.HasExited;

    /// <summary>Waits until something holds, at most half a minute.</summary>
    public void Until(Func<bool> holds, string otherwise)
    {
        if (!SpinWait.SpinUntil(holds, TimeSpan.FromSeconds(30)))
            Assert.Fail($"{otherwise}; the server said:\n{string.Join('\n', _lines)}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
