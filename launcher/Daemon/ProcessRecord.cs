// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Extensions.Logging;
using Seamless.Linux;

namespace Seamless.Launcher.Daemon;

/// <summary>
/// A file that names the processes the daemon has started, a line each: number, start time in ticks, program. They end by
/// themselves when the daemon is killed (ParentProcess); the next daemon waits for that here, and insists.
/// </summary>
internal sealed class ProcessRecord(string path)
{
    private const int SigKill = 9;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private readonly List<(int ProcessId, string Line)> _running = [];

    public void Add(int processId, string program)
    {
        // Without a start time it has ended already and leaves nothing to clean up.
        if (ProcessStatus.Of(processId) is not { HasEnded: false, StartTicks: var ticks })
            return;
        _running.Add((processId, string.Create(CultureInfo.InvariantCulture, $"{processId} {ticks} {program}")));
        Write();
    }

    public void Remove(int processId)
    {
        if (_running.RemoveAll(each => each.ProcessId == processId) > 0)
            Write();
    }

    /// <summary>Ends what an earlier daemon left running. The file is ours alone, so its lines are believed; start times guard against reused numbers.</summary>
    public static void EndLeftovers(string path, ILogger log)
    {
        foreach (var (processId, ticks, program) in Read(path))
        {
            using var left = ForeignProcess.Find(processId, ticks);
            if (left is null || left.WaitForEnd(Patience))
                continue;
            log.LeftoverEnded(program, processId);
            left.Signal(SigKill);
            left.WaitForEnd(Patience);
        }
        File.Delete(path);
    }

    /// <summary>What an earlier daemon noted; lines that make no sense are left out.</summary>
    public static IEnumerable<(int ProcessId, long StartTicks, string Program)> Read(string path)
    {
        if (!File.Exists(path))
            yield break;
        foreach (var line in File.ReadAllLines(path))
        {
            var words = line.Split(' ', 3);
            if (words.Length == 3 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
                && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
                yield return (processId, ticks, words[2]);
        }
    }

    private void Write()
    {
        // In one step: a daemon that is killed between two lines must not leave half a record.
        File.WriteAllLines(path + ".new", _running.Select(each => each.Line));
        File.Move(path + ".new", path, overwrite: true);
    }
}
