// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux;

/// <summary>A program that we did not write, running as a client of a bench.</summary>
internal sealed class GuestProgram : IDisposable
{
    private readonly SeatBench _bench;
    private readonly MemoryFile _output = MemoryFile.Create("output", 0, Seals.None);
    private readonly FileDescriptor _input = FileDescriptor.OpenRead("/dev/null");
    private readonly ChildProcess _process;

    public GuestProgram(SeatBench bench, string folder, string file, params string[] arguments)
    {
        _bench = bench;
        _process = ChildProcess.Start(bench.Loop, new ChildProcessOptions(file, arguments)
        {
            Environment = new Dictionary<string, string>
            {
                ["WAYLAND_DISPLAY"] = Path.Combine(folder, "wayland-0"),
                ["XDG_RUNTIME_DIR"] = folder,
                ["XDG_CONFIG_HOME"] = folder,
                ["XDG_CACHE_HOME"] = Path.Combine(Path.GetTempPath(), "seamless-tests-cache"),
                ["HOME"] = folder,
                ["PATH"] = "/usr/bin:/bin",
                ["LANG"] = "C.UTF-8",
            },
            StandardInput = _input,
            StandardOutput = _output.Descriptor,
            StandardError = _output.Descriptor,
        });
    }

    public bool IsRunning => _process.Exit is null;

    public ChildExit? Exit => _process.Exit;

    /// <summary>All it has written, to either stream.</summary>
    public string Output
    {
        get
        {
            var bytes = new byte[_output.Size];
            _output.ReadAt(0, bytes);
            return Encoding.UTF8.GetString(bytes);
        }
    }

    public static string Require(string file, string debianPackage)
    {
        if (!File.Exists(file)) Assert.Skip($"{file} is not installed (Debian package {debianPackage})");
        return file;
    }

    /// <summary>Waits for a window with content that was not there before, and gives it the keyboard.</summary>
    public uint AwaitFocusedWindow(params uint[] before)
    {
        uint found = 0;
        _bench.Loop.Until(() => (found = Newest(before)) != 0 || !IsRunning, () => Output + _bench.Desktop.Describe());
        Assert.True(found != 0, $"no window came; exit {_process.Exit}: {Output}");
        _bench.Desktop.Focus(found);
        return found;
    }

    public void AwaitEnd() => _bench.Loop.Until(() => !IsRunning, () => Output + _bench.Desktop.Describe());

    public void Dispose()
    {
        if (IsRunning)
        {
            _process.Kill();
            AwaitEnd();
        }

        _process.Dispose();
        _output.Dispose();
        _input.Dispose();
    }

    private uint Newest(uint[] before) => _bench.Desktop.Windows.Values
        .Where(window => window.FrameCount > 0 && window.State.Flags.HasFlag(WindowFlags.Mapped) && !before.Contains(window.Id))
        .Select(window => window.Id).FirstOrDefault();
}
