// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Seamless.Launcher.Guests;
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>
/// One run of a script that makes an image: its `progress 0.42 installing packages` on stdout, its reasons on stderr. It runs in
/// a process group of its own, so that whatever it started ends with it when the person interrupts.
/// </summary>
internal sealed class GuestImageScript(string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
{
    private const string Mark = "seamless: ";

    /// <summary>What a person reads of a failure: the script's own line and what apt said before it.</summary>
    private const int ReasonLines = 8;

    private readonly Queue<string> _reasons = new();

    /// <summary>Until it has ended.</summary>
    /// <exception cref="LauncherException">It failed, or was interrupted.</exception>
    public void Run(Action<double, string> progress)
    {
        using var loop = new EventLoop();
        var (output, errors) = (Pipe.Create(), Pipe.Create());
        var interrupted = false;
        ChildProcess child;
        using (output.Write)
        using (errors.Write)
            child = Start(loop, output.Write, errors.Write);
        using (child)
        using (var said = new OutputLines(loop, output.Read, (_, line) => Told(line, progress)))
        using (var complained = new OutputLines(loop, errors.Read, (_, line) => Complained(line)))
        using (Signals.OnTerminate(loop, () =>
        {
            interrupted = true;
            child.Terminate();
        }))
        {
            loop.Run();
            // The last lines may have come with the end.
            said.Finish();
            complained.Finish();
            if (interrupted)
                throw new LauncherException("interrupted; nothing was left behind");
            if (child.Exit is not { Code: 0 })
                throw new LauncherException(Reason());
        }
    }

    /// <summary>"progress 0.42 installing packages"; null when it is not such a line.</summary>
    internal static (double Part, string Doing)? Progress(string line)
    {
        var words = line.Split(' ', 3);
        return words is ["progress", var number, var doing] && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var part)
            && part is >= 0 and <= 1 ? (part, doing) : null;
    }

    private ChildProcess Start(EventLoop loop, FileDescriptor output, FileDescriptor errors)
    {
        try
        {
            var options = new ChildProcessOptions(file, arguments) { Environment = environment, StandardOutput = output, StandardError = errors };
            return ChildProcess.Start(loop, options, _ => loop.Stop());
        }
        catch (LinuxException failure)
        {
            throw new LauncherException($"cannot run {file}: {failure.Message}", failure);
        }
    }

    private static void Told(string line, Action<double, string> progress)
    {
        if (Progress(line) is { } told)
            progress(told.Part, told.Doing);
    }

    private void Complained(string line)
    {
        if (_reasons.Count == ReasonLines)
            _reasons.Dequeue();
        _reasons.Enqueue(line);
    }

    private string Reason()
    {
        if (_reasons.Count == 0)
            return $"{file} failed and did not say why";
        // The script's own sentence, which comes last, first: a reason is one line, and the rest explains it.
        var own = _reasons.LastOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal));
        var others = _reasons.Where(line => line != own);
        return own is null ? string.Join("; ", others) : string.Join("; ", others.Prepend(own[Mark.Length..]));
    }
}
