// SPDX-License-Identifier: Apache-2.0
using Spectre.Console;

namespace Seamless.Launcher.Cli;

/// <summary>
/// Where answers and reasons go. Answers are plain text on stdout, so that a pipe gets no colour codes and no progress;
/// everything else (reasons, progress, remarks) is on stderr.
/// </summary>
internal sealed class Terminal(TextWriter answers, TextWriter remarks, bool remarksReachAPerson)
{
    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb");

    public TextWriter Answers => answers;

    /// <summary>A person sees what is remarked, so progress is shown.</summary>
    public bool IsWatched => remarksReachAPerson;

    public void Answer(string line) => answers.WriteLine(line);

    public void Remark(string line) => remarks.WriteLine($"seamless: {line}");

    /// <summary>The one line that explains exit code 1.</summary>
    public int Fail(string reason)
    {
        remarks.WriteLine($"seamless: {reason.ReplaceLineEndings(" ")}");
        return ExitCode.Failed;
    }

    public int WrongUsage(string problem, string verb)
    {
        Fail(problem);
        Remark($"try: {string.Join(' ', ((string[])["seamless", verb, "--help"]).Where(word => word.Length > 0))}");
        return ExitCode.WrongUsage;
    }

    /// <summary>Does the work while a spinner says what is being waited for; silent when no person is looking.</summary>
    public T While<T>(string waitingFor, Func<Action<string>, T> work)
    {
        if (!remarksReachAPerson)
            return work(static _ => { });
        var result = default(T);
        Progress().Status().Spinner(Spinner.Known.Dots).Start(Markup.Escape(waitingFor),
            status => result = work(text => status.Status(Markup.Escape(text))));
        return result!;
    }

    /// <summary>
    /// Does work that tells how far it is (0 to 1) and what it is doing: a bar where a person is looking, else a line for each new step.
    /// </summary>
    public T Measured<T>(string what, Func<Action<double, string>, T> work)
    {
        if (!remarksReachAPerson)
        {
            var last = "";
            return work((_, doing) =>
            {
                if (doing != last)
                    Remark($"{what}: {last = doing}");
            });
        }
        return Progress().Progress().AutoClear(true).Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(what), maxValue: 1);
                return work((part, doing) =>
                {
                    task.Value = part;
                    task.Description = Markup.Escape($"{what}: {doing}");
                });
            });
    }

    private IAnsiConsole Progress() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(remarks) });
}
