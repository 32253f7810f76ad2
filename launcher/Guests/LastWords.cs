// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Seamless.Launcher.Guests;

/// <summary>
/// The last lines that each app printed, taken from the agent's log ("app foot: …"), to explain an app that ends before it shows
/// a window.
/// </summary>
internal sealed partial class LastWords
{
    /// <summary>Enough for a loader's complaint or the end of a stack trace, and still readable as part of one line.</summary>
    private const int Lines = 3;

    /// <summary>Who spoke longest ago is forgotten; more apps than this are not being waited for.</summary>
    private const int Apps = 64;

    private readonly LinkedList<(string App, Queue<string> Lines)> _apps = new();

    /// <summary>The app is started again: what it said earlier explains nothing.</summary>
    public void Forget(string app)
    {
        if (Find(app) is { } known)
            _apps.Remove(known);
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<string> Of(string app) => [.. Find(app)?.Value.Lines ?? []];

    public void Hear(string agentLine)
    {
        if (AppLine().Match(agentLine) is not { Success: true } match)
            return;
        var app = match.Groups["app"].Value;
        var lines = Find(app)?.Value.Lines ?? new Queue<string>();
        Forget(app);
        if (lines.Count == Lines)
            lines.Dequeue();
        lines.Enqueue(match.Groups["said"].Value);
        _apps.AddLast((app, lines));
        if (_apps.Count > Apps)
            _apps.RemoveFirst();
    }

    private LinkedListNode<(string App, Queue<string> Lines)>? Find(string app)
    {
        for (var node = _apps.First; node is not null; node = node.Next)
            if (node.Value.App == app)
                return node;
        return null;
    }

    /// <summary>The agent's own remarks about the app are not the app's words.</summary>
    [GeneratedRegex(@"^app (?<app>[^:]+): (?!started as instance |instance \d+ ended |not started: )(?<said>.+)$")]
    private static partial Regex AppLine();
}
