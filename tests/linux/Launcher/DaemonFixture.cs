// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Launcher.Cli;
using Seamless.Launcher.Daemon;
using Seamless.Linux;

namespace Seamless.Tests.Linux.Launcher;

/// <summary>
/// The real daemon and the real verbs in this process; bridge and desktop are fakes that speak the real protocols, and the
/// programs that the daemon watches are shell scripts that wait to be ended.
/// </summary>
internal sealed class DaemonFixture : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public DaemonFixture()
    {
        var run = Make("run");
        _variables["XDG_RUNTIME_DIR"] = run;
        _variables["XDG_STATE_HOME"] = Path.Combine(Folder, "state");
        _variables["XDG_CONFIG_HOME"] = Path.Combine(Folder, "config");
        _variables["PATH"] = "/usr/bin:/bin";
        _variables["SEAMLESS_BIN_DIR"] = Make("bin");
        foreach (var program in (string[])["seamless-bridge", "seamless-agent", "seamless-desktop-headless"])
            Script(program, "exec sleep 1000");
        Runtime = RuntimeFolder.Locate(Environment);
        Directory.CreateDirectory(Runtime.Path, OwnerOnly);
        Directory.CreateDirectory(Runtime.GuestFolder("local"), OwnerOnly);
        Bridge = new FakeBridge(Path.Combine(Runtime.GuestFolder("local"), "desktop.sock"));
        Desktop = new FakeDesktopControl(Runtime.DesktopSocket);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("sl-").FullName;

    public RuntimeFolder Runtime { get; }

    public FakeBridge Bridge { get; }

    public FakeDesktopControl Desktop { get; }

    public UserEnvironment Environment => new(_variables, Folder, CurrentUser.Id);

    public Task<int>? Daemon { get; private set; }

    /// <summary>Only these programs are installed; they are never run, the fake guest answers for them.</summary>
    public void Install(params string[] programs)
    {
        foreach (var program in programs)
            Script(program, "exit 1");
        _variables["PATH"] = Path.Combine(Folder, "bin");
    }

    public void Script(string program, string line)
    {
        var path = Path.Combine(Folder, "bin", program);
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        File.SetUnixFileMode(path, OwnerOnly);
    }

    public async Task StartAsync()
    {
        var ready = new ReadyWriter();
        Daemon = Task.Factory.StartNew(
            () => new CommandLine(new Terminal(ready, ready, remarksReachAPerson: false), Environment).Run(["daemon"]),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(ready.Line, Daemon);
        Xunit.Assert.Equal(DaemonStarter.Ready, await ready.Line);
    }

    /// <summary>One verb to its end, on a thread of its own as in a process of its own.</summary>
    public async Task<Outcome> Run(params string[] arguments)
    {
        using var answers = new StringWriter();
        using var remarks = new StringWriter();
        var exitCode = await Task.Factory.StartNew(
            () => new CommandLine(new Terminal(answers, remarks, remarksReachAPerson: false), Environment).Run(arguments),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return new Outcome(exitCode, answers.ToString(), remarks.ToString());
    }

    public string Log() => File.Exists(new LogFolder(Path.Combine(Folder, "state", "seamless", "logs")).FirstFile)
        ? ReadShared(new LogFolder(Path.Combine(Folder, "state", "seamless", "logs")).FirstFile) : "";

    public void Dispose()
    {
        if (Daemon is { IsCompleted: false })
            Run("stop").GetAwaiter().GetResult();
        Bridge.Dispose();
        Desktop.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(Folder, name), OwnerOnly).FullName;

    private static string ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    public sealed record Outcome(int ExitCode, string Answers, string Remarks);

    /// <summary>Hears the daemon's first line.</summary>
    private sealed class ReadyWriter : TextWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => _line.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => _line.TrySetResult(value ?? "");
    }
}
