// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Benchmarks;

/// <summary>CPU time and wake-ups of running processes, from /proc (proc(5): schedstat counts nanoseconds, stat only ticks of 10 ms).</summary>
internal static class ProcessCpu
{
    /// <summary>Nanoseconds that all threads of the processes have spent on a CPU so far; a process that ended counts nothing.</summary>
    public static long Nanoseconds(IEnumerable<int> processes)
    {
        long sum = 0;
        foreach (var process in processes)
            foreach (var task in Tasks(process))
                sum += First(Path.Combine(task, "schedstat"));
        return sum;
    }

    /// <summary>CPU time of a process's threads, apart by whether their name begins with a word.</summary>
    public static (long Others, long Named) OfThreads(int process, string name)
    {
        long others = 0, named = 0;
        foreach (var task in Tasks(process))
        {
            var time = First(Path.Combine(task, "schedstat"));
            if (NameOf(task).StartsWith(name, StringComparison.Ordinal))
                named += time;
            else
                others += time;
        }
        return (others, named);
    }

    /// <summary>CPU time of a process, and of all that it started and that have ended (proc(5): stat, in ticks of 10 ms).</summary>
    public static double MillisecondsWithChildren(int process) => Ticks(process, 13) + Ticks(process, 14) + MillisecondsOfChildren(process);

    /// <summary>CPU time of the processes that a process started and that have ended.</summary>
    public static double MillisecondsOfChildren(int process) => Ticks(process, 15) + Ticks(process, 16);

    public static bool HasChildren(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/task/{process}/children").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static double Ticks(int process, int field)
    {
        const double millisecondsOfTick = 10;
        var stat = File.ReadAllText($"/proc/{process}/stat");
        // The second field is a name in parentheses, with spaces perhaps.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[field - 2], CultureInfo.InvariantCulture) * millisecondsOfTick;
    }

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string[] Tasks(int process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static long First(string file)
    {
        try
        {
            return long.Parse(File.ReadAllText(file).Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // The thread ended between the listing and the read.
            return 0;
        }
    }
}
