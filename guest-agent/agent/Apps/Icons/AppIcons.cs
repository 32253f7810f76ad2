// SPDX-License-Identifier: Apache-2.0
// Answers the desktop's IconRequests. Finding and drawing take milliseconds each, so they happen on a thread that lives only
// while requests wait: an idle agent has no thread and keeps no theme in memory, and a new burst of requests sees the icons that
// are installed by then.
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Apps.Icons;

public sealed class AppIcons : IDisposable
{
    /// <summary>Drawn in one go. Then the send queue is looked at, so that icons never fill it.</summary>
    private const int Batch = 8;

    private static readonly TimeSpan QueueCheck = TimeSpan.FromMilliseconds(20);

    private readonly EventLoop _loop;
    private readonly EnvironmentVariables _variables;
    private readonly Action<Icon> _send;
    private readonly Func<long> _queuedBytes;
    private readonly Action<string> _report;
    private readonly LoopTimer _retry;
    private readonly LinkedList<IconRequest> _waiting = [];
    private readonly HashSet<IconRequest> _waitingKeys = [];
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private IconThemes? _themes;
    private Thread? _thread;
    private bool _disposed;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="variables">Where themes lie and which one is wanted.</param>
    /// <param name="send">Takes each answer, on the loop.</param>
    /// <param name="queuedBytes">What the bulk channel has not sent yet; icons wait while it is much.</param>
    /// <param name="report">Takes one line for each theme or image that cannot be used; each is told once.</param>
    public AppIcons(EventLoop loop, EnvironmentVariables variables, Action<Icon> send, Func<long> queuedBytes, Action<string> report)
    {
        _loop = loop;
        _variables = variables;
        _send = send;
        _queuedBytes = queuedBytes;
        _report = report;
        _retry = loop.CreateTimer(Continue);
    }

    /// <summary>Answered in order, later. The same request twice is answered once; those over the limit not at all.</summary>
    public void Request(in IconRequest request)
    {
        if (_waiting.Count >= AppsLimits.IconRequests || !_waitingKeys.Add(request)) return;
        _waiting.AddLast(request);
        if (_thread is null && !_retry.IsArmed) Continue();
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _thread?.Join();
        _retry.Dispose();
    }

    private void Continue()
    {
        if (_waiting.Count == 0)
        {
            _themes = null;
            return;
        }
        if (_queuedBytes() > ProtocolLimits.QueuedBytes / 8)
        {
            _retry.Start(QueueCheck);
            return;
        }
        var batch = new List<IconRequest>(Batch);
        while (batch.Count < Batch && _waiting.First is { } first)
        {
            batch.Add(first.Value);
            _waiting.RemoveFirst();
            _waitingKeys.Remove(first.Value);
        }
        _thread = new Thread(() =>
        {
            var answers = Draw(batch);
            _loop.Post(() => Take(answers));
        })
        { IsBackground = true, Name = "icons" };
        _thread.Start();
    }

    private void Take(List<(Icon Icon, List<string> Problems)> answers)
    {
        if (_disposed) return;
        _thread!.Join();
        _thread = null;
        foreach (var (icon, problems) in answers)
        {
            foreach (var problem in problems)
                if (_reported.Count < AppsLimits.IconRequests && _reported.Add(problem)) _report(problem);
            _send(icon);
        }
        Continue();
    }

    /// <summary>On the thread. The themes are this thread's alone: the loop starts the next one only after this one ended.</summary>
    private List<(Icon Icon, List<string> Problems)> Draw(List<IconRequest> batch)
    {
        var answers = new List<(Icon, List<string>)>(batch.Count);
        var problems = new List<string>();
        _themes ??= LoadThemes(problems.Add);
        foreach (var request in batch)
        {
            var size = Math.Clamp(request.SizePixels, 1, AppsLimits.IconPixels);
            byte[]? png = null;
            if (_themes.Find(request.IconKey, size) is { } file)
            {
                png = IconImage.Load(file, size, out var reason);
                if (reason is not null) problems.Add($"icon {file.Path}: {reason}");
            }
            answers.Add((new Icon(request.IconKey, request.SizePixels, png ?? []), problems));
            problems = [];
        }
        return answers;
    }

    private IconThemes LoadThemes(Action<string> report)
    {
        var directories = DataDirectories.From(_variables);
        var themes = new IconThemes(IconThemeSetting.Read(_variables, directories), IconThemes.BaseDirectories(directories), report);
        _ = themes.Chain;
        return themes;
    }
}
