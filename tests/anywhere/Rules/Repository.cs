// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Seamless.Tests.Anywhere.Rules;

/// <summary>The checkout that this test was compiled from: rules read its files, not the compiled program.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>Sources that people wrote, relative to the root with forward slashes; build output and generated files are left out.</summary>
    public static IEnumerable<string> Sources(params string[] extensions) =>
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("artifacts/", StringComparison.Ordinal) && !file.StartsWith(".git", StringComparison.Ordinal)
                && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
                && !file.Contains("/generated/", StringComparison.Ordinal))
            .Where(file => extensions.Contains(Path.GetExtension(file)))
            .Order(StringComparer.Ordinal);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Seamless.sln")))
                return folder;
        throw new InvalidOperationException($"no Seamless.sln above {here}");
    }
}
