// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;
using Seamless.Launcher.Cli;
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>The QEMU that is installed here, and what its version means.</summary>
internal sealed partial record QemuProgram(string Path, Version Version)
{
    public const string Name = "qemu-system-x86_64";
    private const string Package = "qemu-system-x86";
    private const int AnswerBytes = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Before 8.0 our GPU device needs KVM (<see cref="MachineFacts.CanServeGpu"/>).</summary>
    public static readonly Version Wanted = new(8, 0);

    /// <summary>Below this nothing was tried.</summary>
    public static readonly Version Least = new(7, 2);

    /// <summary>Asks the program itself; blocks for its answer, some hundredths of a second.</summary>
    public static QemuProgram Find(UserEnvironment environment)
    {
        var path = environment.FindProgram(Name)
            ?? throw new LauncherException($"virtual machines need {Name}, which is not installed; install it with: sudo apt-get install {Package}");
        var answer = Answer(path, "--version").Split('\n', 2)[0].Trim();
        if (TryParse(answer) is not { } version)
            throw new LauncherException($"{path} --version does not say which version it is: '{answer}'");
        return version >= Least ? new QemuProgram(path, version)
            : throw new LauncherException($"{path} is version {version}; virtual machines need {Least} or newer");
    }

    internal static Version? TryParse(string line) => Form().Match(line) is { Success: true } match ? Version.Parse(match.Groups[1].ValueSpan) : null;

    /// <summary>The sound drivers that are installed with it; blocks like <see cref="Find"/>.</summary>
    public IReadOnlyList<string> AudioDrivers() => Answer(Path, "-audiodev", "help").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Answer(string path, params string[] arguments)
    {
        var output = Pipe.Create();
        using var heard = output.Read;
        using (output.Write)
        {
            using var loop = new EventLoop();
            try
            {
                using var child = ChildProcess.Start(loop, new ChildProcessOptions(path, arguments) { StandardOutput = output.Write, StandardError = output.Write });
                if (!WaitForEnd(loop, child))
                    throw new LauncherException($"{path} {string.Join(' ', arguments)} does not answer");
            }
            catch (LinuxException failure)
            {
                throw new LauncherException($"cannot start {path}: {failure.Message}", failure);
            }
        }
        var text = new byte[AnswerBytes];
        var length = 0;
        while (length < text.Length && heard.Read(text.AsSpan(length)) is > 0 and var count)
            length += count;
        return Encoding.UTF8.GetString(text, 0, length);
    }

    private static bool WaitForEnd(EventLoop loop, ChildProcess child)
    {
        while (child.Exit is null)
        {
            if (!loop.RunOnce(Patience))
            {
                child.Kill();
                return false;
            }
        }
        return true;
    }

    [GeneratedRegex(@"^QEMU emulator version ([0-9]+\.[0-9]+(?:\.[0-9]+)?)")]
    private static partial Regex Form();
}
