// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>
/// The published programs as a person runs them: each instance has a runtime and state folder of its own, so tests never meet a
/// running session. Tests skip, by name, when the programs were not published (<c>./check linux</c> publishes them).
/// </summary>
public sealed class SeamlessCommand : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("seamless-test-").FullName;
    private readonly string? bin = System.Environment.GetEnvironmentVariable("SEAMLESS_BIN_DIR");

    public SeamlessCommand()
    {
        Assert.SkipWhen(bin is null, "SEAMLESS_BIN_DIR is not set: run ./check linux, which publishes the programs");
        Directory.CreateDirectory(RuntimeFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string RuntimeFolder => Path.Combine(folder, "run");

    /// <summary>More of the environment, or other values; for what is started after.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>One of the published programs, or a link to one.</summary>
    public string Program(string name) => Path.Combine(bin!, name);

    public string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>Skips the test where the library for OpenGL programs was not built.</summary>
    public void NeedOpenGl() => Assert.SkipUnless(File.Exists(Program("gl/libGL.so.1")), "the OpenGL client library was not built: there was no cargo of 1.85 or newer");

    /// <summary>Runs one verb to its end.</summary>
    public Outcome Run(params string[] arguments)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(TimeSpan.FromSeconds(90)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"seamless {string.Join(' ', arguments)} did not end in 90 s; stdout: {output}");
        }
        return new Outcome(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Runs one verb that must succeed and returns its output.</summary>
    public string Done(params string[] arguments)
    {
        var outcome = Run(arguments);
        Assert.True(outcome.ExitCode == 0, $"seamless {string.Join(' ', arguments)}: {outcome}\n{LastLogLines()}");
        return outcome.Output;
    }

    public JsonElement Json(params string[] arguments) => JsonDocument.Parse(Done([.. arguments, "--json"])).RootElement;

    /// <summary>Process ids of the named program that belong to this instance, found by its runtime folder in their environment.</summary>
    public int[] ProcessesOf(string program) =>
        [.. Directory.EnumerateDirectories("/proc").Select(d => Path.GetFileName(d)!).Where(d => d.All(char.IsAsciiDigit)).Select(int.Parse)
            .Where(pid => ReadProc(pid, "comm").TrimEnd() == program[..Math.Min(15, program.Length)] && ReadProc(pid, "environ").Contains(RuntimeFolder, StringComparison.Ordinal))];

    /// <summary>Every process of this instance, apps included.</summary>
    public int[] AllProcesses() =>
        [.. Directory.EnumerateDirectories("/proc").Select(d => Path.GetFileName(d)!).Where(d => d.All(char.IsAsciiDigit)).Select(int.Parse)
            .Where(pid => ReadProc(pid, "environ").Contains(RuntimeFolder, StringComparison.Ordinal))];

    public static string ReadProc(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }

    public void Dispose()
    {
        if (bin is not null)
        {
            Run("stop");
            EndGpuServer();
        }
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>It stays with a program that a failed test has left drawing.</summary>
    private void EndGpuServer()
    {
        foreach (var server in ProcessesOf("seamless-gl-server"))
        {
            try
            {
                using var process = Process.GetProcessById(server);
                process.Kill();
                process.WaitForExit();
            }
            catch (ArgumentException)
            {
                // It has ended: the process of a client.
            }
        }
    }

    /// <summary>The same environment for a program that a test starts in its own way.</summary>
    public Dictionary<string, string> Environment() => StartInfo([]).Environment.ToDictionary(pair => pair.Key, pair => pair.Value ?? "");

    /// <summary>Starts a verb; the caller reads, writes and waits.</summary>
    public Process Start(params string[] arguments) => Process.Start(StartInfo(arguments))!;

    private ProcessStartInfo StartInfo(string[] arguments)
    {
        var start = new ProcessStartInfo(Program("seamless"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["XDG_RUNTIME_DIR"] = RuntimeFolder;
        start.Environment["XDG_STATE_HOME"] = PathOf("state");
        start.Environment["XDG_CACHE_HOME"] = PathOf("cache");
        start.Environment["XDG_CONFIG_HOME"] = PathOf("config");
        start.Environment["XDG_DATA_HOME"] = PathOf("data");
        start.Environment["SEAMLESS_BIN_DIR"] = bin;
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        start.Environment.Remove("WAYLAND_DISPLAY");
        start.Environment.Remove("DISPLAY");
        return start;
    }

    private string LastLogLines()
    {
        var logs = Directory.Exists(PathOf("state")) ? Directory.GetFiles(PathOf("state"), "*.log", SearchOption.AllDirectories) : [];
        return string.Join('\n', logs.SelectMany(f => File.ReadLines(f).TakeLast(30)));
    }

    public sealed record Outcome(int ExitCode, string Output, string Error)
    {
        public override string ToString() => $"exit code {ExitCode}\nstdout: {Output}\nstderr: {Error}";
    }
}
