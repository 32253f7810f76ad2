// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Files;

/// <summary>One file that is open in a guest, as this daemon knows it. What must outlive the daemon stands in its record.</summary>
internal sealed class LaunchedFile(FileRecord record) : IDisposable
{
    private readonly List<TaskCompletionSource> _waiting = [];
    private readonly List<string> _lines = [];
    private int _count;

    public FileRecord Record { get; set; } = record;

    /// <summary>Of the OpenFile that is under way; 0: none is.</summary>
    public uint Request { get; set; }

    /// <summary>The guest may have it: it was asked to open it, maybe by a daemon before this one.</summary>
    public bool WasAsked { get; set; }

    public FileSending? Sending { get; set; }

    /// <summary>Whoever waits for it to be open.</summary>
    public List<TaskCompletionSource<OpenedFileInfo>> Askers { get; } = [];

    /// <summary>The version that comes, and where it is collected. Null there: it cannot be kept, and what still comes is dropped.</summary>
    public uint Fetching { get; set; }

    public FileStream? Beside { get; set; }

    public long Received { get; set; }

    public int Uncredited { get; set; }

    /// <summary>The newest version that the guest has named.</summary>
    public uint Newest { get; set; }

    /// <summary>It has named the version that comes once more: there was an end to that of which we have not heard yet.</summary>
    public bool IsSaidAgain { get; set; }

    public LoopTimer? Retry { get; set; }

    /// <summary>Why the newest save is not stored; empty when nothing is wrong.</summary>
    public string Problem { get; set; } = "";

    /// <summary>Nothing more will be said about it.</summary>
    public bool IsOver { get; private set; }

    public uint Instance { get; set; }

    public OpenedFileInfo Info => new(Record.Guest, Record.Key, Record.Path)
    {
        Instance = Instance,
        Stored = (int)Record.Stored,
        Waiting = Newest > Record.Stored,
        Problem = Problem,
    };

    /// <summary>A line for whoever follows the file.</summary>
    public void Say(string line)
    {
        _lines.Add(line);
        _count++;
        if (_lines.Count > FilesLimits.Lines)
            _lines.RemoveAt(0);
        foreach (var each in _waiting)
            each.TrySetResult();
        _waiting.Clear();
    }

    public void End(string line)
    {
        IsOver = true;
        Say(line);
    }

    /// <summary>The next line after those that were seen; waits until there is one.</summary>
    public async Task<FileProgress> ProgressAsync(int seen)
    {
        while (_count <= seen && !IsOver)
        {
            var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(more);
            await more.Task;
        }
        if (_count <= seen)
            return new FileProgress(_count, "", true);
        var at = Math.Max(seen, _count - _lines.Count);
        return new FileProgress(at + 1, _lines[at - (_count - _lines.Count)], IsOver && at + 1 == _count);
    }

    /// <summary>What was under way is not any more.</summary>
    public void Interrupt()
    {
        Sending?.Dispose();
        Beside?.Dispose();
        (Sending, Beside, Fetching, Request) = (null, null, 0, 0);
    }

    public void Dispose()
    {
        Interrupt();
        Retry?.Dispose();
    }
}
