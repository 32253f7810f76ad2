// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Benchmarks;

/// <summary>Programs that others started, found by their name and by a folder that is in their environment.</summary>
internal static class RunningPrograms
{
    public static int[] Of(Scratch scratch, params string[] names)
    {
        // What the kernel keeps of a name.
        var kept = names.Select(name => name[..Math.Min(15, name.Length)]).ToArray();
        return [.. Directory.EnumerateDirectories("/proc").Select(d => Path.GetFileName(d)).Where(d => d.All(char.IsAsciiDigit)).Select(d => int.Parse(d, CultureInfo.InvariantCulture))
            .Where(process => kept.Contains(Read(process, "comm").TrimEnd()) && Read(process, "environ").Contains(scratch.Folder, StringComparison.Ordinal))];
    }

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
