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
