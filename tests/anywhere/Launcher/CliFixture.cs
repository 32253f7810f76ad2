// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Cli;
using Seamless.Linux;

namespace Seamless.Tests.Anywhere.Launcher;

/// <summary>A person's session with folders of its own, and what a verb said in it.</summary>
internal sealed class CliFixture : IDisposable
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public CliFixture()
    {
        RuntimeRoot = Path.Combine(Folder, "run");
        Directory.CreateDirectory(RuntimeRoot, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        this["XDG_RUNTIME_DIR"] = RuntimeRoot;
        this["XDG_STATE_HOME"] = Path.Combine(Folder, "state");
        this["HOME"] = Folder;
        this["PATH"] = "/usr/bin:/bin";
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("seamless-cli-").FullName;

    public string RuntimeRoot { get; }

    public string this[string variable]
    {
        set => _variables[variable] = value;
    }

    public UserEnvironment Environment => new(_variables, Folder, CurrentUser.Id);

    public Outcome Run(params string[] arguments)
    {
        using var answers = new StringWriter();
        using var remarks = new StringWriter();
        var exitCode = new CommandLine(new Terminal(answers, remarks, remarksReachAPerson: false), Environment).Run(arguments);
        return new Outcome(exitCode, answers.ToString(), remarks.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public sealed record Outcome(int ExitCode, string Answers, string Remarks)
    {
        public string FirstRemark => Remarks.Split('\n')[0];
    }
}
