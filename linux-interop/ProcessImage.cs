// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Seamless.Linux;

/// <summary>The program that this process runs.</summary>
public static unsafe partial class ProcessImage
{
    /// <summary>A copy of what this process was started with and has set since.</summary>
    public static Dictionary<string, string> Environment()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
            all[(string)entry.Key] = (string?)entry.Value ?? "";
        return all;
    }

    /// <summary>
    /// Starts a program in place of this one (execve), with the rights of the thread that calls; the others end. To be called on the main thread, by whose
    /// number others know the process.
    /// </summary>
    /// <param name="fileName">The program.</param>
    /// <param name="arguments">Behind its name.</param>
    /// <param name="environment">All of it.</param>
    /// <param name="kept">Descriptors of ours that it gets, under the same numbers, besides those that we were started with.</param>
    [DoesNotReturn]
    public static void Replace(string fileName, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<FileDescriptor> kept)
    {
        var operation = $"start '{fileName}' in place of this program";
        foreach (var descriptor in kept)
        {
            if (Libc.fcntl(descriptor.Number, Libc.F_SETFD, 0) < 0)
                LinuxException.ThrowLast(operation);
        }
        using var words = new ChildSpawn.StringArray([fileName, .. arguments]);
        using var variables = new ChildSpawn.StringArray([.. environment.Select(pair => $"{pair.Key}={pair.Value}")]);
        // SAFETY: zero-terminated arrays of zero-terminated strings, which live until after the call; where it succeeds, nothing does.
        fixed (byte* file = FileDescriptor.PathBytes(fileName))
            _ = execve(file, words.Pointers, variables.Pointers);
        throw LinuxException.Last(operation);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int execve(byte* path, byte** arguments, byte** environment);
}
