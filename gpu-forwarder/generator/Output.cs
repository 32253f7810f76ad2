// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Generator;

/// <summary>Files are rewritten only when they differ, so that nothing is compiled again without need.</summary>
internal static class Output
{
    public static void Write(string folder, IEnumerable<(string Name, string Text)> files)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path) || File.ReadAllText(path) != text)
                File.WriteAllText(path, text);
        }
    }
}
